//! What became of a promise: what the journal keeps of a party, and the detector of intentions learns from.

use crate::observation::Timestamp;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// One promise of one party, compared with what happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// When the outcome was told.
    pub at: Timestamp,
    /// Pseudonym, within its site, of the party that promised.
    pub party: [u8; 16],
    /// How far the outcome satisfies the promise.
    pub rating: Rating,
    /// Whether something that no honest party does was among what fell short.
    pub testified: bool,
    /// What fell short, in words, the worst first.
    pub short: Vec<String>,
}

/// A satisfaction rating: from 0, nothing of what was promised, to 1, all of it.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Rating(f64);

impl Rating {
    /// Nothing of what was promised.
    pub const NOTHING: Self = Self(0.0);

    /// `None` where it is not from 0 to 1.
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// From 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Rating {
    type Error = &'static str;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("a rating is from 0 to 1")
    }
}

impl From<Rating> for f64 {
    fn from(Rating(value): Rating) -> Self {
        value
    }
}
