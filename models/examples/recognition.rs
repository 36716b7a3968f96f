//! How well a crowd of simulated devices is recognised after it has cleared its storage: tables, and the curve.
//!
//! `cargo run --release -p models --example recognition -- [--devices N] [--worlds N] [--seed N] [--plot FILE.svg]`
#![allow(clippy::print_stdout, reason = "the table is the result")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a command for whoever types it"
)]

#[path = "../tests/crowd/mod.rs"]
mod crowd;

use crowd::trial::{self, Asked, Point, point};
use models::recognition::ENOUGH;
use std::fmt::Write;
use std::time::Duration;

const THRESHOLDS: [f64; 9] = [0.5, 0.8, 0.88, 0.9, 0.93, 0.945, 0.96, 0.98, 0.99];
const SEED: u64 = 20_290_101;

fn main() {
    let mut args = std::env::args().skip(1);
    let (mut sizes, mut worlds, mut seed, mut plot) = (vec![100, 10_000], 5, SEED, None);
    while let Some(arg) = args.next() {
        let value = args.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--devices" => sizes = vec![value.parse().unwrap()],
            "--worlds" => worlds = value.parse().unwrap(),
            "--seed" => seed = value.parse().unwrap(),
            "--plot" => plot = Some(value),
            _ => panic!("there is no {arg}"),
        }
    }
    let mut curves = Vec::new();
    for devices in sizes {
        let all = report(devices, worlds, seed);
        curves.push((devices, (0..1_000).map(|at| point(all.iter(), f64::from(at) / 1e3)).collect()));
    }
    if let Some(file) = plot {
        std::fs::write(&file, drawn(&curves)).unwrap();
        println!("the curve is in {file}");
    }
}

/// All worlds of one size, printed; a small crowd is tried many times in each.
fn report(devices: usize, worlds: u64, seed: u64) -> Vec<Asked> {
    let returns = (devices / 5).clamp(20, 20_000);
    let again = (2_000 / returns).max(1) as u64;
    println!(
        "\n{devices} devices known, {worlds} worlds, {returns} returns and four newcomers for each ({again} times)"
    );
    println!("{:<12}{:>10}{:>10}{:>10}{:>14}", "", "from", "precision", "coverage", "unseen matched");
    let (mut all, mut look_ups, mut bytes, mut remember) = (Vec::new(), Vec::new(), 0.0, Duration::ZERO);
    for world in 0..worlds {
        let mut asked = Vec::new();
        for time in 0..again {
            let trial = trial::run(seed + world, time, devices, returns);
            asked.extend(trial.asked);
            look_ups.extend(trial.look_ups);
            (bytes, remember) = (trial.bytes_per_device, trial.remember / devices as u32);
        }
        row(&format!("world {world}"), ENOUGH, point(asked.iter(), ENOUGH));
        all.extend(asked);
    }
    for threshold in THRESHOLDS {
        row("all", threshold, point(all.iter(), threshold));
    }
    for class in crowd::CLASSES {
        let of = all.iter().filter(|one| one.class == class && !one.noisy);
        row(&format!("{class:?}"), ENOUGH, point(of, ENOUGH));
    }
    row("with noise", ENOUGH, point(all.iter().filter(|one| one.noisy), ENOUGH));
    println!("stated confidence, mean, and the share that was right:");
    for (low, high) in [(0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 1.01)] {
        let within: Vec<_> = all.iter().filter(|one| (low..high).contains(&one.confidence)).collect();
        let mean = within.iter().map(|one| one.confidence).sum::<f64>() / within.len().max(1) as f64;
        let right = within.iter().filter(|one| one.right).count() as f64 / within.len().max(1) as f64;
        println!("{mean:>12.3}{right:>10.3}   of {}", within.len());
    }
    look_ups.sort_unstable();
    let (p50, p99) = (look_ups[look_ups.len() / 2], look_ups[look_ups.len() * 99 / 100]);
    println!("{bytes:.0} bytes a device; to remember a visit {remember:?}; a look-up {p50:?} (p99 {p99:?})");
    all
}

fn row(name: &str, threshold: f64, at: Point) {
    let Point { precision, coverage, unseen_matched } = at;
    println!("{name:<12}{threshold:>10}{precision:>10.4}{coverage:>10.3}{:>13.3}%", 100.0 * unseen_matched);
}

/// Coverage to the right, newcomers that were matched upwards, on the scale of logarithms.
fn drawn(curves: &[(usize, Vec<Point>)]) -> String {
    let x = |coverage: f64| 70.0 + 520.0 * coverage;
    let y = |share: f64| 320.0 - 70.0 * (share.max(1e-5).log10() + 5.0);
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 380\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"640\" height=\"380\" fill=\"#fff\"/>\n",
    );
    for (share, text) in [(1e-5, "0.001 %"), (1e-4, "0.01 %"), (1e-3, "0.1 %"), (1e-2, "1 %"), (1e-1, "10 %")]
    {
        let y = y(share);
        writeln!(svg, "<path d=\"M70 {y:.1}H590\" stroke=\"#ddd\"/><text x=\"62\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>", y + 4.0).unwrap();
    }
    for at in 0..=5 {
        let coverage = f64::from(at) / 5.0;
        writeln!(svg, "<text x=\"{:.1}\" y=\"340\" text-anchor=\"middle\">{coverage:.1}</text>", x(coverage))
            .unwrap();
    }
    svg.push_str("<text x=\"330\" y=\"365\" text-anchor=\"middle\">coverage: devices that came back and were recognised</text>\n");
    svg.push_str("<text x=\"70\" y=\"22\">newcomers that were taken for a known device</text>\n");
    for ((devices, points), colour) in curves.iter().zip(["#0b6e99", "#b3541e", "#5b7f2b"]) {
        let line = points.iter().filter(|at| at.unseen_matched > 0.0);
        let line: Vec<String> =
            line.map(|at| format!("{:.1},{:.1}", x(at.coverage), y(at.unseen_matched))).collect();
        writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            line.join(" ")
        )
        .unwrap();
        if let Some(at) = points.get((ENOUGH * 1e3) as usize) {
            let (x, y) = (x(at.coverage), y(at.unseen_matched));
            writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/><text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{devices} devices</text>", x + 8.0, y + 14.0).unwrap();
        }
    }
    svg.push_str("</svg>\n");
    svg
}
