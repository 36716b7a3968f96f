//! Programs and remote desktops are named for what gives them away; people are left alone, also those of the recordings.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

mod hands;
mod people;

use hands::Mouse;
use models::MODEL_VERSION;
use models::detectors::Detector;
use models::detectors::automation::{Automation, Priors, State};
use models::evidence::{Absence, Evidence, Known};
use models::observation::{
    Event, EventClass, Field, KeyClass, Observation, PointerKind, Reading, Signal, SignalAbsence, What,
};
use people::{Person, visit};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;

/// Below this a visit is asked for more proof, where nothing else is known of it.
const STEP_UP: f64 = 0.03;

fn random(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn score(state: &State, visit: &Observation) -> Evidence {
    Automation.score(state, &Priors::default(), visit)
}

fn learn(state: &mut State, visit: &Observation) {
    Automation.learn(state, &Priors::default(), visit);
}

/// What is said of a visit by a device that nothing is known of.
fn at_first(events: Vec<Event>) -> Vec<(String, String)> {
    findings(&score(&State::default(), &visit(0, events)))
}

fn findings(evidence: &Evidence) -> Vec<(String, String)> {
    match evidence {
        Evidence::Known(Known { findings, .. }) => {
            findings.iter().map(|finding| (finding.code.clone(), finding.text.clone())).collect()
        }
        _ => Vec::new(),
    }
}

fn codes(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(code, _)| code.as_str()).collect()
}

/// A device whose owner has been here so often.
fn known(visits: usize, seed: u64) -> State {
    let (mut state, mut random) = (State::default(), random(seed));
    (0..visits)
        .for_each(|number| learn(&mut state, &visit(number, hands::person(Mouse::AT_125_HZ, &mut random))));
    state
}

#[test]
fn a_thousand_simulated_people_show_no_sign_also_after_many_visits() {
    let mut random = random(1);
    for mouse in [Mouse::AT_125_HZ, Mouse::TRACKPAD, Mouse { every: 10.0, frame: Some(69.4) }] {
        let mut state = State::default();
        for number in 0..333 {
            let visit = visit(number, hands::person(mouse, &mut random));
            let said = score(&state, &visit);
            assert_eq!(said, Evidence::Unremarkable { age: number as u32 });
            learn(&mut state, &visit);
        }
    }
}

#[test]
fn recorded_people_are_not_accused() {
    let recorded: Vec<Person> =
        [people::typists(4), people::mice(600)].into_iter().flatten().flatten().collect();
    if recorded.is_empty() {
        return;
    }
    let (mut visits, mut accused) = (0, Vec::new());
    for person in &recorded {
        let mut state = State::default();
        for visit in &person.visits {
            visits += 1;
            if let Evidence::Known(said) = score(&state, visit)
                && said.p_value <= STEP_UP
            {
                accused.push((person.name.clone(), findings(&Evidence::Known(said))));
            }
            learn(&mut state, visit);
        }
    }
    eprintln!("{} people, {visits} visits, {} accused", recorded.len(), accused.len());
    assert!(accused.is_empty() && recorded.len() > 20, "{accused:#?}");
}

#[test]
fn keys_held_by_a_timer_are_named_with_their_time() {
    let found = at_first(hands::driver(30, 900, 500, &mut random(2)));
    let held = found.iter().find(|(code, _)| code == "constant_holds").unwrap();
    assert_eq!(held.1, "48 of 48 key presses lasted exactly 50.0 ms");
    assert!(codes(&found).contains(&"constant_rhythm"), "{found:?}");
}

#[test]
fn a_coarse_clock_makes_no_key_constant() {
    let mut visit = visit(0, hands::driver(30, 900, 500, &mut random(2)));
    for clock in [Reading::Integer(100_000), Reading::Absent(SignalAbsence::Timeout)] {
        visit.signals = vec![Signal { name: "clock_resolution".into(), reading: clock }];
        assert!(!codes(&findings(&score(&State::default(), &visit))).contains(&"constant_holds"));
    }
}

#[test]
fn keys_that_come_as_fast_as_they_can_be_sent_are_named() {
    let found = at_first(hands::driver(30, 8, 0, &mut random(3)));
    assert!(codes(&found).contains(&"typed_too_fast"), "{found:?}");
}

#[test]
fn keys_on_a_touch_screen_are_the_screens_own_business() {
    let mut events = hands::driver(0, 900, 500, &mut random(4));
    events.retain(|event| matches!(event.what, What::KeyDown { .. } | What::KeyUp { .. }));
    let (x, y, pointer, button) = (200, 300, PointerKind::Touch, 0);
    events.push(Event { at_100us: 10, what: What::PointerDown { x, y, pointer, button } });
    assert_eq!(at_first(events), []);
}

#[test]
fn a_pointer_that_is_there_at_once_is_named() {
    let found = at_first(hands::driver(1, 900, 500, &mut random(5)));
    let (_, text) = found.iter().find(|(code, _)| code == "pointer_jumps").unwrap();
    assert!(text.starts_with("2 of 3 times") || text.starts_with("3 of 3 times"), "{text}");
}

#[test]
fn a_pointer_along_a_ruler_is_named() {
    for steps in [12, 40] {
        let found = at_first(hands::driver(steps, 900, 500, &mut random(6)));
        assert!(codes(&found).contains(&"ruled_paths"), "{steps}: {found:?}");
    }
}

#[test]
fn remote_desktops_are_named_by_their_frames_and_local_mice_are_not() {
    for hertz in [10.0, 15.0, 20.0, 24.0, 30.0, 40.0] {
        let found = at_first(hands::remote(hertz, &mut random(7)));
        let (_, text) = found.iter().find(|(code, _)| code == "remote_frames").unwrap();
        assert!(text.contains(&format!("({hertz} a second)")), "{text}");
    }
    for hertz in [60.0, 125.0, 500.0] {
        assert_eq!(at_first(hands::remote(hertz, &mut random(8))), []);
    }
}

#[test]
fn whoever_always_comes_through_a_remote_desktop_is_soon_left_alone() {
    let (mut state, mut random) = (State::default(), random(9));
    let mut said = Vec::new();
    for number in 0..6 {
        let visit = visit(number, hands::remote(30.0, &mut random));
        said.push(score(&state, &visit));
        learn(&mut state, &visit);
    }
    assert!(matches!(&said[0], Evidence::Known(known) if known.p_value <= STEP_UP && !known.mature));
    assert_eq!(said[1..], (1..6).map(|age| Evidence::Unremarkable { age }).collect::<Vec<_>>());
}

#[test]
fn a_form_that_is_only_pasted_is_named_and_more_so_where_no_hand_pasted() {
    let by_hand = at_first(hands::pasted(true, &mut random(10)));
    assert_eq!(codes(&by_hand), ["pasted_only"]);
    assert_eq!(by_hand[0].1, "3 times something was pasted, and 0 characters were typed");
    let by_nobody = at_first(hands::pasted(false, &mut random(10)));
    assert_eq!(codes(&by_nobody), ["pasted_by_nobody", "pasted_only"]);
    // Somebody who pastes a name and types the rest.
    let mut mixed = hands::person(Mouse::AT_125_HZ, &mut random(11));
    mixed.extend(hands::pasted(true, &mut random(11)));
    assert_eq!(at_first(mixed), []);
}

#[test]
fn a_mouse_that_reports_a_thousand_times_a_second_is_no_ruler() {
    let mut random = random(16);
    for every in [10.0, 20.0, 40.0, 80.0] {
        let mut events = Vec::new();
        let mut from = (200.0, 200.0);
        for stroke in 0..12 {
            let to = (if stroke % 2 == 0 { 1_100.0 } else { 150.0 }, 120.0 + 60.0 * f64::from(stroke % 7));
            let (lasts, bow) = (6_000.0, 6.0 * hands::normal(&mut random));
            let steps = (lasts / every) as u32;
            for step in 0..=steps {
                let part = f64::from(step) / f64::from(steps);
                let done = part.powi(3) * (10.0 - 15.0 * part + 6.0 * part * part);
                let side = bow * (core::f64::consts::PI * done).sin();
                let x = (from.0 + (to.0 - from.0) * done + 0.3 * side).round() as i16;
                let y = (from.1 + (to.1 - from.1) * done + side).round() as i16;
                let at_100us = 12_000 * stroke + (f64::from(step) * every) as u32;
                events.push(Event { at_100us, what: What::PointerMove { x, y, coalesced: step % 2 == 0 } });
            }
            from = to;
        }
        assert_eq!(codes(&at_first(events)), [""; 0], "every {every}");
    }
}

#[test]
fn pressing_one_place_again_and_again_is_one_aim() {
    let pressed = |place: f64, number: u32| {
        let at = 8_000 * number;
        let [down, up] = hands::press(at, (place, 300.0), 900);
        [down, Event { at_100us: at, what: What::Centred }, up]
    };
    let again: Vec<Event> = (0..9).flat_map(|number| pressed(200.0, number)).collect();
    assert!(!codes(&at_first(again)).contains(&"centred_presses"));
}

#[test]
fn text_that_no_key_brought_is_named_and_somebody_who_dictates_one_field_is_not() {
    let inserted = |at_100us| Event { at_100us, what: What::Inserted { field: Field::Name } };
    let found = at_first(vec![inserted(9), inserted(9_000), inserted(9_100)]);
    let text = "3 times text came into a field without a key, and 0 characters were typed";
    assert_eq!(found, [("text_without_keys".into(), text.into())]);
    let mut typed = hands::person(Mouse::AT_125_HZ, &mut random(15));
    typed.extend([inserted(900_000), inserted(900_100)]);
    assert_eq!(at_first(typed), []);
    assert_eq!(at_first(vec![inserted(9)]), []);
}

#[test]
fn presses_at_the_centre_of_everything_are_named_and_one_in_three_is_not() {
    let presses = |centred: &[bool]| {
        let mut events = Vec::new();
        for (number, centred) in centred.iter().enumerate() {
            let at = 20_000 * number as u32;
            let [down, up] = hands::press(at, (200.0 + 40.0 * number as f64, 300.0), 900);
            events.push(down);
            events.extend(centred.then_some(Event { at_100us: at, what: What::Centred }));
            events.push(up);
        }
        codes(&at_first(events)).contains(&"centred_presses")
    };
    assert!(presses(&[true; 3]) && presses(&[true, true, true, false]));
    assert!(!presses(&[true, false, false, true, true, false]) && !presses(&[true, true]));
}

#[test]
fn a_script_that_fills_in_and_presses_is_named_and_a_password_manager_is_not() {
    assert_eq!(codes(&at_first(hands::script())), ["scripted_events"]);
    let mut filled = hands::person(Mouse::AT_125_HZ, &mut random(12));
    filled.extend(hands::script());
    assert_eq!(at_first(filled), []);
    let autofilled =
        [Field::Name, Field::Email].map(|field| Event { at_100us: 9, what: What::Autofill { field } });
    assert_eq!(at_first(autofilled.into()), []);
    let from_the_page = [EventClass::Scroll, EventClass::Focus, EventClass::Page];
    let events = from_the_page.map(|class| Event { at_100us: 9, what: What::Untrusted { class } });
    assert_eq!(score(&State::default(), &visit(0, events.into())), Evidence::Absent(Absence::NoEvents));
}

#[test]
fn a_stream_that_was_here_before_is_named_and_the_same_page_view_is_not() {
    let (mut state, mut random) = (known(3, 13), random(14));
    let stream = hands::person(Mouse::AT_125_HZ, &mut random);
    let first = visit(3, stream.clone());
    assert_eq!(score(&state, &first), Evidence::Unremarkable { age: 3 });
    learn(&mut state, &first);
    assert_eq!(score(&state, &first), Evidence::Unremarkable { age: 4 }, "sealed twice");
    for number in 4..8 {
        learn(&mut state, &visit(number, hands::person(Mouse::AT_125_HZ, &mut random)));
    }
    let again = visit(9, hands::replayed(&stream, &mut random));
    let Evidence::Known(said) = score(&state, &again) else { panic!("a replay is remarkable") };
    assert_eq!(said.findings[0].code, "replayed");
    assert!(said.p_value <= 3e-4 && said.mature, "{said:?}");
    // It is never usual.
    learn(&mut state, &again);
    let Evidence::Known(said) = score(&state, &visit(10, hands::replayed(&stream, &mut random))) else {
        panic!("a replay is remarkable")
    };
    assert!(said.p_value <= 3e-4, "{said:?}");
}

#[test]
fn typing_alone_is_known_again_too() {
    let (mut state, mut random) = (State::default(), random(15));
    let keys = |random: &mut ChaCha8Rng| people::typed(&hands::text(0, 60, random));
    let stream = keys(&mut random);
    learn(&mut state, &visit(0, stream.clone()));
    assert_eq!(score(&state, &visit(1, keys(&mut random))), Evidence::Unremarkable { age: 1 });
    let again = findings(&score(&state, &visit(1, hands::replayed(&stream, &mut random))));
    assert_eq!(codes(&again), ["replayed"]);
}

#[test]
fn moves_without_company_are_a_sign_where_they_always_had_some_and_alone_no_alarm() {
    let mut random = random(16);
    let alone = visit(9, hands::person(Mouse::TRACKPAD, &mut random));
    assert_eq!(score(&known(2, 17), &alone), Evidence::Unremarkable { age: 2 });
    let Evidence::Known(said) = score(&known(5, 17), &alone) else { panic!("it is remarkable") };
    assert_eq!(said.findings[0].code, "moves_without_company");
    assert!(said.p_value > STEP_UP && said.p_value < 0.1, "{said:?}");
}

#[test]
fn a_page_that_stalled_now_and_then_does_not_make_a_slow_mouse_a_quick_one() {
    let (mut state, mut random) = (State::default(), random(18));
    for number in 0..5 {
        let mut events = hands::person(Mouse::TRACKPAD, &mut random);
        let moves = events.iter_mut().filter_map(|event| match &mut event.what {
            What::PointerMove { coalesced, .. } => Some(coalesced),
            _ => None,
        });
        moves.step_by(25).for_each(|coalesced| *coalesced = true);
        learn(&mut state, &visit(number, events));
    }
    let alone = visit(9, hands::person(Mouse::TRACKPAD, &mut random));
    assert_eq!(score(&state, &alone), Evidence::Unremarkable { age: 5 });
}

#[test]
fn a_visit_in_which_nobody_did_anything_is_absent_by_name() {
    let events =
        vec![Event { at_100us: 5, what: What::Scroll { y: 40 } }, Event { at_100us: 9, what: What::Hidden }];
    assert_eq!(score(&known(5, 18), &visit(9, events)), Evidence::Absent(Absence::NoEvents));
    assert_eq!(score(&State::default(), &visit(9, Vec::new())), Evidence::Absent(Absence::NoEvents));
}

/// If this fails and the change is meant, raise `MODEL_VERSION` and put the new figure here.
#[test]
fn states_and_evidence_are_the_same_on_every_machine() {
    let mut state = State::default();
    let (mut bytes, mut told) = (Vec::new(), BTreeSet::new());
    for number in 0..30_u32 {
        let spread =
            |step: u32, upto: u32| number.wrapping_mul(2_654_435_761).wrapping_add(step * 40_503) % upto;
        // Whole numbers only; every third visit is made by a timer, every fifth is an earlier one.
        let own = |step: u32| if number % 5 == 4 { step * 37 % 400 } else { spread(step, 400) };
        let held = |step: u32| if number % 3 == 2 { 500 } else { 500 + own(step) };
        let keys: Vec<_> =
            (0..40).map(|step| (step * 1_500 + own(step), held(step), KeyClass::Letter)).collect();
        let mut events = people::typed(&keys);
        events.extend((0..80).map(|step: u32| Event {
            at_100us: 70_000 + step * 80 + own(step) / 10 * 10,
            what: What::PointerMove {
                x: (step * 7 + own(step) / 90) as i16,
                y: (own(step + 1) / 50) as i16,
                coalesced: step.is_multiple_of(2),
            },
        }));
        let visit = visit(number as usize, events);
        let said = score(&state, &visit);
        told.extend(findings(&said).into_iter().map(|(code, _)| code));
        bytes.extend(postcard::to_allocvec(&said).unwrap());
        learn(&mut state, &visit);
    }
    bytes.extend(postcard::to_allocvec(&state).unwrap());
    assert!(told.len() > 1 && told.contains("replayed"), "the figure is of something: {told:?}");
    // FNV-1a.
    let digest = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    assert_eq!((MODEL_VERSION, digest), (6, 0xf726_1edd_0e07_ad2e), "{digest:#x}");
}

#[test]
fn a_crowd_that_shows_a_sign_often_makes_it_less_of_one() {
    let (mut random, script) = (random(19), hands::script());
    let mut states = Vec::new();
    for device in 0..300 {
        let mut state = State::default();
        for number in 0..4 {
            let scripted = (device + number) % 10 == 0;
            let events = if scripted { script.clone() } else { hands::person(Mouse::TRACKPAD, &mut random) };
            learn(&mut state, &visit(number, events));
        }
        states.push(state);
    }
    let fitted = Automation.fit(&mut states.into_iter()).unwrap();
    let scripted = visit(0, script);
    let p_value = |priors: &Priors| match Automation.score(&State::default(), priors, &scripted) {
        Evidence::Known(known) => known.p_value,
        other => panic!("{other:?}"),
    };
    assert!(p_value(&Priors::default()) < STEP_UP && p_value(&fitted) > STEP_UP);
}
