//! Fits the intention detector's shipped priors to simulated honest parties and prints them as `shipped.rs` has them:
//! `cargo run --release -p eval --example honest_doubt`. Twice, because doubt hangs on how promises are believed to be kept.

#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "an example that prints")]

use eval::tasks::intention::parties::{Party, lots};
use models::detectors::intention::{Priors, State};

const PARTIES: usize = 40_000;
/// Their promises: as many of each order of magnitude, so that every age has its share.
const PROMISES: std::ops::Range<f64> = 1.1..6.0;
const SEED: u64 = 20_030_903;

const HEAD: &str =
    "//! The shipped priors, as `cargo run --release -p eval --example honest_doubt` prints them.

use super::priors::BANDS;
";

fn main() {
    let mut random = lots(SEED);
    let parties: Vec<_> = (0..PARTIES)
        .map(|number| {
            let part = number as f64 / PARTIES as f64;
            let log = PROMISES.start + part * (PROMISES.end - PROMISES.start);
            Party::honest(&mut random).promises(log.exp() as usize, &mut random)
        })
        .collect();
    let mut priors = Priors::default();
    for _ in 0..2 {
        let states = parties.iter().map(|promises| {
            let mut state = State::default();
            promises.iter().for_each(|one| state.learn(&priors, one));
            state
        });
        let Some(fitted) = Priors::fit(&mut { states }) else { return };
        priors = fitted;
    }
    let shown: Vec<f64> = priors.shown().into_iter().map(|(_, value)| value).collect();
    let Some((kept, doubt)) = shown.split_at_checked(10) else { return };
    println!("{HEAD}\n/// See [`super::Priors`].\npub(super) const KEPT: [f64; BANDS] = {kept:.6?};");
    // Between them stands the chance that a party turns, which is not fitted.
    let rows: Vec<&[f64]> = doubt[1..].chunks(8).collect();
    println!("\n/// See [`super::Priors`].\npub(super) const DOUBT: [[f64; 8]; 4] = {rows:.3?};");
}
