//! What every detector promises, written once and run against each of them.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod hostile;

use hostile::{observation, stream};
use models::detectors::ALL;
use models::detectors::registered::{AnyDetector, STATE_BYTES, StateError};
use models::evidence::Evidence;
use models::observation::{Observation, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Evidence and state after each observation, every one of them learned.
fn fold(detector: &dyn AnyDetector, observations: &[Observation]) -> Vec<(Evidence, Vec<u8>)> {
    let mut state = Vec::new();
    let concerned = observations.iter().filter(|observation| detector.entity(observation).is_some());
    concerned
        .map(|observation| {
            let evidence = detector.score(&state, observation).unwrap();
            state = detector.learn(&state, observation).unwrap();
            (evidence, state.clone())
        })
        .collect()
}

fn assert_sound(name: &str, evidence: &Evidence) {
    let Evidence::Known(known) = evidence else { return };
    assert!(known.p_value > 0.0 && known.p_value <= 1.0, "{name}: p = {}", known.p_value);
    let mut codes = BTreeSet::new();
    for finding in &known.findings {
        let sound = finding.surprise.is_finite() && finding.surprise >= 0.0;
        assert!(sound, "{name}: {} has a surprise of {}", finding.code, finding.surprise);
        assert!(is_snake_case(&finding.code) && !finding.text.is_empty(), "{name}: {finding:?}");
        assert!(codes.insert(&finding.code), "{name}: {} twice", finding.code);
    }
}

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn names_are_unique_snake_case_and_every_module_is_listed() {
    let listed: Vec<&str> = ALL.iter().map(|detector| detector.name()).collect();
    assert!(listed.iter().all(|name| is_snake_case(name)), "{listed:?}");
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "{listed:?}");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/detectors");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.strip_suffix(".rs").unwrap_or(&name);
        assert!(module == "mod" || listed.contains(&module), "{module} is not in detectors::ALL");
    }
}

#[test]
fn states_stay_small_and_evidence_sound_over_thousands_of_hostile_observations() {
    let observations = stream(2_000);
    for detector in ALL {
        let mut known = 0;
        for (evidence, state) in fold(*detector, &observations) {
            assert!(state.len() <= STATE_BYTES, "{}: {} bytes", detector.name(), state.len());
            assert_sound(detector.name(), &evidence);
            known += usize::from(matches!(evidence, Evidence::Known(_)));
        }
        assert!(known > 500, "{} had something to say only {known} times", detector.name());
    }
}

#[test]
fn damaged_states_are_errors_and_never_panics() {
    let observations = stream(60);
    for detector in ALL {
        let Some((_, state)) = fold(*detector, &observations).pop() else { continue };
        let judge =
            |bytes: &[u8]| observations.iter().map(|seen| detector.score(bytes, seen)).next_back().unwrap();
        for length in 1..state.len() {
            assert_eq!(
                judge(&state[..length]),
                Err(StateError::Damaged),
                "{} cut to {length}",
                detector.name()
            );
        }
        assert_eq!(
            judge(&[&state[..], &[0]].concat()),
            Err(StateError::Damaged),
            "{} grown",
            detector.name()
        );
        for position in 0..state.len() {
            for bit in [0, 4, 7] {
                let mut flipped = state.clone();
                flipped[position] ^= 1 << bit;
                match judge(&flipped) {
                    Ok(evidence) => assert_sound(detector.name(), &evidence),
                    Err(StateError::OtherVersion) => assert_eq!(position, 0),
                    Err(StateError::Damaged) => assert_ne!(position, 0),
                }
                let _ = (detector.learn(&flipped, &observations[0]), detector.check(&flipped));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replay_is_bit_identical(observations in prop::collection::vec(observation(), 0..40)) {
        for detector in ALL {
            let bits = |steps: &[(Evidence, Vec<u8>)]| postcard::to_allocvec(steps).unwrap();
            prop_assert_eq!(bits(&fold(*detector, &observations)), bits(&fold(*detector, &observations)));
        }
    }

    #[test]
    fn nothing_is_known_of_an_entity_at_its_first_observation(first in observation()) {
        for detector in ALL {
            let evidence = detector.score(&[], &first).unwrap();
            prop_assert!(!matches!(evidence, Evidence::Known(_)), "{}: {evidence:?}", detector.name());
        }
    }

    #[test]
    fn scoring_leaves_no_trace(
        observations in prop::collection::vec(observation(), 1..20),
        asked in prop::collection::vec(observation(), 1..5),
    ) {
        for detector in ALL {
            let mut state = Vec::new();
            for observation in &observations {
                let silent = detector.learn(&state, observation).unwrap();
                let before: Vec<_> = asked.iter().map(|one| detector.score(&state, one)).collect();
                let after: Vec<_> = asked.iter().map(|one| detector.score(&state, one)).collect();
                prop_assert_eq!(before, after);
                state = detector.learn(&state, observation).unwrap();
                prop_assert_eq!(&silent, &state);
            }
        }
    }

    /// Clocks step back and reports come late: an observation counts when the call is made.
    #[test]
    fn learning_follows_the_order_of_the_calls_not_of_the_clock(
        observations in prop::collection::vec(observation(), 1..30),
    ) {
        for detector in ALL {
            let heard = |time_of: fn(i64) -> i64| {
                let stamped = observations.iter().zip(1..).map(|(seen, index)| {
                    let sealed_at = Timestamp(time_of(index));
                    Observation { opened_at: sealed_at, sealed_at, ..seen.clone() }
                });
                let steps = fold(*detector, &stamped.collect::<Vec<_>>());
                let warmth = |(evidence, _): &(Evidence, Vec<u8>)| match evidence {
                    Evidence::Warming { seen, .. } => (Some(*seen), false),
                    Evidence::Known(known) => (None, known.mature),
                    Evidence::Absent(_) => (None, false),
                };
                steps.iter().map(warmth).collect::<Vec<_>>()
            };
            prop_assert_eq!(heard(|index| index * 86_400_000_000), heard(|index| -index), "{}", detector.name());
        }
    }

    #[test]
    fn any_bytes_are_a_state_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200), seen in observation()) {
        for detector in ALL {
            for version in [None, Some(1)] {
                let bytes: Vec<u8> = version.into_iter().chain(bytes.iter().copied()).collect();
                if let Ok(evidence) = detector.score(&bytes, &seen) {
                    assert_sound(detector.name(), &evidence);
                }
                let _ = (detector.learn(&bytes, &seen), detector.check(&bytes));
            }
        }
    }
}
