//! A visit against a customer who is well known, part by part and whole.

use crate::clock::{heading, microseconds, prepared, row};
use crate::customer::{Customer, FIELDS, MOVEMENTS};
use models::detectors::Detector;
use models::detectors::behaviour::keystroke::{self, PEOPLE, Rhythm};
use models::detectors::behaviour::session::{self, Taken};
use models::detectors::behaviour::{self, Behaviour, Priors, State, pointer};
use models::detectors::registered::{self, AnyDetector};
use models::observation::Observation;
use models::occasion::Occasion;
use std::hint::black_box;

/// Visits that were learned: more than any part of a profile keeps.
const LEARNED: u64 = 260;
/// The same of everybody whose typing is the background.
const OTHERS_LEARNED: u64 = 24;
const DETECTOR: &dyn AnyDetector = &Behaviour;

/// What is known of one customer: as the road keeps it, and by the parts of the detector.
#[derive(Default)]
struct Known {
    bytes: Vec<u8>,
    session: session::Profile,
    keystroke: keystroke::Profile,
    pointer: pointer::Profile,
}

impl Known {
    fn after(customer: &Customer, visits: u64) -> Self {
        let mut known = Self::default();
        for visit in (0..visits).map(|number| customer.visit(number, MOVEMENTS)) {
            known.bytes = DETECTOR.learn(&known.bytes, &[], &Occasion::of_visit(&visit)).unwrap();
            known.session.learn(&session::Priors::default(), &Taken::of(&visit));
            Rhythm::all(&visit.events).iter().for_each(|rhythm| known.keystroke.learn(rhythm));
            known.pointer.learn(&pointer::measured(&visit.events), &pointer::Background::default());
        }
        known
    }
}

pub(crate) fn report() {
    let customer = Customer::number(1);
    let known = Known::after(&customer, LEARNED);
    let visit = customer.visit(LEARNED, MOVEMENTS);
    let others: Vec<Known> = (2..2 + PEOPLE as u64)
        .map(|number| Known::after(&Customer::number(number), OTHERS_LEARNED))
        .collect();
    heading(&format!(
        "A visit of {} events ({} fields typed, {MOVEMENTS} movements of the mouse) of a customer known from {LEARNED}",
        visit.events.len(),
        FIELDS.len(),
    ));
    score(&known, &others, &visit);
    learn(&known, &visit);
}

fn score(known: &Known, others: &[Known], visit: &Observation) {
    let (taken, typed, moved) = measured(visit);
    assert_eq!((typed.len(), moved.len()), (FIELDS.len(), MOVEMENTS as usize));
    let background = keystroke::Priors::fit(others.iter().map(|known| &known.keystroke));
    assert_eq!(background.backgrounds(), FIELDS.len());
    let compare = |priors: &keystroke::Priors| {
        typed.iter().map(|rhythm| known.keystroke.compare(priors, rhythm).unwrap().score).sum::<f64>()
    };
    let parts = [
        ("score: session", microseconds(|| known.session.compare(&session::Priors::default(), &taken))),
        ("score: keystroke, as 25 others type is known", microseconds(|| compare(&background))),
        ("score: pointer", microseconds(|| known.pointer.score(&moved).unwrap().total)),
    ];
    parts.iter().for_each(|(name, us)| row(name, *us, None));
    row("score: these three", parts.iter().map(|(_, us)| us).sum(), Some(20.0));
    row(
        "score: keystroke, nobody else is known",
        microseconds(|| compare(&keystroke::Priors::default())),
        None,
    );
    row("measuring the visit", microseconds(|| measured(black_box(visit))), None);
    let priors = DETECTOR.fit(&mut others.iter().map(|known| known.bytes.as_slice())).unwrap();
    let (state, fitted) = (decoded(&known.bytes), registered::priors::<Behaviour>(&priors));
    let whole = || Detector::score(&Behaviour, &state, &fitted, visit);
    row("Behaviour: measured, scored, said in words", microseconds(whole), None);
    let shown = || behaviour::visit(&state, &fitted, visit);
    row("shown beside what is usual, on a customer's page", microseconds(shown), None);
    let whole = || DETECTOR.score(&known.bytes, &priors, &Occasion::of_visit(visit)).unwrap();
    row("the same from the bytes of state and priors", microseconds(whole), None);
}

fn learn(known: &Known, visit: &Observation) {
    let (taken, typed, moved) = measured(visit);
    let session = |mut one: session::Profile| {
        one.learn(&session::Priors::default(), &taken);
        one
    };
    let keystroke = |mut one: keystroke::Profile| {
        typed.iter().for_each(|rhythm| one.learn(rhythm));
        one
    };
    let nobody = pointer::Background::default();
    let pointer = |mut one: pointer::Profile| {
        one.learn(&moved, &nobody);
        one
    };
    let parts = [
        ("learn: session", prepared(|| known.session.clone(), session)),
        ("learn: keystroke", prepared(|| known.keystroke.clone(), keystroke)),
        ("learn: pointer", prepared(|| known.pointer.clone(), pointer)),
    ];
    parts.iter().for_each(|(name, us)| row(name, *us, None));
    row("learn: these three", parts.iter().map(|(_, us)| us).sum(), Some(100.0));
    let whole = |mut one: State| {
        Detector::learn(&Behaviour, &mut one, &Priors::default(), visit);
        one
    };
    let state = decoded(&known.bytes);
    row("Behaviour: measured and learned", prepared(|| state.clone(), whole), None);
}

fn measured(visit: &Observation) -> (Taken, Vec<Rhythm>, Vec<pointer::Cells>) {
    (Taken::of(visit), Rhythm::all(&visit.events), pointer::measured(&visit.events))
}

fn decoded(bytes: &[u8]) -> State {
    registered::decode::<Behaviour>(bytes).unwrap()
}
