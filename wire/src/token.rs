//! `POST /v1/tokens`: seal what was observed so far.

use crate::{microtransaction::ClientTiming, signal::Signal};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Ask for a token for the checkout form. Events not yet reported are sent before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// `pv_…`.
    pub page_view: String,
    /// Timing of the last micro-transaction, which no later one could carry.
    pub last: Option<ClientTiming>,
    /// What the last seal of this browser answered as [`Sealed::link`], empty before the first; `None` from a probe that knows of no
    /// links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Signals that were read after the micro-transactions, in the first seal of the page view that comes
    /// after them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
}

/// The answer, given after the observation is durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// `pt_…`: single use, for `POST /v1/assessments`.
    pub token: String,
    /// Seconds until it expires.
    pub expires_in_s: u32,
    /// `pl_…`: what the next seal of this browser presents, kept beside the device id. Whoever copied both falls behind as
    /// soon as one of the two has come again.
    pub link: String,
}
