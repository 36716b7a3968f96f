//! What an activity is described by: a few variables, each with a few bands. The visible list: one is a `static` in a file here, and
//! its line.
//!
//! Those at the level of *behaviour* say what an activity is like, whoever does it; those at the level of the *user*, what it is like beside
//! everything else that this user does.

mod behaviour;
mod user;

use super::state::State;
use crate::activity::Activity;
use alloc::{format, string::String};

/// One variable.
#[derive(Debug)]
pub(super) struct Variable {
    /// Stable snake_case code.
    pub(super) code: &'static str,
    /// What it says, in words that a band goes behind.
    pub(super) text: &'static str,
    /// Whether a user has a habit of it, from which an activity may deviate.
    pub(super) is_habit: bool,
    /// Whether its bands rise, so that a rule may ask for a band or more.
    pub(super) rises: bool,
    /// Its bands, in words, each with its share among anybody's activities, as shipped.
    pub(super) bands: &'static [(&'static str, f32)],
    /// The band of an activity of a user of whom this is known; `None` where it cannot be told.
    pub(super) of: fn(&State, &Activity) -> Option<usize>,
}

/// The list.
pub(super) static ALL: [&Variable; VARIABLES] = [
    &user::AMOUNT,
    &user::PAUSE,
    &user::PAYEE,
    &user::CARD,
    &user::DEVICE,
    &user::NETWORK,
    &user::EXPERIENCE,
    &behaviour::SIZE,
    &behaviour::HOUR,
    &behaviour::WEEKDAY,
    &behaviour::CARD_HERE,
    &behaviour::TRIED,
    &behaviour::REFUSED,
    &behaviour::FAILED_LOGINS,
    &behaviour::CHANGED,
];

/// How many there are.
pub(super) const VARIABLES: usize = 15;
/// Most bands of one.
pub(super) const BANDS: usize = 16;

/// The band of each variable.
pub(super) type Bands = [Option<u8>; VARIABLES];

/// Describes an activity.
pub(super) fn described(state: &State, activity: &Activity) -> Bands {
    ALL.map(|variable| {
        let band = (variable.of)(state, activity)?.min(variable.bands.len() - 1);
        Some(band as u8)
    })
}

/// Whether an activity could be described like that.
pub(super) fn are_sound(bands: &Bands) -> bool {
    bands
        .iter()
        .zip(ALL)
        .all(|(band, variable)| band.is_none_or(|band| usize::from(band) < variable.bands.len()))
}

impl Variable {
    /// Bands in words.
    pub(super) fn words(&self, from: u8, to: u8) -> String {
        let name = |band: u8| self.bands.get(usize::from(band)).map_or("", |(name, _)| name);
        let text = self.text;
        match (from, to) {
            _ if from == to => format!("{text} {}", name(from)),
            _ if usize::from(to) + 1 == self.bands.len() => format!("{text} {} or more", name(from)),
            _ => format!("{text} {} or less", name(to)),
        }
    }
}

/// The first band whose edge lies above a value.
fn below<T: PartialOrd>(edges: &[T], value: T) -> usize {
    edges.iter().position(|edge| value < *edge).unwrap_or(edges.len())
}
