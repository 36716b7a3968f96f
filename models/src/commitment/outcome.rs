//! An outcome against its commitment: attribute by attribute, then one rating.

use super::{Bearing, Commitment, Promised, Scale, Value, Variable, What, date};
use crate::kept::{Kept, Rating};
use crate::observation::Timestamp;
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use serde::Serialize;

/// Most of what fell short that is kept in words.
const WORDS: usize = 4;

/// Why values are no outcome of a commitment.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OutcomeError {
    /// Not among what was promised.
    #[error("{0}: was not promised")]
    NotPromised(String),
    /// A value that its type does not have.
    #[error("{attribute}: the outcome is not {expected}")]
    Value {
        /// Of what.
        attribute: String,
        /// What it should be.
        expected: &'static str,
    },
}

/// How far an outcome satisfies its commitment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Satisfaction {
    /// Every attribute that was promised, by name.
    pub attributes: BTreeMap<String, Compared>,
    /// The mean over those that depend on the intention and are known, by their weights, and 0 where one of them testified. `None`
    /// where there are none.
    pub rating: Option<f64>,
    /// Attributes that the outcome does not tell: unknown, not satisfied.
    pub unknown: Vec<String>,
    /// Attributes that fell short and prove an intention to deceive.
    pub testified: Vec<String>,
}

/// One attribute, compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// What it says of the intention where it falls short.
    pub bearing: Bearing,
    /// Whether it holds or does not, rather than falls short by more or less.
    pub predicate: bool,
    /// Its share of the rating beside the others.
    pub weight: f64,
    /// From 0 to 1; `None` where the outcome does not tell.
    pub satisfied: Option<f64>,
    /// Promised and actual, in words, where it fell short.
    pub short: Option<String>,
}

impl Commitment {
    /// Compares what happened with what was promised.
    ///
    /// # Errors
    /// A value that was not promised, or not of the promised type. Nothing is rated then.
    pub fn compare(&self, actual: &BTreeMap<String, Value>) -> Result<Satisfaction, OutcomeError> {
        let Self(promised) = self;
        if let Some(name) = actual.keys().find(|name| !promised.contains_key(*name)) {
            // The name is the back end's own, of any length.
            return Err(OutcomeError::NotPromised(name.chars().take(64).collect()));
        }
        let compare = |(name, promised): (&String, &Promised)| {
            let compared = promised.compare(name, actual.get(name))?;
            Ok((name.clone(), compared))
        };
        let attributes = promised.iter().map(compare).collect::<Result<BTreeMap<_, _>, OutcomeError>>()?;
        Ok(Satisfaction::of(attributes))
    }
}

impl Satisfaction {
    fn of(attributes: BTreeMap<String, Compared>) -> Self {
        let named = |which: fn(&Compared) -> bool| {
            attributes.iter().filter(|(_, one)| which(one)).map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let unknown = named(|one| one.satisfied.is_none());
        let testified = named(|one| one.bearing == Bearing::Testifying && one.fell_short());
        let (mut sum, mut weights) = (0.0, 0.0);
        for one in attributes.values().filter(|one| one.bearing != Bearing::Independent) {
            if let Some(satisfied) = one.satisfied {
                sum += one.weight * satisfied;
                weights += one.weight;
            }
        }
        let rating = match testified.is_empty() {
            true => (weights > 0.0).then(|| (sum / weights).clamp(0.0, 1.0)),
            false => Some(0.0),
        };
        Self { attributes, rating, unknown, testified }
    }

    /// What is kept of it, and learned; `None` where nothing that depends on the intention is known.
    pub fn kept(&self, at: Timestamp, party: [u8; 16]) -> Option<Kept> {
        let rating = Rating::new(self.rating?)?;
        let mut short: Vec<&Compared> = self.attributes.values().filter(|one| one.counts_short()).collect();
        short.sort_by(|one, other| {
            let rank = |one: &Compared| (one.bearing != Bearing::Testifying, one.satisfied.unwrap_or(1.0));
            let ((testifies, satisfied), (other_testifies, other_satisfied)) = (rank(one), rank(other));
            testifies.cmp(&other_testifies).then(satisfied.total_cmp(&other_satisfied))
        });
        let words = short.into_iter().filter_map(|one| one.short.clone()).take(WORDS);
        Some(Kept { at, party, rating, testified: !self.testified.is_empty(), short: words.collect() })
    }
}

impl Compared {
    fn fell_short(&self) -> bool {
        self.satisfied.is_some_and(|satisfied| satisfied < 1.0)
    }

    fn counts_short(&self) -> bool {
        self.bearing != Bearing::Independent && self.fell_short()
    }
}

impl Promised {
    fn compare(&self, name: &str, actual: Option<&Value>) -> Result<Compared, OutcomeError> {
        let Self { bearing, weight, ref what } = *self;
        let predicate = !matches!(what, What::Variable(_));
        let wrong = |expected| OutcomeError::Value { attribute: name.into(), expected };
        let (satisfied, short) = match (what, actual) {
            (_, None) => (None, None),
            (What::Boolean(promised), Some(Value::Boolean(actual))) => {
                let short = format!("{name} is {actual}, promised was {promised}");
                (Some(f64::from(promised == actual)), Some(short))
            }
            (What::Boolean(_), Some(_)) => return Err(wrong("true or false")),
            // Free text may say anything of anybody: it is compared and not repeated.
            (What::Text(promised), Some(Value::Text(actual))) => {
                (Some(f64::from(promised == actual)), Some(format!("{name} is not as promised")))
            }
            (What::Text(_), Some(_)) => return Err(wrong("a text")),
            (What::Variable(variable), Some(value)) => {
                let actual = variable.scale.read(value).ok_or_else(|| wrong(variable.scale.expected()))?;
                (Some(variable.satisfied_by(actual)), Some(variable.short(name, actual)))
            }
        };
        let compared = Compared { bearing, predicate, weight, satisfied, short };
        Ok(match compared.fell_short() {
            true => compared,
            false => Compared { short: None, ..compared },
        })
    }
}

impl Variable {
    fn satisfied_by(&self, actual: f64) -> f64 {
        let below = self.at_least.map_or(0.0, |bound| bound - actual);
        let above = self.at_most.map_or(0.0, |bound| actual - bound);
        (1.0 - below.max(above).max(0.0) / self.tolerance).clamp(0.0, 1.0)
    }

    fn short(&self, name: &str, actual: f64) -> String {
        let actual = self.scale.written(actual);
        let bound = |bound: Option<f64>| bound.map(|bound| self.scale.written(bound));
        let promised = match (bound(self.at_least), bound(self.at_most)) {
            (Some(low), Some(high)) if low == high => low,
            (Some(low), Some(high)) => format!("{low} to {high}"),
            (Some(low), None) => format!("{low} at least"),
            (None, Some(high)) => format!("{high} at most"),
            (None, None) => String::new(),
        };
        format!("{name} is {actual}, promised was {promised}")
    }
}

impl Scale {
    fn written(&self, value: f64) -> String {
        match self {
            Self::Number => format!("{value}"),
            Self::Date => date::written(value),
            Self::Grade(grades) => {
                grades.iter().rev().nth(value.max(0.0) as usize).cloned().unwrap_or_default()
            }
        }
    }
}
