//! What is believed of any payee.

use super::state::State;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Payees before anything is refitted, and words that the shipped shares are worth.
const PAYEES: u32 = 200;
const WORTH: f64 = 200.0;
/// Nothing is rarer.
const SMALLEST_P: f64 = 1e-9;

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Priors {
    /// Troubles of one payee, a day.
    begins: f64,
    /// How fast they end, a day.
    ends: f64,
    /// Share of payments that are frauds in trouble.
    in_trouble: f64,
    /// And otherwise.
    otherwise: f64,
    /// Share of frauds that are known before a payment is taken for genuine.
    told: f64,
}

/// Encoded priors, before they are checked.
#[derive(Deserialize)]
struct Stored {
    begins: f64,
    ends: f64,
    in_trouble: f64,
    otherwise: f64,
    told: f64,
}

impl TryFrom<Stored> for Priors {
    type Error = &'static str;

    fn try_from(Stored { begins, ends, in_trouble, otherwise, told }: Stored) -> Result<Self, Self::Error> {
        let sound = (1e-6..0.1).contains(&begins)
            && (1e-3..1.0).contains(&ends)
            && (0.2..=0.99).contains(&in_trouble)
            && (1e-6..=0.1).contains(&otherwise)
            && (0.01..=1.0).contains(&told);
        sound
            .then_some(Self { begins, ends, in_trouble, otherwise, told })
            .ok_or("no payees get into trouble like that")
    }
}

/// Round guesses: a trouble in four years, twenty days long, half of its frauds told within a day.
impl Default for Priors {
    fn default() -> Self {
        Self { begins: 1.0 / 1_500.0, ends: 1.0 / 20.0, in_trouble: 0.9, otherwise: 0.004, told: 0.5 }
    }
}

impl Priors {
    /// Share of payees that are in trouble at any moment.
    pub(super) fn usually_in_trouble(&self) -> f64 {
        self.begins / (self.begins + self.ends)
    }

    /// How much of a belief is left after so many days.
    pub(super) fn stays(&self, days: f64) -> f64 {
        libm::exp(-(self.begins + self.ends) * days)
    }

    /// What a word adds to the log-odds of trouble.
    pub(super) fn log_ratio(&self, fraud: bool) -> f64 {
        let Self { in_trouble, otherwise, told, .. } = self;
        match fraud {
            true => libm::log(in_trouble / otherwise),
            false => libm::log((1.0 - told * in_trouble) / (1.0 - told * otherwise)),
        }
    }

    /// Probability that a payment is a fraud, where the payee is in trouble with this one.
    pub(super) fn fraud(&self, trouble: f64) -> f64 {
        trouble * self.in_trouble + (1.0 - trouble) * self.otherwise
    }

    /// One over how much likelier a fraud is than with anybody.
    pub(super) fn p_value(&self, trouble: f64) -> f64 {
        let odds = |p: f64| p / (1.0 - p);
        let ratio = odds(self.fraud(self.usually_in_trouble())) / odds(self.fraud(trouble));
        ratio.clamp(SMALLEST_P, 1.0)
    }

    /// Those that these payees speak for; `None` where they are too few.
    pub(super) fn fit(states: &mut dyn Iterator<Item = State>) -> Option<Self> {
        let shipped = Self::default();
        let (mut payees, mut words, mut frauds, mut corrected) = (0_u32, 0.0, 0.0, 0.0);
        for state in states.filter(|state| state.words() > 0) {
            payees = payees.saturating_add(1);
            words += f64::from(state.words());
            frauds += f64::from(state.frauds());
            corrected += f64::from(state.corrected());
        }
        if payees < PAYEES {
            return None;
        }
        // Frauds come half from payees in trouble: what is left of the share is everybody's.
        let share = (frauds + WORTH * shipped.otherwise) / (words + WORTH);
        let told = (frauds - corrected + WORTH * shipped.told / 10.0) / (frauds + WORTH / 10.0);
        Some(Self { otherwise: (share / 2.0).clamp(1e-4, 0.05), told: told.clamp(0.05, 0.999), ..shipped })
    }

    /// Its numbers by their names.
    pub(super) fn shown(&self) -> Vec<(String, f64)> {
        let Self { begins, ends, in_trouble, otherwise, told } = self;
        let named = [
            ("begins", begins),
            ("ends", ends),
            ("in_trouble", in_trouble),
            ("otherwise", otherwise),
            ("told", told),
        ];
        named.map(|(name, value)| (name.into(), *value)).into()
    }
}
