//! What is known of one payee: the words on its payments, and what they make believe.

use super::priors::Priors;
use crate::observation::Timestamp;
use crate::purchase::{FraudKind, Paid, Truth};
use serde::{Deserialize, Serialize};

const DAY_US: f64 = 86_400e6;
/// No run of words makes certain: what comes after must be able to turn the belief.
const MOST_LOG_ODDS: f64 = 12.0;

/// See the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct State {
    genuine: u32,
    frauds: u32,
    /// Frauds that had been taken for genuine before.
    corrected: u32,
    /// Log-odds of trouble against what they are of anybody, when the last word came.
    log_odds: f64,
    last: Timestamp,
}

/// An encoded state, before it is checked.
#[derive(Deserialize)]
struct Stored {
    genuine: u32,
    frauds: u32,
    corrected: u32,
    log_odds: f64,
    last: Timestamp,
}

impl TryFrom<Stored> for State {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { genuine, frauds, corrected, log_odds, last } = stored;
        let sound = corrected <= frauds && log_odds.abs() <= MOST_LOG_ODDS;
        sound
            .then_some(Self { genuine, frauds, corrected, log_odds, last })
            .ok_or("no words make believe that")
    }
}

impl State {
    /// Payments of which it is known what they were.
    pub fn words(&self) -> u32 {
        self.genuine.saturating_add(self.frauds)
    }

    /// Those that were frauds.
    pub fn frauds(&self) -> u32 {
        self.frauds
    }

    pub(super) fn corrected(&self) -> u32 {
        self.corrected
    }

    /// Probability that the payee is in trouble.
    pub fn in_trouble(&self, priors: &Priors, at: Timestamp) -> f64 {
        let usual = priors.usually_in_trouble();
        let odds = usual / (1.0 - usual) * libm::exp(self.log_odds);
        let days = at.0.saturating_sub(self.last.0).max(0) as f64 / DAY_US;
        usual + (odds / (1.0 + odds) - usual) * priors.stays(days)
    }

    /// Probability that a payment to them is a fraud.
    pub fn fraud(&self, priors: &Priors, at: Timestamp) -> f64 {
        priors.fraud(self.in_trouble(priors, at))
    }

    /// Learns one word. The order of the calls counts; between two of them the belief wears off.
    pub(super) fn learn(&mut self, priors: &Priors, paid: &Paid) {
        let usual = priors.usually_in_trouble();
        let believed = self.in_trouble(priors, paid.at);
        let mut log_odds = libm::log(believed / (1.0 - believed)) - libm::log(usual / (1.0 - usual));
        if let Some(before) = paid.corrects.filter(speaks) {
            log_odds -= priors.log_ratio(is_fraud(before));
            match is_fraud(before) {
                true => {
                    self.frauds = self.frauds.saturating_sub(1);
                    // Whether that one had been taken for genuine before, nobody knows any more.
                    self.corrected = self.corrected.min(self.frauds);
                }
                false => self.genuine = self.genuine.saturating_sub(1),
            }
        }
        if speaks(&paid.truth) {
            log_odds += priors.log_ratio(is_fraud(paid.truth));
            match is_fraud(paid.truth) {
                true => {
                    self.frauds = self.frauds.saturating_add(1);
                    let was_genuine = paid.corrects == Some(Truth::Genuine);
                    self.corrected = self.corrected.saturating_add(was_genuine.into()).min(self.frauds);
                }
                false => self.genuine = self.genuine.saturating_add(1),
            }
        }
        self.log_odds = log_odds.clamp(-MOST_LOG_ODDS, MOST_LOG_ODDS);
        self.last = self.last.max(paid.at);
    }
}

fn is_fraud(truth: Truth) -> bool {
    truth != Truth::Genuine
}

/// A swindle is told by what was promised, and by another detector.
fn speaks(truth: &Truth) -> bool {
    *truth != Truth::Fraud(Some(FraudKind::Swindle))
}
