//! What an activity is like beside the user's others.

use super::{Variable, below};
use crate::detectors::profile::state::{Known, State};
use crate::observation::Path;

const NEW: &[(&str, f32)] = &[("known", 0.85), ("new", 0.15)];

pub(super) static AMOUNT: Variable = Variable {
    code: "usual_amount",
    text: "the amount is",
    is_habit: true,
    rises: true,
    bands: &[
        ("a third of the usual one or less", 0.15),
        ("half of the usual one", 0.2),
        ("the usual one", 0.25),
        ("up to twice the usual one", 0.2),
        ("2 to 3 times the usual one", 0.1),
        ("3 to 4 times the usual one", 0.04),
        ("4 to 6 times the usual one", 0.03),
        ("6 to 8 times the usual one", 0.01),
        ("8 to 12 times the usual one", 0.01),
        ("12 times the usual one or more", 0.01),
    ],
    of: |state, activity| {
        let times = state.times_the_usual(activity)?;
        Some(below(&[0.35, 0.7, 1.2, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0], times))
    },
};

pub(super) static PAUSE: Variable = Variable {
    code: "pause",
    text: "the last activity was",
    is_habit: true,
    rises: true,
    bands: &[
        ("within ten minutes", 0.02),
        ("within an hour", 0.04),
        ("within six hours", 0.08),
        ("within a day", 0.2),
        ("within three days", 0.25),
        ("within a week", 0.15),
        ("within a month", 0.16),
        ("longer ago", 0.1),
    ],
    of: |state, activity| {
        let minutes = state.since_last_min(activity.at)?;
        Some(below(&[10.0, 60.0, 360.0, 1_440.0, 4_320.0, 10_080.0, 43_200.0], minutes))
    },
};

pub(super) static PAYEE: Variable = Variable {
    code: "payee",
    text: "the payee is",
    is_habit: true,
    rises: true,
    bands: NEW,
    of: |state, activity| state.is_new(Known::Payees, &activity.payee?).map(usize::from),
};

pub(super) static CARD: Variable = Variable {
    code: "card",
    text: "the user's card is",
    is_habit: true,
    rises: true,
    bands: NEW,
    of: |state, activity| state.is_new(Known::Cards, &activity.card?).map(usize::from),
};

pub(super) static DEVICE: Variable = Variable {
    code: "device",
    text: "the user's device is",
    is_habit: true,
    rises: true,
    bands: NEW,
    of: |state, activity| state.is_new(Known::Devices, &activity.device?).map(usize::from),
};

pub(super) static NETWORK: Variable = Variable {
    code: "network",
    text: "the user's network is",
    is_habit: true,
    rises: true,
    bands: NEW,
    of: |state, activity| {
        let is_new = match activity.network? {
            Path::V4(prefix) => state.is_new(Known::Networks, &prefix),
            Path::V6(prefix) => state.is_new(Known::Networks, &prefix),
        };
        is_new.map(usize::from)
    },
};

/// Rises and rises: a rule may ask for it, a habit it is not.
pub(super) static EXPERIENCE: Variable = Variable {
    code: "experience",
    text: "the user's trusted activities are",
    is_habit: false,
    rises: true,
    bands: &[
        ("none", 0.05),
        ("one or two", 0.1),
        ("up to nine", 0.2),
        ("ten to 29", 0.25),
        ("30 to 99", 0.2),
        ("100 or more", 0.2),
    ],
    of: |state: &State, _| Some(below(&[1, 3, 10, 30, 100], state.activities())),
};
