//! What is usual for a person, for people to read.

use super::freetext::{Key, Number};
use super::session::{DeviceKind, MEASURES, Measure, Unit};
use super::{Priors, State};
use crate::explain;
use crate::math::predictive::Predictive;
use alloc::vec::Vec;
use serde::Serialize;

/// What is usual for one person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// Trusted visits that taught it.
    pub trusted_visits: u32,
    /// Measure by measure; those that nothing was learned of are left out.
    pub measures: Vec<Usual>,
    /// How often they came in each hour of the day by UTC, what is old fading.
    pub hours: [u8; 24],
    /// How often on each day of the week, from Monday on.
    pub weekdays: [u8; 7],
    /// On which kinds of device, by their codes, and how often.
    pub devices: Vec<(&'static str, u8)>,
}

/// The usual range of one measure.
pub type Usual = explain::Usual<Unit>;

/// What of typing is shown: what nearly everybody's text has.
const TYPING: [(Number, &str, &str); 4] = [
    (Number::hold(Key::Letter), "letter_held", "a letter held"),
    (Number::down(Key::Letter, Key::Letter), "letter_to_letter", "from a letter to the next"),
    (Number::down(Key::Letter, Key::Space), "letter_to_space", "from a letter to a space"),
    (Number::down(Key::Space, Key::Letter), "space_to_letter", "from a space to a letter"),
];

/// What is usual for a person, given what is usual for all.
pub fn usual(State { session, freetext, .. }: &State, priors: &Priors) -> Profile {
    let measures =
        MEASURES.iter().zip(session.expected(&priors.session)).filter_map(|(measure, expected)| {
            let Measure { code, label, unit, .. } = *measure;
            Some(usual_of(code, label, unit, expected?, |scaled| measure.value(scaled)))
        });
    let typing = TYPING.into_iter().filter_map(|(number, code, label)| {
        let expected = freetext.expected(&priors.freetext, number)?;
        Some(usual_of(code, label, Unit::Seconds, expected, |scaled| number.kind().seconds(scaled)))
    });
    let devices = DeviceKind::ALL.iter().zip(session.devices()).filter(|(_, count)| **count > 0);
    Profile {
        trusted_visits: session.visits(),
        measures: measures.chain(typing).collect(),
        hours: *session.hours(),
        weekdays: *session.weekdays(),
        devices: devices.map(|(kind, count)| (kind.code(), *count)).collect(),
    }
}

/// A range on a measure's scale, in its unit.
fn usual_of(
    code: &'static str,
    label: &'static str,
    unit: Unit,
    expected: Predictive,
    value: impl Fn(f64) -> f64,
) -> Usual {
    let (low, high) = expected.range_90();
    Usual { code, label, unit, usual: value(expected.centre), low: value(low).max(0.0), high: value(high) }
}
