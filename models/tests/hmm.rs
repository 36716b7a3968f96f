//! Hidden Markov models beside hmmlearn's, on cases that it worked out (`hmmlearn/make.py`), and what training promises.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use models::math::hmm::{Hmm, Training};
use proptest::prelude::*;
use std::collections::HashMap;

const CASES: &str = include_str!("hmmlearn/cases.txt");

/// Each case's lines by their names.
fn cases() -> Vec<HashMap<&'static str, Vec<f64>>> {
    let numbers = |words: &'static str| words.split(' ').map(|word| word.parse().unwrap()).collect();
    let line = |line: &'static str| line.split_once(' ').map(|(name, words)| (name, numbers(words))).unwrap();
    let mut cases = Vec::new();
    for (name, values) in CASES.lines().map(line) {
        if name == "case" {
            cases.push(HashMap::new());
        }
        cases.last_mut().unwrap().insert(name, values);
    }
    cases
}

fn model(case: &HashMap<&str, Vec<f64>>, prefix: &str) -> Hmm {
    let part = |name: &str| case[format!("{prefix}{name}").as_str()].clone();
    Hmm::try_from((part("initial"), part("transition"), part("emission"))).unwrap()
}

fn distance(one: &Hmm, other: &Hmm) -> f64 {
    let numbers = |model: &Hmm| {
        let (initial, transition, emission) = model.clone().into();
        [initial, transition, emission].concat()
    };
    numbers(one).into_iter().zip(numbers(other)).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
}

#[test]
fn likelihood_and_training_agree_with_hmmlearn() {
    let cases = cases();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let seen: Vec<u8> = case["seen"].iter().map(|&symbol| symbol as u8).collect();
        let mut ours = model(&case, "");
        assert!((ours.log_likelihood(&seen) - case["likelihood"][0]).abs() < 1e-9, "{case:?}");
        let training = Training {
            initial: case["pseudo"][0],
            transition: case["pseudo"][1],
            emission: case["pseudo"][2..].to_vec(),
            floor: 0.0,
            rounds: case["case"][2] as usize,
            tolerance: f64::NEG_INFINITY,
        };
        ours.train(&seen, &training);
        assert!(distance(&ours, &model(&case, "trained_")) < 1e-9, "{ours:?} {case:?}");
        assert!((ours.log_likelihood(&seen) - case["trained_likelihood"][0]).abs() < 1e-9, "{case:?}");
    }
}

fn once(emission: usize, floor: f64) -> Training {
    let emission = vec![0.0; emission];
    Training { initial: 0.0, transition: 0.0, emission, floor, rounds: 1, tolerance: f64::NEG_INFINITY }
}

fn any_model(states: usize, symbols: usize) -> impl Strategy<Value = Hmm> {
    let row = |n: usize| prop::collection::vec(0.01..1.0f64, n);
    let rows = |n, of| prop::collection::vec(row(n), of);
    let whole = |row: &[f64]| row.iter().map(|p| p / row.iter().sum::<f64>()).collect::<Vec<f64>>();
    (row(states), rows(states, states), rows(symbols, states)).prop_map(move |(initial, moves, shows)| {
        let moves = moves.iter().flat_map(|row| whole(row)).collect();
        let shows: Vec<Vec<f64>> = shows.iter().map(|row| whole(row)).collect();
        let by_symbol = (0..symbols).flat_map(|symbol| shows.iter().map(move |row| row[symbol])).collect();
        Hmm::try_from((whole(&initial), moves, by_symbol)).unwrap()
    })
}

proptest! {
    #[test]
    fn training_never_lowers_the_likelihood(
        model in (1..6usize).prop_flat_map(|states| any_model(states, 4)),
        seen in prop::collection::vec(0..4u8, 1..80),
    ) {
        let mut model = model;
        let mut before = model.log_likelihood(&seen);
        for _ in 0..30 {
            model.train(&seen, &once(4, 0.0));
            let after = model.log_likelihood(&seen);
            prop_assert!(after >= before - 1e-9 * before.abs().max(1.0), "{before} {after}");
            before = after;
        }
    }

    #[test]
    fn surprises_of_one_symbol_after_another_add_up_to_the_likelihood(
        model in any_model(3, 4),
        seen in prop::collection::vec(0..4u8, 0..40),
    ) {
        let mut followed = model.begin();
        let mut sum = 0.0;
        for &symbol in &seen {
            sum += model.surprise(&followed, symbol);
            model.follow(&mut followed, symbol);
        }
        prop_assert!((sum + model.log_likelihood(&seen)).abs() < 1e-9);
        let next: f64 = (0..4).map(|symbol| (-model.surprise(&followed, symbol)).exp()).sum();
        prop_assert!((next - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_floor_keeps_every_symbol_possible(model in any_model(3, 4), seen in prop::collection::vec(0..2u8, 1..40)) {
        let mut model = model;
        (0..20).for_each(|_| _ = model.train(&seen, &once(4, 1e-3)));
        let (.., emission): (Vec<f64>, Vec<f64>, Vec<f64>) = model.into();
        prop_assert!(emission.iter().all(|&p| p > 0.9e-3), "{emission:?}");
    }
}

#[test]
fn states_that_begin_alike_learn_to_differ() {
    let mut model = Hmm::fresh(2, &[0.5, 0.5]).unwrap();
    let seen: Vec<u8> = (0..100).map(|at| u8::from(at / 10 % 2 == 0)).collect();
    (0..200).for_each(|_| _ = model.train(&seen, &once(2, 1e-3)));
    let followed = model.followed(&seen);
    assert!(model.surprise(&followed, 1) > 5.0 * model.surprise(&followed, 0), "{model:?}");
}

#[test]
fn a_symbol_that_cannot_be_is_infinitely_surprising_and_no_more() {
    let model = Hmm::fresh(3, &[0.6, 0.3, 0.1]).unwrap();
    assert_eq!(model.log_likelihood(&[0, 7, 1]), f64::NEG_INFINITY);
    assert_eq!(model.surprise(&model.begin(), 7), f64::INFINITY);
    assert!(model.surprise(&model.followed(&[0, 7, 1]), 2).is_finite());
}

#[test]
fn numbers_that_are_no_probabilities_make_no_model() {
    for (initial, transition, emission) in [
        (vec![], vec![], vec![]),
        (vec![1.0], vec![1.0], vec![]),
        (vec![1.0], vec![0.5], vec![1.0]),
        (vec![0.5, 0.5], vec![1.0], vec![1.0, 1.0]),
        (vec![1.0], vec![1.0], vec![f64::NAN, 1.0]),
        (vec![2.0, -1.0], vec![1.0, 0.0, 0.0, 1.0], vec![1.0, 1.0]),
    ] {
        assert!(Hmm::try_from((initial, transition, emission)).is_err());
    }
    assert!(Hmm::fresh(0, &[1.0]).is_err() && Hmm::fresh(2, &[]).is_err());
    assert!(Hmm::fresh(2, &[f64::INFINITY]).is_err());
}
