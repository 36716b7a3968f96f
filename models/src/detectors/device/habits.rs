//! What a device's connections are made by: its kernel, its TLS library, the way its browser writes requests. They come with
//! the machine and change with updates, which are rare; a copied identity brings those of another one.

use crate::connection::Connection;
use crate::math::hash::Hash;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most values remembered of one habit; the one unused for longest is forgotten first.
const VALUES: usize = 4;

/// One habit: what it is, and how the device keeps it.
#[derive(Debug)]
pub(super) struct Habit {
    /// Stable snake_case code of the finding that it is new.
    pub(super) code: &'static str,
    /// That finding in plain words.
    pub(super) text: &'static str,
    /// A new value is never rarer than this: updates, other browsers, proxies that come and go.
    pub(super) floor: f64,
    /// Reads it off a connection, as a hash; `None` where it was not seen.
    read: fn(&Connection) -> Option<Hash>,
}

/// The visible list.
pub(super) static HABITS: [Habit; 3] = [
    Habit {
        code: "new_stack",
        text: "the connection was opened by another kernel than this device's",
        floor: 0.005,
        read: |connection| connection.syn.known().map(|syn| Hash::of_value(&syn.kernel())),
    },
    Habit {
        code: "new_tls",
        text: "the connection was encrypted by another library than this device's",
        floor: 0.03,
        read: |connection| connection.ja4.known().map(Hash::of_value),
    },
    Habit {
        code: "new_request_head",
        text: "the request was written by another browser than this device's",
        floor: 0.03,
        read: |connection| connection.request.known().map(Hash::of_value),
    },
];

/// What is known of a device's habits, in the order of [`HABITS`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Habits([Known; HABITS.len()]);

/// What is known of one habit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(u32, Vec<u32>)", into = "(u32, Vec<u32>)")]
struct Known {
    /// Trusted visits in which it was seen.
    visits: u32,
    /// Values as shortened hashes, the most recently used last.
    values: Vec<u32>,
}

impl TryFrom<(u32, Vec<u32>)> for Known {
    type Error = &'static str;

    fn try_from((visits, values): (u32, Vec<u32>)) -> Result<Self, Self::Error> {
        match values.len() <= VALUES {
            true => Ok(Self { visits, values }),
            false => Err("more values than are remembered"),
        }
    }
}

impl From<Known> for (u32, Vec<u32>) {
    fn from(known: Known) -> Self {
        (known.visits, known.values)
    }
}

/// A habit that a visit breaks.
pub(super) struct Broken {
    pub(super) habit: &'static Habit,
    /// Trusted visits in which it was kept.
    pub(super) visits: u32,
    /// How many values it has had.
    pub(super) values: usize,
}

impl Habits {
    pub(super) fn learn(&mut self, connection: &Connection) {
        for (habit, known) in HABITS.iter().zip(&mut self.0) {
            let Some(value) = (habit.read)(connection).map(|value| value.mixed() as u32) else { continue };
            known.visits = known.visits.saturating_add(1);
            known.values.retain(|other| *other != value);
            if known.values.len() == VALUES {
                known.values.remove(0);
            }
            known.values.push(value);
        }
    }

    /// The habits that a connection breaks; one that was never seen cannot be broken.
    pub(super) fn broken_by(&self, connection: &Connection) -> impl Iterator<Item = Broken> {
        HABITS.iter().zip(&self.0).filter_map(|(habit, known)| {
            let value = (habit.read)(connection).map(|value| value.mixed() as u32)?;
            let is_new = known.visits > 0 && !known.values.contains(&value);
            is_new.then_some(Broken { habit, visits: known.visits, values: known.values.len() })
        })
    }
}
