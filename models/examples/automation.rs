//! How often people show the signs of programs: recordings of keys and mice, visit by visit.
//!
//! `cargo run --release -p models --example automation`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the table is the result")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a command for whoever types it"
)]

#[path = "../tests/people/mod.rs"]
mod people;

use models::detectors::Detector;
use models::detectors::automation::{Automation, Priors, State};
use models::evidence::Evidence;
use people::Person;
use std::collections::BTreeMap;

fn main() {
    for times in [1, 4] {
        if let Some(typists) = people::typists(times) {
            report(&format!("keys (CMU), visits of {} keys", 11 * times), &typists);
        }
    }
    for events in [300, 1_200] {
        if let Some(workers) = people::mice(events) {
            report(&format!("mice (Balabit), visits of {events} events"), &workers);
        }
    }
}

/// Every visit is judged, and then learned as if it was trusted; `at first` counts what a device without a history would hear.
fn report(title: &str, people: &[Person]) {
    let (mut visits, mut accused, mut first_accused) = (0, 0, 0);
    let (mut at_first, mut later) = (BTreeMap::<String, u32>::new(), BTreeMap::<String, u32>::new());
    for person in people {
        let (mut state, priors) = (State::default(), Priors::default());
        for visit in &person.visits {
            visits += 1;
            for (state, counted, accused) in
                [(&State::default(), &mut at_first, &mut first_accused), (&state, &mut later, &mut accused)]
            {
                if let Evidence::Known(known) = Automation.score(state, &priors, visit) {
                    *accused += u32::from(known.score <= 0.03);
                    for finding in known.findings {
                        if std::env::var_os("SHOW").is_some() {
                            println!("    {}: {}", person.name, finding.text);
                        }
                        *counted.entry(finding.code).or_default() += 1;
                    }
                }
            }
            Automation.learn(&mut state, &priors, visit);
        }
    }
    let share = |count: u32| 100.0 * f64::from(count) / f64::from(visits);
    println!("\n{title}: {} recordings, {visits} visits", people.len());
    println!(
        "  below p = 0.03: {:.2} % at first, {:.2} % with a history",
        share(first_accused),
        share(accused)
    );
    for (when, signs) in [("at first", at_first), ("with a history", later)] {
        for (code, count) in signs {
            println!("  {when}: {code} {count} ({:.2} %)", share(count));
        }
    }
}
