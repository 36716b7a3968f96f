//! What is usual for a person, for people to read.

use super::input::Keyboard;
use super::keystroke::{self, Kind};
use super::measure::{Measure, Unit};
use super::session::DeviceKind;
use super::{Priors, State, hand, pointer, words};
use crate::math::predictive::Predictive;
use crate::observation::PointerKind;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use serde::Serialize;

/// What is usual for one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Trusted visits that taught it.
    pub trusted_visits: u32,
    /// Measure by measure; those that nothing was learned of are left out.
    pub measures: Vec<Usual>,
    /// Field by field, the one that was filled in last first; those that were typed too seldom are left out.
    pub rhythms: Vec<UsualRhythm>,
    /// Movements of the mouse that taught it.
    pub movements: u32,
    /// They are enough for a visit's movements to be compared.
    pub movements_known: bool,
    /// How often they came in each hour of the day by UTC, what is old fading.
    pub hours: [u8; 24],
    /// How often on each day of the week, from Monday on.
    pub weekdays: [u8; 7],
    /// On which kinds of device, by their codes, and how often.
    pub devices: Vec<(&'static str, u8)>,
}

/// One thing that is measured of visits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Of {
    /// Of what: `visit` as a whole, `typing` by classes of keys, movements of the `pointer`, `touch`, `scroll`, `motion`.
    pub part: &'static str,
    /// By what: `mouse`, `touch` or `pen`; of what was typed `keyboard` or `on_screen_keyboard`.
    pub input: &'static str,
    /// Stable code, unique for a part and an input.
    pub code: Cow<'static, str>,
}

/// Between what nine in ten lie, and the middle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Band {
    pub low: f64,
    pub usual: f64,
    pub high: f64,
}

/// The usual range of one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    /// Which.
    pub of: Of,
    /// In plain words.
    pub label: Cow<'static, str>,
    /// Of its values.
    pub unit: Unit,
    /// Of visits; of the pointer's movements one by one.
    pub band: Band,
}

/// How a person fills in one field.
#[derive(Clone, Debug, PartialEq)]
pub struct UsualRhythm {
    /// On which keyboard.
    pub keyboard: Keyboard,
    /// The code of its findings.
    pub code: &'static str,
    /// In plain words.
    pub field: &'static str,
    /// How many keys.
    pub keys: u8,
    /// How often it was typed.
    pub seen: u32,
    /// The times of each key, in order: held, to the next, from letting go to the next.
    pub times: Vec<Band>,
}

impl Band {
    /// Whether a value lies outside.
    pub fn excludes(&self, value: f64) -> bool {
        value < self.low || value > self.high
    }

    /// Its ends and its middle on a scale, brought back from it.
    pub(super) fn scaled([low, high]: [f64; 2], value: impl Fn(f64) -> f64) -> Self {
        Self { low: value(low), usual: value((low + high) / 2.0), high: value(high) }
    }

    fn expected(expected: &Predictive, value: impl Fn(f64) -> f64) -> Self {
        let (low, high) = expected.range_90();
        Self::scaled([low, high], value)
    }
}

/// What is usual for a person, given what is usual for all.
pub fn usual(state: &State, priors: &Priors) -> Profile {
    let State { session, keystroke, freetext, pointer, hand } = state;
    let whole = session.expected(&priors.session);
    let whole = whole.map(|(pointer, measure, expected)| (("visit", pointer, measure), expected));
    let measured = whole.chain(hand.expected(&priors.hand)).map(|(kept, expected)| {
        let (_, _, measure) = kept;
        Usual {
            of: of(kept),
            label: measure.label.into(),
            unit: measure.unit,
            band: Band::expected(&expected, |scaled| measure.value(scaled)),
        }
    });
    let typing = Keyboard::ALL.into_iter().flat_map(|keyboard| {
        let numbers = freetext.of(keyboard).usual(priors.freetext.of(keyboard));
        numbers.map(move |(number, expected)| Usual {
            of: Of { part: "typing", input: keyboard.code(), code: number.code().into() },
            label: number.label().into(),
            unit: Unit::Seconds,
            band: Band::expected(&expected, |scaled| number.kind().seconds(scaled)),
        })
    });
    let moved = pointer.iter().flat_map(pointer::usual).map(|(measure, [low, usual, high])| Usual {
        of: of_pointer(measure),
        label: measure.name.into(),
        unit: measure.unit,
        band: Band { low, usual, high },
    });
    let rhythms = Keyboard::ALL.into_iter().flat_map(|keyboard| {
        keystroke.of(keyboard).usual().map(move |usual| UsualRhythm::of(keyboard, &usual))
    });
    let devices = DeviceKind::ALL.iter().zip(session.devices()).filter(|(_, count)| **count > 0);
    Profile {
        trusted_visits: session.visits(),
        measures: measured.chain(typing).chain(moved).collect(),
        rhythms: rhythms.collect(),
        movements: pointer.as_ref().map_or(0, pointer::Profile::actions),
        movements_known: pointer.as_ref().is_some_and(pointer::Profile::is_known),
        hours: *session.hours(),
        weekdays: *session.weekdays(),
        devices: devices.map(|(kind, count)| (kind.code(), *count)).collect(),
    }
}

impl UsualRhythm {
    fn of(keyboard: Keyboard, usual: &keystroke::Usual) -> Self {
        let keystroke::Usual { field, keys, seen, ranges } = usual;
        let times = ranges.iter().enumerate();
        Self {
            keyboard,
            code: words::rhythm_code(*field),
            field: words::field(*field),
            keys: *keys,
            seen: *seen,
            times: times
                .map(|(place, range)| Band::scaled(*range, |number| Kind::at(place).seconds(number)))
                .collect(),
        }
    }
}

/// Which measure of the pointer's movements.
pub(super) fn of_pointer(measure: &pointer::catalogue::Measure) -> Of {
    Of { part: "pointer", input: "mouse", code: measure.code.into() }
}

/// Which measure of a visit or of a hand: what is typed stands with the pointer that its keyboard goes with.
pub(super) fn of((part, pointer, measure): hand::Kept) -> Of {
    let input = match (measure.typed, pointer) {
        (true, PointerKind::Mouse) => Keyboard::Physical.code(),
        (true, _) => Keyboard::OnScreen.code(),
        (false, PointerKind::Mouse) => "mouse",
        (false, PointerKind::Touch) => "touch",
        (false, PointerKind::Pen) => "pen",
    };
    let Measure { code, .. } = *measure;
    Of { part, input, code: code.into() }
}
