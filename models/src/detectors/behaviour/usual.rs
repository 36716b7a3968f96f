//! What is usual for a person, for people to read.

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

/// What is usual for a person, given what is usual for all.
pub fn usual(State { session, hand, .. }: &State, priors: &Priors) -> Profile {
    let measured = session.expected(&priors.session).chain(hand.expected(&priors.hand));
    let devices = DeviceKind::ALL.iter().zip(session.devices()).filter(|(_, count)| **count > 0);
    Profile {
        trusted_visits: session.visits(),
        measures: measured.map(ranged).collect(),
        hours: *session.hours(),
        weekdays: *session.weekdays(),
        devices: devices.map(|(kind, count)| (kind.code(), *count)).collect(),
    }
}

fn ranged((pointer, measure, expected): (PointerKind, &Measure, Predictive)) -> Usual {
    let input = match (measure.typed, pointer) {
        (true, PointerKind::Mouse) => "keyboard",
        (true, _) => "on_screen_keyboard",
        (false, PointerKind::Mouse) => "mouse",
        (false, PointerKind::Touch) => "touch",
        (false, PointerKind::Pen) => "pen",
    };
    let Measure { code, label, unit, .. } = *measure;
    let (low, high) = expected.range_90();
    let [usual, low, high] = [expected.centre, low, high].map(|laid| measure.value(laid));
    Usual { input, range: explain::Usual { code, label, unit, usual, low, high } }
}
