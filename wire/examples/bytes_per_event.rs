//! Prints what an event costs on the wire, measured on a deterministic trace of a checkout.
#![allow(clippy::print_stdout)]

#[path = "../tests/trace/mod.rs"]
mod trace;

use trace::{checkout, costs};

fn main() {
    let events = checkout();
    let costs = costs(&events);
    println!("{:<28}{:>8}{:>8}{:>14}", "event", "events", "bytes", "bytes/event");
    for (name, cost) in ["key down", "key up", "pointer move", "everything else"].iter().zip(costs) {
        println!("{name:<28}{:>8}{:>8}{:>14.2}", cost.events, cost.bytes, cost.mean());
    }
    let [down, up, ..] = costs;
    let bytes: usize = costs.iter().map(|cost| cost.bytes).sum();
    println!(
        "{:<28}{:>8}{:>8}{:>14.2}",
        "keystroke (down and up)",
        down.events,
        down.bytes + up.bytes,
        down.mean() + up.mean()
    );
    println!(
        "{:<28}{:>8}{:>8}{:>14.2}",
        "whole stream",
        events.len(),
        bytes,
        bytes as f64 / events.len() as f64
    );
}
