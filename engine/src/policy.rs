//! Policies: how evidence becomes a decision at one site. Versioned; an assessment names the version it used.

use models::threshold::Thresholds;
use serde::{Deserialize, Serialize};

/// How evidence becomes a decision.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Number of this policy within its site, from 1.
    pub version: u32,
    /// Log-odds of fraud before anything is seen.
    pub prior_nats: f64,
    /// Shares of genuine visits that may see each decision.
    pub thresholds: Thresholds,
}

impl Policy {
    /// What a site begins with: one visit in a hundred is fraud (ln 1/99).
    pub const SHIPPED: Self = Self { version: 1, prior_nats: -4.595, thresholds: Thresholds::SHIPPED };
}
