//! What a person is known by who types other texts each time: their hand, and the way they take through a form.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use models::connection::Connection;
use models::detectors::Detector;
use models::detectors::behaviour::{Behaviour, Priors, State, usual, visit as looked_at};
use models::detectors::registered::{AnyDetector, STATE_BYTES};
use models::evidence::{Evidence, Known};
use models::observation::{Conduct, Event, Field, KeyClass, Observation, Path, Timestamp, What};
use models::occasion::Occasion;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// How somebody types: how long they hold a key and how long they take to the next, in units of 100 µs, and how many of a hundred keys
/// they correct.
struct Hand {
    hold: f64,
    next: f64,
    corrections: u32,
    order: [Field; 3],
}

const ALICE: Hand =
    Hand { hold: 900.0, next: 1_700.0, corrections: 2, order: [Field::Name, Field::Email, Field::FreeText] };
const MALLORY: Hand = Hand {
    hold: 1_400.0,
    next: 3_100.0,
    corrections: 15,
    order: [Field::Email, Field::FreeText, Field::Name],
};

/// A visit in which three fields are filled in with some 60 keys, other ones each time.
fn visit(hand: &Hand, seed: u64) -> Observation {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    // A good and a bad day.
    let day = random.random_range(0.92..1.08);
    let (mut now, mut events) = (10_000.0, Vec::new());
    for field in hand.order {
        events.push(Event { at_100us: now as u32, what: What::Focus { field } });
        now += 9_000.0;
        for position in 0..random.random_range(26..34_u8) {
            let class = match random.random_range(0..100) {
                chance if chance < hand.corrections => KeyClass::Correction,
                chance if chance > 85 => KeyClass::Space,
                _ => KeyClass::Letter,
            };
            let what = What::KeyDown { slot: position % 2, class, repeat: false, field, position };
            events.push(Event { at_100us: now as u32, what });
            let up = now + day * hand.hold * random.random_range(0.8..1.25);
            events.push(Event { at_100us: up as u32, what: What::KeyUp { slot: position % 2 } });
            now += day * hand.next * random.random_range(0.7..1.4);
        }
        now += 10_000.0;
    }
    events.sort_by_key(|event| event.at_100us);
    observation(events, now as i64 * 100)
}

fn observation(events: Vec<Event>, length_us: i64) -> Observation {
    Observation {
        opened_at: Timestamp(0),
        sealed_at: Timestamp(length_us),
        path: Path::V4([192, 0, 2]),
        device: [7; 16],
        exchanges: Vec::new(),
        signals: Vec::new(),
        events,
        connection: Connection::default(),
        conduct: Conduct::default(),
    }
}

fn alice(visits: u64) -> State {
    let mut state = State::default();
    (0..visits)
        .for_each(|seed| Detector::learn(&Behaviour, &mut state, &Priors::default(), &visit(&ALICE, seed)));
    state
}

fn known(state: &State, seen: &Observation) -> Known {
    match Detector::score(&Behaviour, state, &Priors::default(), seen) {
        Evidence::Known(known) => known,
        other => panic!("{other:?}"),
    }
}

fn text(known: &Known, code: &str) -> String {
    known.findings.iter().find(|finding| finding.code == code).map(|finding| finding.text.clone()).unwrap()
}

#[test]
fn who_types_new_texts_in_another_hand_is_seen_and_told_by_what() {
    let state = alice(12);
    for seed in 100..120 {
        let own = known(&state, &visit(&ALICE, seed));
        assert!(own.p_value > 0.01, "{own:?}");
        let other = known(&state, &visit(&MALLORY, seed));
        assert!(other.p_value < 0.005, "{other:?}");
        assert!(other.findings.iter().all(|finding| !finding.code.starts_with("rhythm_n")), "{other:?}");
    }
    let other = known(&state, &visit(&MALLORY, 100));
    let typing = text(&other, "typing");
    assert!(typing.contains("a letter") && typing.contains(" ms, usually "), "{typing}");
    let corrections = text(&other, "corrections");
    assert!(corrections.starts_with("keys that correct ") && corrections.ends_with(" %"), "{corrections}");
    assert_eq!(text(&other, "steps"), "began with the e-mail address, as 0 of 12 times before");
}

#[test]
fn a_stranger_in_the_same_form_is_seen_by_the_hand_alone() {
    let state = alice(12);
    let strange = Hand { order: ALICE.order, corrections: ALICE.corrections, ..MALLORY };
    let surprise = |known: Known| known.findings.iter().find(|one| one.code == "typing").unwrap().surprise;
    for seed in 200..210 {
        let (own, other) = (known(&state, &visit(&ALICE, seed)), known(&state, &visit(&strange, seed)));
        assert!(surprise(own) + 2.0 < surprise(other), "{seed}");
    }
}

#[test]
fn a_text_that_is_known_by_its_rhythm_is_not_judged_twice() {
    let typed = |field: Field, number: i64| {
        let mut events = Vec::new();
        for key in 0..12_u8 {
            let at_100us = 2_000 * u32::from(key) + 10_000;
            let class = KeyClass::Letter;
            events.push(Event {
                at_100us,
                what: What::KeyDown { slot: 0, class, repeat: false, field, position: key },
            });
            events.push(Event { at_100us: at_100us + 900, what: What::KeyUp { slot: 0 } });
        }
        observation(events, 5_000_000 + number)
    };
    let mut state = State::default();
    let codes = |state: &State| {
        let known = known(state, &typed(Field::Name, 9));
        known.findings.into_iter().map(|one| one.code).collect::<Vec<_>>()
    };
    let learn = |state: &mut State, field, number| {
        Detector::learn(&Behaviour, state, &Priors::default(), &typed(field, number));
    };
    (0..3).for_each(|number| learn(&mut state, Field::Email, number));
    let before = codes(&state);
    assert!(before.iter().any(|code| code == "typing") && before.iter().all(|code| code != "rhythm_name"));
    (3..6).for_each(|number| learn(&mut state, Field::Name, number));
    let after = codes(&state);
    assert!(after.iter().all(|code| code != "typing") && after.iter().any(|code| code == "rhythm_name"));
}

#[test]
fn what_is_usual_of_typing_is_shown_in_seconds() {
    let measures = usual(&alice(12), &Priors::default()).measures;
    let of = |code: &str| measures.iter().find(|one| one.of.code == code).unwrap().band;
    let held = of("held_letter");
    assert!((0.08..0.1).contains(&held.usual) && held.low < held.usual && held.usual < held.high, "{held:?}");
    assert!((0.15..0.2).contains(&of("from_letter_to_letter").usual));
    assert!((of("characters").usual - 88.0).abs() < 8.0, "{:?}", of("characters"));
    assert!((of("views").usual - 1.0).abs() < 0.05, "{:?}", of("views"));
}

#[test]
fn what_a_visit_measured_is_what_the_detector_says_of_it() {
    let (state, seen) = (alice(12), visit(&MALLORY, 99));
    let (found, shown) = (known(&state, &seen), looked_at(&state, &Priors::default(), &seen));
    let mut compared = 0;
    for one in shown.measures.iter().filter(|one| one.of.part == "visit") {
        let surprise = found.findings.iter().find(|finding| finding.code == one.of.code);
        assert_eq!(surprise.map(|finding| finding.surprise), one.nats, "{one:?}");
        compared += usize::from(one.nats.is_some());
    }
    assert!(compared > 8, "{compared}");
    // Mallory's most unusual number of typing is the one that is named, and it lies outside of what is usual.
    let typing = || shown.measures.iter().filter(|one| one.of.part == "typing");
    let most = typing().max_by(|a, b| a.nats.unwrap_or(0.0).total_cmp(&b.nats.unwrap_or(0.0))).unwrap();
    assert!(text(&found, "typing").starts_with(&*most.label), "{most:?}: {}", text(&found, "typing"));
    assert!(most.band.unwrap().excludes(most.value), "{most:?}");
    // And of Alice's own visit hardly anything does.
    let own = looked_at(&state, &Priors::default(), &visit(&ALICE, 98)).measures;
    let outside =
        |one: &&models::detectors::behaviour::Measured| one.band.is_some_and(|band| band.excludes(one.value));
    assert!(own.iter().filter(outside).count() * 5 < own.len(), "{own:?}");
}

#[test]
fn a_state_stays_within_its_bytes_whatever_is_typed_wherever() {
    const CLASSES: [KeyClass; 5] =
        [KeyClass::Letter, KeyClass::Digit, KeyClass::Punctuation, KeyClass::Space, KeyClass::Enter];
    const FIELDS: [Field; 8] = [
        Field::Name,
        Field::Email,
        Field::Phone,
        Field::Street,
        Field::Place,
        Field::PostalCode,
        Field::Organisation,
        Field::Number,
    ];
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut bytes = Vec::new();
    for number in 0..400_usize {
        let (mut now, mut events) = (0, Vec::new());
        for at in 0..4 {
            let field = FIELDS[(number + at) % FIELDS.len()];
            events.push(Event { at_100us: now, what: What::Focus { field } });
            for key in 0..4 + ((number + 3 * at) % 21) as u8 {
                let class = CLASSES[random.random_range(0..CLASSES.len())];
                let what = What::KeyDown { slot: 0, class, repeat: false, field, position: key };
                events.push(Event { at_100us: now, what });
                events.push(Event {
                    at_100us: now + random.random_range(1..300),
                    what: What::KeyUp { slot: 0 },
                });
                events.push(Event {
                    at_100us: now,
                    what: What::PointerMove { x: random.random(), y: random.random(), coalesced: false },
                });
                now += random.random_range(300..9_000);
            }
        }
        events.sort_by_key(|event| event.at_100us);
        let seen = observation(events, i64::from(now) * 100);
        bytes = AnyDetector::learn(&Behaviour, &bytes, &[], &Occasion::of_visit(&seen)).unwrap();
        assert!(bytes.len() <= STATE_BYTES, "{} bytes after {number} visits", bytes.len());
    }
    assert!(bytes.len() > STATE_BYTES / 2, "{} bytes", bytes.len());
}
