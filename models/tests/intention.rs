//! Intentions, promise by promise: the published predictor's traces, and what the detector promises of any sequence of ratings.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use models::detectors::intention::{Dip, Intention, Intentions, Order, Priors, Rules, State};
use models::detectors::registered::AnyDetector;
use models::evidence::{Absence, Evidence, Known};
use models::kept::{Kept, Rating};
use models::observation::Timestamp;
use models::occasion::Occasion;
use models::purchase::Purchase;
use proptest::prelude::*;

fn kept(rating: f64) -> Kept {
    let rating = Rating::new(rating).unwrap();
    Kept { at: Timestamp(0), party: [1; 16], rating, testified: false, short: Vec::new() }
}

fn after(ratings: impl IntoIterator<Item = f64>) -> State {
    let mut state = State::default();
    ratings.into_iter().for_each(|rating| state.learn(&Priors::default(), &kept(rating)));
    state
}

fn known(state: &State) -> Known {
    match state.score(&Priors::default()) {
        Evidence::Known(known) => known,
        other => panic!("{other:?}"),
    }
}

/// Ratings of an honest party that breaks one promise in `every`, by accident.
fn erring(promises: usize, every: usize) -> impl Iterator<Item = f64> {
    (1..=promises).map(move |number| match number % every {
        0 => 0.05,
        other => 0.7 + 0.1 * (other % 3) as f64,
    })
}

fn confidences(rules: &Rules, ratings: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut dip = Dip::new(rules);
    let learned = |rating| {
        dip.learn(rules, Rating::new(rating).unwrap());
        dip.confidence()
    };
    ratings.into_iter().map(learned).collect()
}

#[track_caller]
fn assert_close(actual: &[f64], expected: &[f64], by: f64) {
    assert_eq!(actual.len(), expected.len());
    for (actual, expected) in actual.iter().zip(expected) {
        assert!((actual - expected).abs() <= by, "{actual} is not {expected}");
    }
}

#[test]
fn six_fouls_in_a_row_raise_the_published_confidence_from_0_2239_to_0_7592() {
    // Good ratings that lead to the published confidence before the drop.
    let good = std::iter::repeat_n(0.7761, 2_000);
    let all = confidences(&Rules::PUBLISHED, good.chain([0.1750; 6]));
    assert_close(&all[1_999..], &[0.2239, 0.2840, 0.3868, 0.5056, 0.6154, 0.7012, 0.7592], 1e-4);
}

#[test]
fn supervision_doubles_with_each_foul_and_ends_after_as_many_good_promises() {
    let rules = Rules { order: Order::Pre, ..Rules::PUBLISHED };
    let ratings = [[0.8; 10].as_slice(), &[0.1; 3], &[0.8; 12]].concat();
    let trust: Vec<f64> = confidences(&rules, ratings).iter().map(|confidence| 1.0 - confidence).collect();
    let rising =
        [0.515, 0.52925, 0.542787, 0.555648, 0.567866, 0.579472, 0.590499, 0.600974, 0.610925, 0.620379];
    assert_close(&trust[..10], &rising, 1e-6);
    assert_close(&trust[10..14], &[0.521507, 0.407279, 0.301605, 0.319772], 1e-6);
    assert_close(&[trust[20], trust[24]], &[0.434896, 0.50262], 2e-5);
}

#[test]
fn nothing_is_said_of_a_party_before_its_third_promise_or_without_any() {
    let purchase =
        |payee| Purchase { at: Timestamp(0), amount_minor: 100, currency: "EUR".into(), payee, card: None };
    let said = |state: &[u8], purchase: &Purchase| {
        let occasion = Occasion { purchase: Some(purchase), ..Occasion::default() };
        Intentions.score(state, &[], &occasion).unwrap()
    };
    assert_eq!(said(&[], &purchase(None)), Evidence::Absent(Absence::NoPayee));
    let paid = purchase(Some([1; 16]));
    assert_eq!(said(&[], &paid), Evidence::Absent(Absence::NoCommitment));
    let mut state = Vec::new();
    for seen in 1..=3 {
        let promise = kept(0.9);
        let occasion = Occasion { kept: Some(&promise), ..Occasion::default() };
        state = Intentions.learn(&state, &[], &occasion).unwrap();
        match said(&state, &paid) {
            Evidence::Warming { seen: said, need: 3 } => assert_eq!(said, seen),
            Evidence::Known(known) => assert!(seen == 3 && !known.mature),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(after([]).confidence(), 0.5 + 0.5 * 1e-3);
    assert_eq!(after([0.1, 0.1]).intention(), Intention::TooFewToSay);
}

#[test]
fn an_honest_party_that_errs_now_and_then_is_not_taken_for_a_swindler() {
    let honest = after(erring(399, 20));
    assert!(honest.confidence() < 0.3, "{}", honest.confidence());
    assert!(honest.published().confidence() > 0.6, "as published: {}", honest.published().confidence());
    assert_eq!(honest.intention(), Intention::None);
    let said = known(&honest);
    assert!(said.mature && said.p_value > 0.05, "{said:?}");
    assert!(
        said.findings[0].text.starts_with("19 of 399 promises were broken, 0 of the last 16:"),
        "{said:?}"
    );
}

#[test]
fn each_intention_is_named_from_its_sequence_and_said_in_words() {
    let uncovered = after([0.12, 0.17, 0.15, 0.1, 0.16, 0.14, 0.13, 0.15]);
    assert_eq!(uncovered.intention(), Intention::Uncovered);
    assert!(uncovered.confidence() > 0.95);
    let text = &known(&uncovered).findings[0].text;
    assert!(text.starts_with("8 of 8 promises were broken, from the first on"), "{text}");

    let trapping = after(erring(60, 21).chain([0.14; 6]));
    assert_eq!(trapping.intention(), Intention::Trapping);
    assert!(trapping.confidence() >= 0.75, "{}", trapping.confidence());
    let text = &known(&trapping).findings[0].text;
    assert!(text.starts_with("6 of the last 16 promises were broken by a party that had kept"), "{text}");

    let cycle = || [0.8; 20].into_iter().chain([0.14; 10]);
    let illusive = after(cycle().chain(cycle()).chain([0.8; 20]));
    assert_eq!(illusive.intention(), Intention::Illusive);
    assert!(illusive.confidence() > 0.95, "good behaviour covers nothing: {}", illusive.confidence());
    let text = &known(&illusive).findings[0].text;
    assert!(
        text.starts_with("20 of 80 promises were broken in 2 rows with good behaviour in between"),
        "{text}"
    );
    assert!(known(&illusive).p_value < 1e-4);
}

#[test]
fn a_convicted_party_is_trusted_again_after_some_three_hundred_kept_promises() {
    let cycle = || [0.8; 20].into_iter().chain([0.14; 10]);
    let convicted = || cycle().chain(cycle());
    let kept_since = |promises| after(convicted().chain(std::iter::repeat_n(0.8, promises)));
    assert!(kept_since(100).confidence() > 0.9, "{}", kept_since(100).confidence());
    assert!(kept_since(400).confidence() < 0.3, "{}", kept_since(400).confidence());
}

#[test]
fn an_outcome_that_testifies_settles_it_and_one_that_is_merely_bad_does_not() {
    let honest = || after(erring(50, 20));
    let (mut accident, mut proof) = (honest(), honest());
    accident.learn(&Priors::default(), &kept(0.0));
    proof.learn(&Priors::default(), &Kept { testified: true, ..kept(0.0) });
    assert!(accident.confidence() < 0.5 && accident.intention() == Intention::None);
    assert!(proof.confidence() > 0.99 && proof.intention() == Intention::Trapping);
}

#[test]
fn a_state_fits_into_half_a_kilobyte_whatever_was_learned() {
    let mut state = Vec::new();
    for rating in erring(5_000, 7) {
        let promise = kept(rating);
        let occasion = Occasion { kept: Some(&promise), ..Occasion::default() };
        state = Intentions.learn(&state, &[], &occasion).unwrap();
        assert!(state.len() <= 512, "{} bytes", state.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn confidence_stays_a_probability_after_any_ratings(
        ratings in prop::collection::vec((0.0..=1.0, prop::bool::weighted(0.05)), 0..300),
    ) {
        let (mut state, priors) = (State::default(), Priors::default());
        let mut dips = [Rules::PUBLISHED, Rules::CAP_AND_HALVE].map(|rules| (Dip::new(&rules), rules));
        for (rating, testified) in ratings {
            state.learn(&priors, &Kept { testified, ..kept(rating) });
            prop_assert!((0.0..=1.0).contains(&state.confidence()));
            for (dip, rules) in &mut dips {
                dip.learn(rules, Rating::new(rating).unwrap());
                prop_assert!((0.0..=1.0).contains(&dip.confidence()));
            }
            let stored = postcard::to_allocvec(&state).unwrap();
            prop_assert_eq!(postcard::from_bytes::<State>(&stored).unwrap(), state.clone());
        }
    }

    /// What was promised first may become known last, and clocks step back: the order of telling counts.
    #[test]
    fn no_clock_is_asked(ratings in prop::collection::vec((0.0..=1.0, any::<i64>()), 0..60)) {
        let at = |at: Option<i64>| {
            let mut state = State::default();
            for (rating, time) in &ratings {
                let at = Timestamp(at.unwrap_or(*time));
                state.learn(&Priors::default(), &Kept { at, ..kept(*rating) });
            }
            state
        };
        prop_assert_eq!(at(None), at(Some(0)));
    }

    #[test]
    fn a_better_outcome_never_leaves_more_doubt_of_an_honest_party(promises in 5..200_usize, every in 5..40_usize) {
        let before = after(erring(promises, every));
        let then = |rating| {
            let mut state = before.clone();
            state.learn(&Priors::default(), &kept(rating));
            state.confidence()
        };
        prop_assert!(then(0.9) <= then(0.05));
    }
}

#[test]
fn what_is_no_rating_is_none() {
    for value in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert_eq!(Rating::new(value), None);
    }
}

#[test]
fn a_trap_whose_promises_are_wholly_broken_is_named_after_four_or_five() {
    for (kept_before, most) in [(5, 5), (20, 5), (60, 4), (200, 4)] {
        let mut state = State::default();
        let priors = Priors::default();
        (0..kept_before).for_each(|_| state.learn(&priors, &kept(0.85)));
        let named = (1..30).find(|_| {
            state.learn(&priors, &kept(0.0));
            state.intention() == Intention::Trapping
        });
        assert!(named.is_some_and(|after| after <= most), "{kept_before}: {named:?}");
    }
}

#[test]
fn what_the_first_version_learned_is_read() {
    let occasion = kept(0.85);
    let occasion = Occasion { kept: Some(&occasion), ..Occasion::default() };
    let detector: &dyn AnyDetector = &Intentions;
    let state = (0..20).fold(Vec::new(), |state, _| detector.learn(&state, &[], &occasion).unwrap());
    let mut first = state[..state.len() - 80].to_vec();
    first[0] = 1;
    assert_eq!(detector.learn(&first, &[], &occasion), detector.learn(&state, &[], &occasion));
}
