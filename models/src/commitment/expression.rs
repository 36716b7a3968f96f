//! Expressions as a back end writes them, and what makes a conjunction of them a commitment.

use super::{ATTRIBUTES, Bearing, Promised, Scale, Variable, What, date};
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Longest name of an attribute or a grade, and longest text, in bytes.
const NAME: usize = 64;
const TEXT: usize = 200;
/// No number is larger: what is promised is counted in things that exist.
const LARGEST: f64 = 1e12;
const HEAVIEST: f64 = 100.0;
const GRADES: core::ops::RangeInclusive<usize> = 2..=16;
/// Days late, and share of a number, that leave nothing of a promise where nobody says otherwise.
const LATE_DAYS: f64 = 14.0;
const SHORT: f64 = 0.5;

/// One expression of a commitment: `{"attribute": "received_by", "type": "date", "at_most": "2026-04-01"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expression {
    /// Its name, the same in the outcome.
    pub attribute: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Promised exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Value>,
    /// Promised at least; of a grade, no worse than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Value>,
    /// Promised at most; of a date, no later than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Value>,
    /// All grades, the best first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grades: Option<Vec<String>>,
    /// How far outside nothing is left of the promise: in its unit, in days, in steps of grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// How much it counts beside the others; 1 where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// What it says of the intention where it falls short; `dependent` where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearing: Option<Bearing>,
}

/// What an attribute's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any text, the same or not.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A day, `2026-04-01`.
    Date,
    /// One of ordered grades.
    Grade,
}

/// A value as a back end writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A text, a day or a grade.
    Text(String),
}

/// Why expressions are no commitment.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CommitmentError {
    /// Nothing is promised.
    #[error("no attribute is promised")]
    Nothing,
    /// Too much is promised.
    #[error("{0} expressions, and at most {ATTRIBUTES} are allowed")]
    TooMany(usize),
    /// Not a name.
    #[error("the attribute of expression {0} is not a name of 1 to {NAME} letters, digits and underscores")]
    Name(usize),
    /// Neither `is` nor `at_least` nor `at_most`.
    #[error("{0}: nothing is promised of it")]
    Unsaid(String),
    /// A value that its type does not have.
    #[error("{attribute}: `{field}` is not {expected}")]
    Value {
        /// Of what.
        attribute: String,
        /// Which of its fields.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// One attribute, two types.
    #[error("{0}: promised with two types")]
    TwoTypes(String),
    /// What no outcome can satisfy, or two settings that differ.
    #[error("{0}: the expressions contradict each other")]
    Contradictory(String),
}

/// Every attribute with what all expressions together promise of it.
pub(super) fn parsed(expressions: Vec<Expression>) -> Result<BTreeMap<String, Promised>, CommitmentError> {
    match expressions.len() {
        0 => return Err(CommitmentError::Nothing),
        many if many > ATTRIBUTES => return Err(CommitmentError::TooMany(many)),
        _ => {}
    }
    let mut groups: BTreeMap<String, Vec<Expression>> = BTreeMap::new();
    for (number, one) in expressions.into_iter().enumerate() {
        let letters = one.attribute.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if one.attribute.is_empty() || one.attribute.len() > NAME || !letters {
            return Err(CommitmentError::Name(number));
        }
        groups.entry(one.attribute.clone()).or_default().push(one);
    }
    let each = groups.into_iter().map(|(name, group)| Attribute { name: &name, group: &group }.promised());
    each.collect()
}

/// All that is said of one attribute.
struct Attribute<'a> {
    name: &'a str,
    group: &'a [Expression],
}

impl Attribute<'_> {
    fn promised(&self) -> Result<(String, Promised), CommitmentError> {
        let kind =
            self.agreed(|one| Some(one.kind)).map_err(|_| CommitmentError::TwoTypes(self.name.into()))?;
        let weight = self.agreed(|one| one.weight)?.unwrap_or(1.0);
        if !(weight > 0.0 && weight <= HEAVIEST) {
            return Err(self.wrong("weight", "a number above 0, at most 100"));
        }
        let what = match kind {
            Some(Kind::Boolean) => What::Boolean(self.exactly("true or false", |value| match value {
                Value::Boolean(value) => Some(*value),
                _ => None,
            })?),
            Some(Kind::Text) => {
                What::Text(self.exactly("a text of at most 200 bytes", |value| match value {
                    Value::Text(text) if text.len() <= TEXT => Some(text.clone()),
                    _ => None,
                })?)
            }
            Some(Kind::Date) => self.variable(Scale::Date)?,
            Some(Kind::Grade) => self.variable(Scale::Grade(self.grades()?))?,
            Some(Kind::Number) | None => self.variable(Scale::Number)?,
        };
        let bearing = self.agreed(|one| one.bearing)?.unwrap_or_default();
        Ok((self.name.into(), Promised { bearing, weight, what }))
    }

    fn wrong(&self, field: &'static str, expected: &'static str) -> CommitmentError {
        CommitmentError::Value { attribute: self.name.into(), field, expected }
    }

    /// What those expressions that say it agree on.
    fn agreed<T: PartialEq>(
        &self,
        said: impl Fn(&Expression) -> Option<T>,
    ) -> Result<Option<T>, CommitmentError> {
        let mut all = self.group.iter().filter_map(said);
        let first = all.next();
        match all.all(|other| first.as_ref() == Some(&other)) {
            true => Ok(first),
            false => Err(CommitmentError::Contradictory(self.name.into())),
        }
    }

    /// The one value of a predicate.
    fn exactly<T: PartialEq>(
        &self,
        expected: &'static str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, CommitmentError> {
        for one in self.group {
            let beside: [(&'static str, bool); 4] = [
                ("at_least", one.at_least.is_some()),
                ("at_most", one.at_most.is_some()),
                ("tolerance", one.tolerance.is_some()),
                ("grades", one.grades.is_some()),
            ];
            if let Some((field, _)) = beside.into_iter().find(|(_, said)| *said) {
                return Err(self.wrong(field, "for this type"));
            }
            if one.is.as_ref().is_some_and(|value| read(value).is_none()) {
                return Err(self.wrong("is", expected));
            }
        }
        let value = self.agreed(|one| one.is.as_ref().and_then(&read))?;
        value.ok_or_else(|| CommitmentError::Unsaid(self.name.into()))
    }

    fn grades(&self) -> Result<Vec<String>, CommitmentError> {
        let grades = self.agreed(|one| one.grades.clone())?.unwrap_or_default();
        let named = grades.iter().all(|grade| (1..=NAME).contains(&grade.len()));
        let twice =
            grades.iter().enumerate().any(|(at, grade)| grades.iter().take(at).any(|one| one == grade));
        match GRADES.contains(&grades.len()) && named && !twice {
            true => Ok(grades),
            false => Err(self.wrong("grades", "2 to 16 different names, the best first")),
        }
    }

    fn variable(&self, scale: Scale) -> Result<What, CommitmentError> {
        let (mut lowest, mut highest): (Option<f64>, Option<f64>) = (None, None);
        for one in self.group {
            if one.grades.is_some() && !matches!(scale, Scale::Grade(_)) {
                return Err(self.wrong("grades", "for this type"));
            }
            let read = |field, value: &Option<Value>| match value {
                None => Ok(None),
                Some(value) => scale.read(value).map(Some).ok_or_else(|| self.wrong(field, scale.expected())),
            };
            let is = read("is", &one.is)?;
            let (at_least, at_most) = (read("at_least", &one.at_least)?, read("at_most", &one.at_most)?);
            for bound in [is, at_least].into_iter().flatten() {
                lowest = Some(lowest.map_or(bound, |known| known.max(bound)));
            }
            for bound in [is, at_most].into_iter().flatten() {
                highest = Some(highest.map_or(bound, |known| known.min(bound)));
            }
        }
        let largest = match (lowest, highest) {
            (None, None) => return Err(CommitmentError::Unsaid(self.name.into())),
            (Some(low), Some(high)) if low > high => {
                return Err(CommitmentError::Contradictory(self.name.into()));
            }
            (low, high) => low.unwrap_or(0.0).abs().max(high.unwrap_or(0.0).abs()),
        };
        let usual = match &scale {
            Scale::Date => LATE_DAYS,
            Scale::Grade(grades) => grades.len() as f64 - 1.0,
            Scale::Number if largest > 0.0 => SHORT * largest,
            Scale::Number => 1.0,
        };
        let tolerance = self.agreed(|one| one.tolerance)?.unwrap_or(usual);
        match tolerance > 0.0 && tolerance <= LARGEST {
            true => Ok(What::Variable(Variable { scale, at_least: lowest, at_most: highest, tolerance })),
            false => Err(self.wrong("tolerance", "a number above 0")),
        }
    }
}

impl Scale {
    /// A value in the scale's own numbers.
    pub(super) fn read(&self, value: &Value) -> Option<f64> {
        match (self, value) {
            (Self::Number, Value::Number(number)) => (number.abs() <= LARGEST).then_some(*number),
            (Self::Date, Value::Text(text)) => date::day(text),
            (Self::Grade(grades), Value::Text(text)) => {
                grades.iter().rev().position(|grade| grade == text).map(|steps| steps as f64)
            }
            _ => None,
        }
    }

    /// What it reads.
    pub(super) fn expected(&self) -> &'static str {
        match self {
            Self::Number => "a number of at most 1e12",
            Self::Date => "a day like 2026-04-01, from 1970 to 2200",
            Self::Grade(_) => "one of the grades",
        }
    }
}
