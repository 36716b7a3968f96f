//! The probe plan: which micro-transactions to fire, and how long the probe may take.

use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// What the probe is asked to do. Never says which answers will be held back, large or an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbePlan {
    /// Micro-transactions, in order; sent one after the other.
    pub steps: Vec<Step>,
    /// Time from the session's answer after which the probe gives up on the rest, in milliseconds.
    pub budget_ms: u32,
    /// How long the probe may keep events before it sends a report, in milliseconds.
    pub report_after_ms: u32,
}

/// One micro-transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Nominal amount in minor units, [`crate::limits::AMOUNT_MINOR`].
    pub amount_minor: u8,
    /// Bytes of padding to add to the request.
    pub pad_bytes: u16,
}
