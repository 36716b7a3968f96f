//! A step-up in progress: a one-time code that the merchant's back end delivers to the customer.
//!
//! The code is a keyed hash of the challenge's random id, so nothing about it is stored and a repeated
//! request gets the same code again.

use crate::ids::ChallengeId;
use models::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// Answers a customer may give.
pub const TRIES: u8 = 3;
/// How long a challenge may be answered, in microseconds.
pub const LIFETIME_US: i64 = 5 * 60 * 1_000_000;

/// A challenge as it was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// After this no answer counts.
    pub expires_at: Timestamp,
}

/// Where a challenge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waiting for an answer.
    Pending,
    /// Answered rightly in time.
    Passed,
    /// Answered wrongly [`TRIES`] times.
    Failed,
    /// Not answered in time.
    Expired,
}

/// A challenge and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The challenge.
    pub challenge: Challenge,
    /// Where it stands.
    pub status: Status,
    /// Answers that may still be given.
    pub tries_left: u8,
}
