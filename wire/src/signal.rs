//! Signals: attributes of the browser or the device, each a value or a named absence.

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// One signal, read once per page view: when it opens, or after the micro-transactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Stable snake_case name, the probe's file name.
    pub name: String,
    /// What was read.
    pub reading: Reading,
    /// Main-thread time the reading took, in microseconds.
    pub cost_us: u32,
}

/// What a signal read: a value or the reason why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A whole number; the unit is in the signal's documentation.
    Integer(i64),
    /// A few whole numbers in a documented order.
    Integers(Vec<i64>),
    /// A text.
    Text(String),
    /// A list of texts in the browser's order.
    Texts(Vec<String>),
    /// No value, and why.
    Absent(Absence),
}

/// Why a signal has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// The browser does not have the interface.
    Unsupported,
    /// The interface is there and refuses (permission, policy, private mode).
    Blocked,
    /// It did not answer within its share of the budget.
    Timeout,
    /// It threw something unexpected.
    Failed,
}
