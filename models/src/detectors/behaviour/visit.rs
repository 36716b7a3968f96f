//! What one visit measured, for people to read: the numbers that the detector compares, each beside what is usual now.

use super::freetext::Typed;
use super::hand;
use super::input::{Input, Keyboard};
use super::keystroke::{self, Kind, Rhythm};
use super::measure::Unit;
use super::session::{self, Taken, What};
use super::usual::{Band, Of, of, of_pointer, usual};
use super::{P_RANGE, Priors, State, pointer, words};
use crate::observation::Observation;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// What one visit measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Hour of the day by UTC, and the day of the week, 0 for Monday.
    pub hour: u8,
    /// See there.
    pub weekday: u8,
    /// Kind of device, by its code.
    pub device: &'static str,
    /// Measure by measure.
    pub measures: Vec<Measured>,
    /// Field by field, in the order they were filled in.
    pub rhythms: Vec<MeasuredRhythm>,
}

/// One thing that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Which.
    pub of: Of,
    /// In plain words.
    pub label: Cow<'static, str>,
    /// Of the value.
    pub unit: Unit,
    /// Of the pointer's movements and of typing the middle.
    pub value: f64,
    /// What is usual; `None` where nothing was learned of it.
    pub band: Option<Band>,
    /// How unusual it is, in nats; `None` where it is not compared.
    pub nats: Option<f64>,
}

/// A field that was filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredRhythm {
    /// On which keyboard.
    pub keyboard: Keyboard,
    /// The code of its findings.
    pub code: &'static str,
    /// In plain words.
    pub field: &'static str,
    /// How many keys.
    pub keys: u8,
    /// The times of each key, in order: held, to the next, from letting go to the next.
    pub times: Vec<MeasuredTime>,
    /// Probability that this person's score at least as high; `None` while the field was typed too seldom.
    pub p_value: Option<f64>,
}

/// One time of a field that was filled in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredTime {
    /// In seconds; below zero where keys overlap.
    pub value_s: f64,
    /// What is usual; `None` while the field was typed too seldom.
    pub band: Option<Band>,
    /// What it adds, in nats.
    pub nats: Option<f64>,
}

/// What a visit measured, beside what is usual for a person.
pub fn visit(state: &State, priors: &Priors, observation: &Observation) -> Visit {
    let (taken, input) = (Taken::of(observation), Input::of(observation));
    let bands: BTreeMap<Of, Band> =
        usual(state, priors).measures.into_iter().map(|usual| (usual.of, usual.band)).collect();
    let nats = compared(state, priors, observation, &taken);
    let whole =
        session::measured(&taken).map(|(pointer, measure, value)| (("visit", pointer, measure), value));
    let mut measures: Vec<Measured> = whole
        .chain(hand::measured(&observation.events, input))
        .map(|(kept, value)| {
            let ((_, _, measure), of) = (kept, of(kept));
            let (band, nats) = (bands.get(&of).copied(), nats.get(&of).copied());
            Measured { of, label: measure.label.into(), unit: measure.unit, value, band, nats }
        })
        .collect();
    measures.extend(typed(state, priors, observation, input.keyboard));
    measures.extend(moved(state, &bands, observation));
    let session::Circumstances { hour, weekday, device } = taken.circumstances();
    let rhythms = Rhythm::timed(&observation.events);
    let rhythms = rhythms.iter().map(|(_, rhythm)| filled_in(state, priors, input.keyboard, rhythm));
    Visit { hour, weekday, device: device.code(), measures, rhythms: rhythms.collect() }
}

/// How unusual the measures are that the detector compares.
fn compared(state: &State, priors: &Priors, observation: &Observation, taken: &Taken) -> BTreeMap<Of, f64> {
    let surprise = |p_value: f64| -libm::log(p_value.clamp(*P_RANGE.start(), 1.0));
    let whole = state.session.compare(&priors.session, taken).into_iter().filter_map(|one| match one.what {
        What::Measure(measure, pointer, ..) => Some((of(("visit", pointer, measure)), surprise(one.p_value))),
        _ => None,
    });
    let heard = state.hand.compare(&priors.hand, &observation.events, taken.input());
    let hands = heard.iter().flat_map(|heard| {
        let one = |one: &super::learned::Compared| {
            (of((heard.part, heard.pointer, one.measure)), surprise(one.p_value))
        };
        heard.compared.iter().map(one)
    });
    whole.chain(hands).collect()
}

/// All that was typed, by classes of keys: of all of it is learned. What has a rhythm of its own is judged by that.
fn typed(state: &State, priors: &Priors, observation: &Observation, keyboard: Keyboard) -> Vec<Measured> {
    let Some(typed) = Typed::of(&observation.events) else { return Vec::new() };
    let (known, believed) = (state.freetext.of(keyboard), priors.freetext.of(keyboard));
    let measured = typed.means().iter().map(|mean| {
        let (kind, beside) = (mean.number.kind(), known.beside(believed, mean));
        Measured {
            of: Of { part: "typing", input: keyboard.code(), code: mean.number.code().into() },
            label: mean.number.label().into(),
            unit: Unit::Seconds,
            value: kind.seconds(mean.mean),
            band: beside.map(|(_, range)| Band::scaled(range, |scaled| kind.seconds(scaled))),
            nats: beside.map(|(nats, _)| nats),
        }
    });
    measured.collect()
}

fn moved(state: &State, bands: &BTreeMap<Of, Band>, observation: &Observation) -> Vec<Measured> {
    let moved = pointer::measured(&observation.events);
    let score = state.pointer.as_ref().and_then(|profile| profile.score(&moved));
    let middles = pointer::middles(&moved, score.as_ref());
    let measured = middles.into_iter().map(|(measure, value, nats)| {
        let of = of_pointer(measure);
        let band = bands.get(&of).copied();
        Measured { of, label: measure.name.into(), unit: measure.unit, value, band, nats }
    });
    measured.collect()
}

fn filled_in(state: &State, priors: &Priors, keyboard: Keyboard, rhythm: &Rhythm) -> MeasuredRhythm {
    let compared = state.keystroke.compare(keyboard, &priors.keystroke, rhythm);
    let known = state.keystroke.of(keyboard).usual();
    let ranges = known.filter(|known| (known.field, known.keys) == (rhythm.field, rhythm.keys));
    let ranges = ranges.map(|known| known.ranges).next().unwrap_or_default();
    let time = |(place, number): (usize, &f64)| {
        let seconds = |number| Kind::at(place).seconds(number);
        MeasuredTime {
            value_s: seconds(*number),
            band: ranges.get(place).map(|range| Band::scaled(*range, seconds)),
            nats: compared.as_ref().and_then(|found| found.parts.get(place).copied()),
        }
    };
    MeasuredRhythm {
        keyboard,
        code: words::rhythm_code(rhythm.field),
        field: words::field(rhythm.field),
        keys: rhythm.keys,
        times: rhythm.numbers.iter().enumerate().map(time).collect(),
        p_value: compared.as_ref().map(|found| keystroke::p_value(found.score)),
    }
}
