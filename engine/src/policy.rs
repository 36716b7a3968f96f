//! Policies: how evidence becomes a decision at one site. One of the kinds of [artifacts](crate::artifact).

use models::threshold::Thresholds;
use serde::{Deserialize, Serialize};

/// How evidence becomes a decision. What a person leaves out is as shipped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Log-odds of fraud before anything is seen.
    pub prior_nats: f64,
    /// Shares of genuine visits that may see each decision.
    pub thresholds: Thresholds,
}

impl Default for Policy {
    fn default() -> Self {
        Self::SHIPPED
    }
}

impl Policy {
    /// What a site begins with: one visit in a hundred is fraud (ln 1/99).
    pub const SHIPPED: Self = Self { prior_nats: -4.595, thresholds: Thresholds::SHIPPED };

    /// Refuses what contradicts itself, naming the setting.
    pub fn check(&self) -> Result<(), PolicyError> {
        let Thresholds { step_up_share, review_share, block_share } = self.thresholds;
        let shares =
            [("step_up_share", step_up_share), ("review_share", review_share), ("block_share", block_share)];
        for (name, share) in shares {
            if !(share > 0.0 && share < 1.0) {
                return Err(PolicyError::Share(name));
            }
        }
        if step_up_share < review_share || review_share < block_share {
            return Err(PolicyError::Order);
        }
        match self.prior_nats.is_finite() && self.prior_nats.abs() <= 20.0 {
            true => Ok(()),
            false => Err(PolicyError::Prior),
        }
    }
}

impl PolicyError {
    /// The setting that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Share("step_up_share") | Self::Order => "thresholds.step_up_share",
            Self::Share("review_share") => "thresholds.review_share",
            Self::Share(_) => "thresholds.block_share",
            Self::Prior => "prior_nats",
        }
    }
}

/// Why a policy is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A share is no share.
    #[error("thresholds.{0} must lie between 0 and 1")]
    Share(&'static str),
    /// A harder decision for more customers than a milder one.
    #[error("thresholds.step_up_share, review_share and block_share must not rise in this order")]
    Order,
    /// The prior is no log-odds.
    #[error("prior_nats must lie between -20 and 20")]
    Prior,
}
