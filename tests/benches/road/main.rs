//! What the road costs: throughput and latency against a bare handler that parses the same JSON and answers
//! the same bytes, in one run; and what a device costs in memory.
//!
//! `cargo xtask bench`. Server and load share this machine: compare the rows of one table, nothing else.

mod assessment;
mod bare;
mod journal;
mod keyring;
mod load;
mod memory;
mod microtransaction;
mod stream;

/// As in the product; the bare handler gains by it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rounds of each comparison; ours and the bare handler take turns, and a round's ratio is of neighbours in time.
const ROUNDS: usize = 9;
/// Connections.
const CONNECTIONS: usize = 64;

fn main() {
    let tables: [(&str, fn()); 6] = [
        ("memory", memory::report),
        ("microtransaction", microtransaction::report),
        ("assessment", assessment::report),
        ("journal", journal::report),
        ("keyring", keyring::report),
        ("stream", stream::report),
    ];
    // `cargo bench` adds flags of its own; a plain word picks one table.
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    for (name, report) in tables {
        if wanted.as_deref().is_none_or(|wanted| wanted == name) {
            report();
        }
    }
}

/// One row of a table.
fn row(name: &str, runs: &[load::Run]) {
    let mut all = runs[0].latencies_us.clone();
    runs[1..].iter().for_each(|run| all.add(&run.latencies_us).unwrap());
    let (p50, p99) = (all.value_at_quantile(0.5), all.value_at_quantile(0.99));
    println!("{name:<28} {:>10.0} {p50:>9} {p99:>9}", median(runs.iter().map(load::Run::rate)));
}

fn compare(title: &str, ours: &[load::Run], bare: &[load::Run], goal: f64) {
    println!("\n{title}, {CONNECTIONS} connections, median of {ROUNDS} rounds");
    println!("{:<28} {:>10} {:>9} {:>9}", "", "requests/s", "p50 us", "p99 us");
    row("bare handler", bare);
    row("pennyprint", ours);
    let ratios: Vec<f64> = ours.iter().zip(bare).map(|(ours, bare)| ours.rate() / bare.rate()).collect();
    let low = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let high = ratios.iter().copied().fold(0.0, f64::max);
    println!("ratio {:.2} ({low:.2} to {high:.2}; goal {goal})", median(ratios.into_iter()));
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
