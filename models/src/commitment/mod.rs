//! What a party promises and what happened: conjunctions of expressions about named attributes (Bhargava, Zhong, Lu: Fraud
//! Formalization and Detection, DaWaK 2003), compared into one satisfaction rating.
//!
//! A predicate (a boolean, a text) holds or does not. A variable (a number, a date, a grade) may fall short by more or less. Either may
//! depend on what the party meant (the rule), prove it (testifying: no honest party falls short there), or not depend on it at all.

mod date;
mod expression;
mod outcome;

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

pub use self::expression::{CommitmentError, Expression, Kind, Value};
pub use self::outcome::{Compared, OutcomeError, Satisfaction};

/// Most attributes of a commitment.
pub const ATTRIBUTES: usize = 32;

/// What an attribute says of the party's intention where it falls short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bearing {
    /// The party deceives.
    Testifying,
    /// The party may deceive.
    #[default]
    Dependent,
    /// Nothing: nobody could have known.
    Independent,
}

/// Everything a party promised at once, without contradiction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Commitment(BTreeMap<String, Promised>);

/// What is promised of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Promised {
    bearing: Bearing,
    weight: f64,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum What {
    Boolean(bool),
    Text(String),
    Variable(Variable),
}

/// A value within bounds, in the scale's own numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Variable {
    scale: Scale,
    at_least: Option<f64>,
    at_most: Option<f64>,
    /// How far outside the bounds nothing is left of the promise.
    tolerance: f64,
}

/// What a variable's numbers are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Scale {
    Number,
    /// Days since 1970-01-01.
    Date,
    /// Steps above the worst of these, which stand best first.
    Grade(Vec<String>),
}

impl TryFrom<Vec<Expression>> for Commitment {
    type Error = CommitmentError;

    fn try_from(expressions: Vec<Expression>) -> Result<Self, CommitmentError> {
        expression::parsed(expressions).map(Self)
    }
}
