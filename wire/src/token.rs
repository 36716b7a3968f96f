//! `POST /v1/tokens`: seal what was observed so far.

use crate::microtransaction::ClientTiming;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// Ask for a token for the checkout form. Events not yet reported are sent before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// `pv_…`.
    pub page_view: String,
    /// Timing of the last micro-transaction, which no later one could carry.
    pub last: Option<ClientTiming>,
}

/// The answer, given after the observation is durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// `pt_…`: single use, for `POST /v1/assessments`.
    pub token: String,
    /// Seconds until it expires.
    pub expires_in_s: u32,
}
