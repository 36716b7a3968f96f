//! What is usual for a person, for people to read.

use super::freetext::{Key, Number};
use super::input::Keyboard;
use super::measure::{Measure, Unit};
use super::session::DeviceKind;
use super::{Priors, State};
use crate::explain;
use crate::math::predictive::Predictive;
use crate::observation::PointerKind;
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

/// The usual range of one measure, and by what it was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Usual {
    /// `mouse`, `touch` or `pen`; of what was typed `keyboard` or `on_screen_keyboard`.
    pub input: &'static str,
    /// The range.
    pub range: explain::Usual<Unit>,
}

/// What of typing is shown: what nearly everybody's text has.
const TYPING: [(Number, &str, &str); 4] = [
    (Number::hold(Key::Letter), "letter_held", "a letter held"),
    (Number::down(Key::Letter, Key::Letter), "letter_to_letter", "from a letter to the next"),
    (Number::down(Key::Letter, Key::Space), "letter_to_space", "from a letter to a space"),
    (Number::down(Key::Space, Key::Letter), "space_to_letter", "from a space to a letter"),
];

/// What is usual for a person, given what is usual for all.
pub fn usual(State { session, freetext, hand, .. }: &State, priors: &Priors) -> Profile {
    let measured = session.expected(&priors.session).chain(hand.expected(&priors.hand));
    let typing = Keyboard::ALL.into_iter().flat_map(|keyboard| {
        TYPING.into_iter().filter_map(move |(number, code, label)| {
            let expected = freetext.of(keyboard).expected(priors.freetext.of(keyboard), number)?;
            let seconds = |scaled| number.kind().seconds(scaled).max(0.0);
            Some(Usual {
                input: keyboard.code(),
                range: range(code, label, Unit::Seconds, expected, seconds),
            })
        })
    });
    let devices = DeviceKind::ALL.iter().zip(session.devices()).filter(|(_, count)| **count > 0);
    Profile {
        trusted_visits: session.visits(),
        measures: measured.map(ranged).chain(typing).collect(),
        hours: *session.hours(),
        weekdays: *session.weekdays(),
        devices: devices.map(|(kind, count)| (kind.code(), *count)).collect(),
    }
}

fn ranged((pointer, measure, expected): (PointerKind, &Measure, Predictive)) -> Usual {
    let input = match (measure.typed, pointer) {
        (true, PointerKind::Mouse) => Keyboard::Physical.code(),
        (true, _) => Keyboard::OnScreen.code(),
        (false, PointerKind::Mouse) => "mouse",
        (false, PointerKind::Touch) => "touch",
        (false, PointerKind::Pen) => "pen",
    };
    let Measure { code, label, unit, .. } = *measure;
    Usual { input, range: range(code, label, unit, expected, |scaled| measure.value(scaled)) }
}

/// A range on a measure's scale, in its unit.
fn range(
    code: &'static str,
    label: &'static str,
    unit: Unit,
    expected: Predictive,
    value: impl Fn(f64) -> f64,
) -> explain::Usual<Unit> {
    let (low, high) = expected.range_90();
    explain::Usual { code, label, unit, usual: value(expected.centre), low: value(low), high: value(high) }
}
