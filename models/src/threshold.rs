//! Thresholds: from shares of genuine customers to a decision.
//!
//! Because p-values are uniform over genuine traffic, a share *is* a threshold on them.

use crate::fusion::{self, Risk};
use serde::{Deserialize, Serialize};

/// What the merchant should do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Let it pass.
    Allow,
    /// Ask the customer for one more proof.
    StepUp,
    /// Let a person look at it.
    Review,
    /// Refuse.
    Block,
}

impl Decision {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::StepUp => "step_up",
            Self::Review => "review",
            Self::Block => "block",
        }
    }
}

/// Shares of genuine visits that may see each decision or a harder one; fractions, falling.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Step-up or harder.
    pub step_up_share: f64,
    /// Review or harder.
    pub review_share: f64,
    /// Block.
    pub block_share: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self::SHIPPED
    }
}

impl Thresholds {
    /// The thresholds a site begins with: 3 % step-up, 0.3 % review, 0.03 % block.
    pub const SHIPPED: Self = Self { step_up_share: 0.03, review_share: 0.003, block_share: 0.0003 };

    /// Decides. Nobody is blocked on behaviour alone before there is a history to compare with.
    pub fn decide(&self, risk: &Risk) -> Decision {
        let exceeds = |share: f64| match risk.p_value {
            Some(p_value) => p_value <= share,
            // Where nothing is known there is nothing above the prior.
            None => fusion::nats(share) <= 0.0,
        };
        match () {
            () if exceeds(self.block_share) && risk.mature => Decision::Block,
            () if exceeds(self.review_share) => Decision::Review,
            () if exceeds(self.step_up_share) => Decision::StepUp,
            () => Decision::Allow,
        }
    }
}

/// Risk as merchants see it, 0–1000: the probability of fraud in per mille, a monotone map of the nats.
pub fn risk_score(risk_nats: f64) -> u16 {
    libm::round(1000.0 / (1.0 + libm::exp(-risk_nats))) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn risk(p_value: f64, mature: bool) -> Risk {
        let risk_nats = -4.6 + fusion::nats(p_value);
        Risk { prior_nats: -4.6, risk_nats, p_value: Some(p_value), mature, reasons: Vec::new() }
    }

    #[test]
    fn a_share_is_the_p_value_at_which_the_decision_changes() {
        let decide = |p| Thresholds::SHIPPED.decide(&risk(p, true));
        assert_eq!(decide(0.031), Decision::Allow);
        assert_eq!(decide(0.029), Decision::StepUp);
        assert_eq!(decide(0.0029), Decision::Review);
        assert_eq!(decide(0.00029), Decision::Block);
    }

    #[test]
    fn the_young_are_never_blocked() {
        assert_eq!(Thresholds::SHIPPED.decide(&risk(1e-6, false)), Decision::Review);
    }

    #[test]
    fn the_score_is_a_per_mille_probability() {
        assert_eq!(risk_score(0.0), 500);
        assert_eq!(risk_score(-50.0), 0);
        assert_eq!(risk_score(50.0), 1000);
    }
}
