//! Simulated hands, judged by the behaviour detector: other hands stand out, a person's own do not, and mouse, finger and pen are kept
//! apart.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests, and figures for docs/ACCURACY.md"
)]

#[allow(dead_code, reason = "shared with tests that use more of it")]
mod population;
mod touching;

use models::connection::Os;
use models::detectors::Detector;
use models::detectors::behaviour::{Behaviour, Priors, State, usual, visit as looked_at};
use models::detectors::registered::{self, AnyDetector, STATE_BYTES};
use models::evidence::{Evidence, Known};
use models::observation::{Event, Observation, PointerKind, What};
use models::occasion::Occasion;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use touching::{Hand, observation};

const TOUCH: PointerKind = PointerKind::Touch;

fn judged(state: &State, priors: &Priors, visit: &Observation) -> Known {
    match Detector::score(&Behaviour, state, priors, visit) {
        Evidence::Known(known) => known,
        other => panic!("{other:?}"),
    }
}

/// A person after some visits by this pointer.
fn taught(hand: Hand, pointer: PointerKind, visits: u32, random: &mut ChaCha8Rng) -> State {
    let mut state = State::default();
    for _ in 0..visits {
        Detector::learn(&Behaviour, &mut state, &Priors::default(), &hand.visit(pointer, random));
    }
    state
}

fn share(p_values: &[f64], level: f64) -> f64 {
    p_values.iter().filter(|p_value| **p_value <= level).count() as f64 / p_values.len() as f64
}

#[test]
fn after_three_visits_another_hand_stands_out_and_says_by_what() {
    let (random, priors) = (&mut ChaCha8Rng::seed_from_u64(1), Priors::default());
    let (mut own, mut others, mut named) = (Vec::new(), Vec::new(), 0);
    for person in 0..60 {
        let state = taught(Hand::new(person), TOUCH, 3, random);
        own.push(judged(&state, &priors, &Hand::new(person).visit(TOUCH, random)).p_value);
        let other = judged(&state, &priors, &Hand::new(1_000 + person).visit(TOUCH, random));
        others.push(other.p_value);
        named += usize::from(other.findings.iter().any(|finding| finding.text.starts_with("by finger: ")));
    }
    let pairs = own.iter().flat_map(|own| others.iter().map(move |other| (own, other)));
    let auc = pairs.clone().filter(|(own, other)| own > other).count() as f64 / pairs.count() as f64;
    println!("AUC {auc:.3}; p ≤ 0.01: own {:.3}, others {:.3}", share(&own, 0.01), share(&others, 0.01));
    assert!(auc > 0.9, "{auc}");
    assert_eq!(named, 60);
}

#[test]
fn a_person_is_not_accused_by_their_own_visits_young_or_old() {
    let (random, priors) = (&mut ChaCha8Rng::seed_from_u64(2), Priors::default());
    let mut p_values = Vec::new();
    for person in 0..60 {
        let hand = Hand::new(person);
        let mut state = taught(hand, TOUCH, 3, random);
        for _ in 0..40 {
            let visit = hand.visit(TOUCH, random);
            p_values.push(judged(&state, &priors, &visit).p_value);
            Detector::learn(&Behaviour, &mut state, &priors, &visit);
        }
    }
    println!(
        "{} own visits: p ≤ 0.01 {:.4}, ≤ 0.1 {:.3}",
        p_values.len(),
        share(&p_values, 0.01),
        share(&p_values, 0.1)
    );
    assert!(share(&p_values, 0.01) <= 0.02, "{}", share(&p_values, 0.01));
    assert!(share(&p_values, 0.1) <= 0.2, "{}", share(&p_values, 0.1));
}

#[test]
fn what_is_usual_by_finger_is_not_changed_by_a_pen_and_a_pen_is_not_held_against_it() {
    let (random, priors) = (&mut ChaCha8Rng::seed_from_u64(3), Priors::default());
    let mut state = taught(Hand::new(1), TOUCH, 6, random);
    let of = |state: &State| {
        let measures = usual(state, &priors).measures.into_iter();
        measures.filter(|measure| measure.of.input == "touch").collect::<Vec<_>>()
    };
    let before = of(&state);
    let pen = Hand::new(2).visit(PointerKind::Pen, random);
    let heard = judged(&state, &priors, &pen);
    let by_hand = |code: &str| ["touch", "scroll", "motion"].iter().any(|of| code.starts_with(of));
    assert!(heard.findings.iter().all(|finding| !by_hand(&finding.code)), "{:?}", heard.findings);
    for _ in 0..4 {
        Detector::learn(&Behaviour, &mut state, &priors, &Hand::new(2).visit(PointerKind::Pen, random));
    }
    assert_eq!(of(&state), before);
    let heard = judged(&state, &priors, &pen);
    assert!(heard.findings.iter().any(|finding| finding.code == "touch_pen"), "{:?}", heard.findings);
}

#[test]
fn priors_that_a_site_was_fitted_to_know_its_people_better() {
    let random = &mut ChaCha8Rng::seed_from_u64(4);
    let people: Vec<State> = (0..120).map(|person| taught(Hand::new(person), TOUCH, 12, random)).collect();
    let priors = Detector::fit(&Behaviour, &mut people.into_iter()).unwrap();
    let shown: Vec<(String, f64)> = Detector::shown(&Behaviour, &priors);
    let value = |name: &str| shown.iter().find(|(of, _)| of == name).unwrap().1;
    assert!((value("touch.tap_time.mean") - 0.09_f64.ln()).abs() < 0.2, "{}", value("touch.tap_time.mean"));
    assert_eq!(value("touch_pen.tap_time.mean"), -2.4, "nobody had a pen");
    let (mut shipped_p, mut fitted_p) = (Vec::new(), Vec::new());
    for person in 200..260 {
        let state = taught(Hand::new(person), TOUCH, 3, random);
        let other = Hand::new(2_000 + person).visit(TOUCH, random);
        shipped_p.push(judged(&state, &Priors::default(), &other).p_value);
        fitted_p.push(judged(&state, &priors, &other).p_value);
    }
    assert!(
        share(&fitted_p, 0.01) > share(&shipped_p, 0.01),
        "{} {}",
        share(&fitted_p, 0.01),
        share(&shipped_p, 0.01)
    );
}

#[test]
fn whoever_uses_every_input_keeps_a_small_state() {
    let random = &mut ChaCha8Rng::seed_from_u64(5);
    let mut state = State::default();
    for number in 0..90 {
        let pointer = [PointerKind::Mouse, TOUCH, PointerKind::Pen][number % 3];
        Detector::learn(&Behaviour, &mut state, &Priors::default(), &Hand::new(6).visit(pointer, random));
    }
    let bytes = postcard::to_allocvec(&state).unwrap().len();
    println!("{bytes} bytes, the mouse's profile among them");
    assert!(bytes < STATE_BYTES / 2);
}

fn event() -> impl Strategy<Value = Event> {
    let pointer = prop::sample::select(vec![PointerKind::Mouse, TOUCH, PointerKind::Pen]);
    let part = || prop_oneof![Just(i16::MIN), Just(i16::MAX), Just(0), any::<i16>()];
    let what = prop_oneof![
        (part(), part(), pointer.clone()).prop_map(|(x, y, pointer)| What::PointerDown {
            x,
            y,
            pointer,
            button: 0
        }),
        (part(), part(), pointer).prop_map(|(x, y, pointer)| What::PointerUp { x, y, pointer, button: 0 }),
        (part(), part()).prop_map(|(x, y)| What::PointerMove { x, y, coalesced: false }),
        any::<(u8, u8, u8)>().prop_map(|(width, height, pressure)| What::Contact { width, height, pressure }),
        prop_oneof![Just(i32::MIN), Just(i32::MAX), any::<i32>()].prop_map(|y| What::Scroll { y }),
        (part(), part()).prop_map(|(beta, gamma)| What::Orientation { beta, gamma }),
        (part(), part(), part()).prop_map(|(x, y, z)| What::Motion { x, y, z }),
        Just(What::View),
    ];
    let at = prop_oneof![Just(0), Just(u32::MAX), any::<u32>(), 0..100_000_u32];
    (at, what).prop_map(|(at_100us, what)| Event { at_100us, what })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_page_sends_is_learned_and_compared_to_sound_numbers(
        visits in prop::collection::vec(prop::collection::vec(event(), 0..200), 4..7),
        sorted: bool,
        os in prop::sample::select(vec![Os::Android, Os::Ios, Os::Windows, Os::MacOs, Os::Other]),
    ) {
        let mut state = Vec::new();
        for mut events in visits {
            if sorted {
                events.sort_by_key(|event| event.at_100us);
            }
            let visit = observation(os, events, 60_000.0);
            if let Evidence::Known(known) = AnyDetector::score(&Behaviour, &state, &[], &Occasion::of_visit(&visit)).unwrap() {
                prop_assert!(known.p_value > 0.0 && known.p_value <= 1.0);
                prop_assert!(known.findings.iter().all(|one| one.surprise.is_finite()));
            }
            let learned = registered::decode::<Behaviour>(&state).unwrap();
            let shown = looked_at(&learned, &Priors::default(), &visit);
            let times = shown.rhythms.iter().flat_map(|one| &one.times).map(|one| (one.value_s, one.band, one.nats));
            let measures = shown.measures.iter().map(|one| (one.value, one.band, one.nats));
            for (value, band, nats) in times.chain(measures) {
                prop_assert!(value.is_finite() && nats.is_none_or(f64::is_finite), "{shown:?}");
                prop_assert!(band.is_none_or(|band| band.low <= band.usual && band.usual <= band.high), "{shown:?}");
            }
            state = AnyDetector::learn(&Behaviour, &state, &[], &Occasion::of_visit(&visit)).unwrap();
            prop_assert!(Behaviour.check(&state).is_ok());
        }
    }
}
