//! How long one call takes.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Names a Python that has what others are measured by: scikit-learn, hmmlearn, networkx.
pub(crate) const PYTHON: &str = "PENNYPRINT_PYTHON";
/// Rounds of one measurement: long enough for the clock, and so short that most of them are not interrupted.
const ROUNDS: usize = 201;
const ROUND: Duration = Duration::from_micros(200);

/// Microseconds of one call, the median over rounds.
pub(crate) fn microseconds<T>(mut call: impl FnMut() -> T) -> f64 {
    prepared(|| (), |()| call())
}

/// The same of a call that uses up what is prepared for it outside the clock.
pub(crate) fn prepared<P, T>(mut prepare: impl FnMut() -> P, mut call: impl FnMut(P) -> T) -> f64 {
    let mut calls = 1;
    let mut round = |calls: usize| {
        let ready: Vec<P> = (0..calls).map(|_| prepare()).collect();
        let mut kept = Vec::with_capacity(calls);
        let began = Instant::now();
        for one in ready {
            kept.push(black_box(call(black_box(one))));
        }
        began.elapsed()
    };
    while round(calls) < ROUND {
        calls *= 2;
    }
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| round(calls)).collect();
    times.sort();
    times[ROUNDS / 2].as_secs_f64() * 1e6 / calls as f64
}

/// One row of a table.
pub(crate) fn row(name: &str, microseconds: f64, goal: Option<f64>) {
    let goal = goal.map_or_else(String::new, |goal| format!("{goal:>9}"));
    println!("{name:<52} {microseconds:>9.3}{goal}");
}

/// The head of a table.
pub(crate) fn heading(title: &str) {
    println!("\n{title}");
    println!("{:<52} {:>9}{:>9}", "", "us", "goal");
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
