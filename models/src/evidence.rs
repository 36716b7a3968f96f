//! What a detector says: evidence, or by name why there is none. "Unknown" never looks like "normal".

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// What one detector says about one observation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Evidence {
    /// It can tell.
    Known(Known),
    /// It has seen too little of this entity. Neutral in the decision.
    Warming {
        /// Trusted observations so far.
        seen: u32,
        /// Trusted observations it needs.
        need: u32,
    },
    /// It has nothing to go by. Neutral in the decision.
    Absent(Absence),
    /// It can tell, and looks for nothing but signs that nearly every visit is without: there is none. Neutral in the decision,
    /// or else being no robot would make up for another machine; calibration counts it as a score of 1.
    Unremarkable {
        /// As [`Known::age`].
        age: u32,
    },
}

/// Why a detector has nothing to go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Absence {
    /// The back end sent no token: the probe was blocked, refused or not there.
    NoProbe,
    /// The probe ran, but no micro-transaction could be timed.
    NoTiming,
    /// What was learned cannot be read; the answer is marked as degraded.
    StateUnreadable,
    /// The back end named no user.
    NoUser,
    /// The probe ran, and nobody typed, pointed or filled anything in.
    NoEvents,
    /// The back end named no transaction.
    NoPurchase,
    /// The transaction named no card.
    NoCard,
    /// The transaction named nobody who is paid.
    NoPayee,
    /// It was not followed: the server has started lately and has not read yet what was tried before, or who dealt with whom; or the visit was
    /// sealed before there were links.
    NotFollowed,
    /// Whoever is paid has not promised anything whose outcome was told.
    NoCommitment,
    /// The merchant has not told yet what happens to accounts.
    NoAccountEvents,
    /// No interaction names whoever is paid.
    NoInteractions,
}

/// Evidence of a detector that can tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The p-value of the detector's own parametric predictive, in (0, 1]: what calibration learns from.
    pub score: f64,
    /// Probability that a genuine observation of this entity looks at least as unusual: uniform on (0, 1]
    /// over genuine traffic. Small is suspicious.
    pub p_value: f64,
    /// Where the p-value comes from.
    pub calibration: Calibration,
    /// Trusted observations that the entity had taught before: scores of the young and of the old differ.
    pub age: u32,
    /// Whether enough was learned to act hard on this entity: nobody is blocked on behaviour before.
    pub mature: bool,
    /// What was compared, in the detector's own order; [`Finding::surprise`] says how much each weighs.
    pub findings: Vec<Finding>,
}

impl Known {
    /// What a detector says: its score, which is its p-value until a site has a table to calibrate it with.
    pub fn new(score: f64, age: u32, mature: bool, findings: Vec<Finding>) -> Self {
        Self { score, p_value: score, calibration: Calibration::Prior, age, mature, findings }
    }
}

/// Where a p-value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Calibration {
    /// The detector's parametric predictive: the site has not yet 1,000 scores of entities of this age.
    Prior,
    /// The site's calibration artifact of this number.
    Table(u32),
}

/// One thing a detector compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable snake_case code, unique within the detector.
    pub code: String,
    /// `−ln p` of this comparison alone, in nats, ≥ 0: 0 is wholly usual, 3 is one in twenty.
    pub surprise: f64,
    /// In plain words, with the observed and the usual value and their units.
    pub text: String,
}
