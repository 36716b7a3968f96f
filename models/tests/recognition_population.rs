//! What recognition promises, on simulated crowds. Each world is drawn anew and nothing was adjusted to these;
//! `cargo run --release -p models --example recognition` prints more, on other worlds and for a million devices.
#![allow(clippy::print_stdout, reason = "the table is the result")]
#![allow(clippy::indexing_slicing, reason = "helpers of tests")]

mod crowd;

use crowd::trial::{self, Asked, Point, point};
use crowd::{CLASSES, Class};
use models::recognition::ENOUGH;

const SEED: u64 = 20_270_101;

fn asked(devices: usize, returns: usize, worlds: u64, times: u64) -> Vec<Asked> {
    let each = (0..worlds).flat_map(|world| (0..times).map(move |time| (world, time)));
    each.flat_map(|(world, time)| trial::run(SEED + world, time, devices, returns).asked).collect()
}

fn said(name: &str, Point { precision, coverage, unseen_matched }: Point) {
    println!(
        "{name:<10} precision {precision:.4}, coverage {coverage:.3}, unseen matched {unseen_matched:.5}"
    );
}

#[test]
fn ten_thousand_devices_are_told_apart_newcomers_are_left_alone_and_the_confidence_is_what_it_says() {
    let asked = asked(10_000, 2_000, 6, 1);
    let all = point(asked.iter(), ENOUGH);
    said("10 000", all);
    for class in CLASSES {
        said(&format!("{class:?}"), point(asked.iter().filter(|one| one.class == class), ENOUGH));
    }
    assert!(all.precision >= 0.99, "{}", all.precision);
    assert!(all.coverage >= 0.6, "{}", all.coverage);
    assert!(all.unseen_matched <= 0.001, "{}", all.unseen_matched);
    // Nobody who asks for noise is found behind it, and phones that are all alike are found at home or not at all.
    let noisy = point(asked.iter().filter(|one| one.noisy), ENOUGH);
    let phones = point(asked.iter().filter(|one| one.class == Class::IPhone), ENOUGH);
    assert!(noisy.coverage == 0.0 && phones.coverage < 0.55, "{} {}", noisy.coverage, phones.coverage);
    for (low, high) in [(0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 1.0)] {
        let within: Vec<_> = asked.iter().filter(|one| (low..high).contains(&one.confidence)).collect();
        let right = within.iter().filter(|one| one.right).count() as f64 / within.len() as f64;
        println!("stated {low} to {high}: {right:.3} right, of {}", within.len());
        assert!(right >= low - 0.02, "{low} to {high}: {right}");
    }
}

#[test]
fn a_hundred_devices_are_told_apart_too() {
    let asked = asked(100, 20, 5, 100);
    let all = point(asked.iter(), ENOUGH);
    said("100", all);
    assert!(all.precision >= 0.99, "{}", all.precision);
    assert!(all.unseen_matched <= 0.001, "{}", all.unseen_matched);
}
