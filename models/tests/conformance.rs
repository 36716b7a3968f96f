//! What every detector promises, written once and run against each of them.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod hostile;

use hostile::{Moment, moment, stream};
use models::detectors::ALL;
use models::detectors::registered::{AnyDetector, PRIORS_BYTES, STATE_BYTES, StateError};
use models::evidence::{Calibration, Evidence, Known};
use models::observation::{Event, Field, KeyClass, Observation, Timestamp, What};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The shipped priors.
const SHIPPED: &[u8] = &[];

/// Evidence and state after each occasion, every one of them learned with the shipped priors.
fn fold(detector: &dyn AnyDetector, moments: &[Moment]) -> Vec<(Evidence, Vec<u8>)> {
    fold_with(detector, SHIPPED, moments)
}

fn fold_with(detector: &dyn AnyDetector, priors: &[u8], moments: &[Moment]) -> Vec<(Evidence, Vec<u8>)> {
    let mut state = Vec::new();
    moments
        .iter()
        .map(|moment| {
            let evidence = detector.score(&state, priors, &moment.occasion()).unwrap();
            state = detector.learn(&state, priors, &moment.occasion()).unwrap();
            (evidence, state.clone())
        })
        .collect()
}

fn assert_sound(name: &str, evidence: &Evidence) {
    let Evidence::Known(known) = evidence else { return };
    assert!(known.p_value > 0.0 && known.p_value <= 1.0, "{name}: p = {}", known.p_value);
    assert_eq!((known.score, known.calibration), (known.p_value, Calibration::Prior), "{name} calibrates");
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
fn states_stay_small_and_evidence_sound_over_thousands_of_hostile_occasions() {
    let moments = stream(2_000);
    for detector in ALL {
        let mut known = 0;
        for (evidence, state) in fold(*detector, &moments) {
            assert!(state.len() <= STATE_BYTES, "{}: {} bytes", detector.name(), state.len());
            assert_sound(detector.name(), &evidence);
            known += usize::from(matches!(evidence, Evidence::Known(_) | Evidence::Unremarkable { .. }));
        }
        assert!(known > 500, "{} had something to say only {known} times", detector.name());
    }
}

#[test]
fn damaged_states_are_errors_and_never_panics() {
    let moments = stream(60);
    for detector in ALL {
        let Some((_, state)) = fold(*detector, &moments).pop() else { continue };
        let judge = |bytes: &[u8]| {
            moments.iter().map(|seen| detector.score(bytes, SHIPPED, &seen.occasion())).next_back().unwrap()
        };
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
                let _ = (detector.learn(&flipped, SHIPPED, &moments[0].occasion()), detector.check(&flipped));
            }
        }
    }
}

/// States of many entities, each after some occasions of its own.
fn population(detector: &dyn AnyDetector) -> Vec<Vec<u8>> {
    let seen = stream(397);
    let own = |entity: usize| (0..32).map(move |at| entity * 7 + at * 31);
    let learn = |state: Vec<u8>, at: usize| {
        detector.learn(&state, SHIPPED, &seen.iter().cycle().nth(at).unwrap().occasion()).unwrap()
    };
    (0..400).map(|entity| own(entity).fold(Vec::new(), learn)).collect()
}

fn refitted(detector: &dyn AnyDetector, states: &[Vec<u8>]) -> Option<Vec<u8>> {
    detector.fit(&mut states.iter().map(Vec::as_slice))
}

#[test]
fn priors_are_fitted_to_many_entities_only_to_the_same_bits_and_are_sound_to_score_with() {
    for detector in ALL {
        let states = population(*detector);
        assert_eq!(refitted(*detector, &states[..20]), None, "{}: twenty speak for all", detector.name());
        assert_eq!(refitted(*detector, &[]), None, "{}: nobody speaks for all", detector.name());
        let Some(priors) = refitted(*detector, &states) else {
            panic!("{}: four hundred do not speak for all", detector.name());
        };
        assert_eq!(refitted(*detector, &states), Some(priors.clone()));
        assert!(priors.len() <= PRIORS_BYTES, "{}: {} bytes", detector.name(), priors.len());
        let of = |priors: &[u8]| detector.shown(priors);
        let names: BTreeSet<String> = of(&priors).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), of(SHIPPED).len(), "{}: a name is given twice", detector.name());
        assert!(of(&priors) != of(SHIPPED) && of(&priors).iter().all(|(_, value)| value.is_finite()));
        for (evidence, _) in fold_with(*detector, &priors, &stream(500)) {
            assert_sound(detector.name(), &evidence);
        }
    }
}

/// Somebody fills in five fields with as many keys as a rhythm has at most, and types a text of every class of keys.
fn much_typed(person: u32, number: u32, moment: &Moment) -> Moment {
    use KeyClass::{Correction, Digit, Enter, Letter, Modifier, Punctuation, Space};
    let (mut at_100us, mut events, mut mixed) = (0, Vec::new(), person << 16 | number);
    for field in [Field::Name, Field::Email, Field::Phone, Field::Street, Field::Place, Field::FreeText] {
        for position in 0..if field == Field::FreeText { 200 } else { 24 } {
            mixed = mixed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let class = match (field, mixed >> 29) {
                (Field::FreeText, 0) => Digit,
                (Field::FreeText, 1) => Space,
                (Field::FreeText, 2) => Punctuation,
                (Field::FreeText, 3) => Correction,
                (Field::FreeText, 4) => Modifier,
                (Field::FreeText, 5) => Enter,
                _ => Letter,
            };
            let what = What::KeyDown { slot: 0, class, repeat: false, field, position };
            events.push(Event { at_100us, what });
            at_100us += 300 + (mixed >> 8) % 1_500;
            events.push(Event { at_100us, what: What::KeyUp { slot: 0 } });
            at_100us += 200 + (mixed >> 20) % 2_000;
        }
    }
    Moment { visit: Observation { events, ..moment.visit.clone() }, ..moment.clone() }
}

#[test]
fn priors_stay_small_however_much_everybody_types() {
    let (seen, mut largest) = (stream(120), 0);
    for detector in ALL {
        let learn = |(person, seen): (u32, &Moment)| {
            (0..6).fold(Vec::new(), |state, number| {
                let hostile = detector.learn(&state, SHIPPED, &seen.occasion()).unwrap();
                detector.learn(&hostile, SHIPPED, &much_typed(person, number, seen).occasion()).unwrap()
            })
        };
        let states: Vec<Vec<u8>> = (0..).zip(&seen).map(learn).collect();
        let bytes = refitted(*detector, &states).map_or(0, |priors| priors.len());
        assert!(bytes <= PRIORS_BYTES, "{}: {bytes} bytes", detector.name());
        largest = largest.max(bytes);
    }
    assert!(largest > PRIORS_BYTES / 2, "{largest} bytes: nothing much was fitted");
}

#[test]
fn priors_that_cannot_be_read_give_the_shipped_ones_and_unreadable_states_have_no_say() {
    let few = stream(12);
    let seen = &few[0].occasion();
    for detector in ALL {
        let states = population(*detector);
        let priors = refitted(*detector, &states).unwrap();
        let mut other_version = priors.clone();
        other_version[0] = other_version[0].wrapping_add(1);
        for unreadable in [&priors[..priors.len() - 1], &[&priors[..], &[0]].concat(), &other_version] {
            assert_eq!(detector.shown(unreadable), detector.shown(SHIPPED), "{}", detector.name());
            assert_eq!(detector.learn(&[], unreadable, seen), detector.learn(&[], SHIPPED, seen));
        }
        for position in 0..priors.len() {
            for bit in [0, 3, 7] {
                let mut flipped = priors.clone();
                flipped[position] ^= 1 << bit;
                for (evidence, _) in fold_with(*detector, &flipped, &few) {
                    assert_sound(detector.name(), &evidence);
                }
            }
        }
        let with_damaged = [&states[..], &[vec![0xff; 9]]].concat();
        assert_eq!(refitted(*detector, &with_damaged), Some(priors));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replay_is_bit_identical(moments in prop::collection::vec(moment(), 0..40)) {
        for detector in ALL {
            let bits = |steps: &[(Evidence, Vec<u8>)]| postcard::to_allocvec(steps).unwrap();
            prop_assert_eq!(bits(&fold(*detector, &moments)), bits(&fold(*detector, &moments)));
        }
    }

    #[test]
    fn on_its_first_occasion_only_what_contradicts_itself_is_heard_of_an_entity(first in moment()) {
        for detector in ALL {
            let evidence = detector.score(&[], SHIPPED, &first.occasion()).unwrap();
            let Evidence::Known(known) = &evidence else { continue };
            prop_assert!(!known.mature && known.age == 0, "{}: {evidence:?}", detector.name());
            prop_assert!(!known.findings.is_empty(), "{}: {evidence:?}", detector.name());
        }
    }

    #[test]
    fn scoring_leaves_no_trace(
        moments in prop::collection::vec(moment(), 1..20),
        asked in prop::collection::vec(moment(), 1..5),
    ) {
        for detector in ALL {
            let mut state = Vec::new();
            for moment in &moments {
                let silent = detector.learn(&state, SHIPPED, &moment.occasion()).unwrap();
                let before: Vec<_> = asked.iter().map(|one| detector.score(&state, SHIPPED, &one.occasion())).collect();
                let after: Vec<_> = asked.iter().map(|one| detector.score(&state, SHIPPED, &one.occasion())).collect();
                prop_assert_eq!(before, after);
                state = detector.learn(&state, SHIPPED, &moment.occasion()).unwrap();
                prop_assert_eq!(&silent, &state);
            }
        }
    }

    /// Clocks step back and reports come late: an occasion counts when the call is made.
    #[test]
    fn learning_follows_the_order_of_the_calls_not_of_the_clock(
        moments in prop::collection::vec(moment(), 1..30),
    ) {
        for detector in ALL {
            let heard = |time_of: fn(i64) -> i64| {
                let stamped = moments.iter().zip(1..).map(|(seen, index)| seen.at(Timestamp(time_of(index))));
                let steps = fold(*detector, &stamped.collect::<Vec<_>>());
                let warmth = |(evidence, _): &(Evidence, Vec<u8>)| match evidence {
                    Evidence::Warming { seen, .. } => (true, *seen),
                    Evidence::Known(Known { age, .. }) | Evidence::Unremarkable { age } => (false, *age),
                    Evidence::Absent(_) => (false, 0),
                };
                steps.iter().map(warmth).collect::<Vec<_>>()
            };
            prop_assert_eq!(heard(|index| index * 86_400_000_000), heard(|index| -index), "{}", detector.name());
        }
    }

    #[test]
    fn any_bytes_are_a_state_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200), seen in moment()) {
        for detector in ALL {
            for version in [None, Some(1), Some(2)] {
                let bytes: Vec<u8> = version.into_iter().chain(bytes.iter().copied()).collect();
                if let Ok(evidence) = detector.score(&bytes, SHIPPED, &seen.occasion()) {
                    assert_sound(detector.name(), &evidence);
                }
                let _ = (detector.learn(&bytes, SHIPPED, &seen.occasion()), detector.check(&bytes));
            }
        }
    }
}
