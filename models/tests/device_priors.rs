//! The population's devices are refitted from what was learned of many.
#![allow(clippy::panic, clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests")]

mod population;

use models::detectors::Detector;
use models::detectors::device::{Device, Priors, State};
use models::evidence::Evidence;
use population::{Machine, Network, lognormal, visit};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Devices of a site whose customers sit far away: 120 ms, and 0.3 between their logarithms.
fn far_away(devices: usize, random: &mut ChaCha8Rng) -> Vec<State> {
    (0..devices).map(|_| learned(120.0 * lognormal(0.3, random), 12, random)).collect()
}

fn learned(base_ms: f64, visits: usize, random: &mut ChaCha8Rng) -> State {
    let mut state = State::default();
    let network = Network { base_ms, visit_sd: 0.05, ..Network::CALM };
    for _ in 0..visits {
        Device.learn(&mut state, &Priors::default(), &visit(&Machine::LAPTOP, &network, None, random));
    }
    state
}

fn fit(states: &[State]) -> Option<Priors> {
    Device.fit(&mut states.iter().cloned())
}

fn number(priors: &Priors, name: &str) -> f64 {
    Device.shown(priors).into_iter().collect::<BTreeMap<_, _>>()[name]
}

#[test]
fn the_fit_finds_the_population_and_a_minority_of_wild_devices_does_not_move_it() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut states = far_away(400, &mut random);
    let fitted = fit(&states).unwrap();
    let mean = |priors: &Priors| number(priors, "round_trip.mean");
    assert!((mean(&fitted) - f64::ln(121_000.0)).abs() < 0.1, "{}", mean(&fitted));
    assert!((number(&fitted, "round_trip.spread") - 0.3).abs() < 0.08, "{fitted:?}");
    assert_eq!(number(&fitted, "round_trip.df"), number(&Priors::default(), "round_trip.df"));
    states.extend((0..40).map(|_| learned(5_000.0, 12, &mut random)));
    let with_wild = fit(&states).unwrap();
    assert!((mean(&with_wild) - mean(&fitted)).abs() < 0.06, "{} {}", mean(&with_wild), mean(&fitted));
}

#[test]
fn few_devices_and_young_ones_have_no_say() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    let states = far_away(199, &mut random);
    assert_eq!(fit(&states), None);
    let young: Vec<State> = (0..400).map(|_| learned(120.0, 7, &mut random)).collect();
    assert_eq!(fit(&young), None);
}

#[test]
fn a_population_that_cannot_be_stays_within_bounds_of_the_shipped_one() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let states: Vec<State> = (0..200).map(|_| learned(4e6, 9, &mut random)).collect();
    let (fitted, shipped) = (fit(&states).unwrap(), Priors::default());
    for (name, value) in Device.shown(&fitted) {
        let was = number(&shipped, &name);
        match name.ends_with(".mean") {
            true => {
                let spread = number(&shipped, &name.replace(".mean", ".spread"));
                assert!((value - was).abs() <= 3.0 * spread + 0.01, "{name}: {value}, shipped {was}");
            }
            false => assert!((was / 3.0 - 0.01..=was * 3.0 + 0.01).contains(&value), "{name}: {value}"),
        }
    }
    assert_eq!(number(&fitted, "round_trip.mean"), 12.75, "the bound is where it is said to be");
}

#[test]
fn a_young_device_is_judged_by_what_is_usual_at_its_site() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let states = far_away(300, &mut random);
    let (fitted, shipped) = (fit(&states).unwrap(), Priors::default());
    let young = learned(120.0, 3, &mut random);
    let usual = visit(&Machine::LAPTOP, &Network { base_ms: 120.0, ..Network::CALM }, None, &mut random);
    let p_value = |priors| match Device.score(&young, priors, &usual) {
        Evidence::Known(known) => known.p_value,
        other => panic!("{other:?}"),
    };
    assert_ne!(p_value(&fitted), p_value(&shipped));
    assert!(p_value(&fitted) > 0.03, "{}", p_value(&fitted));
}
