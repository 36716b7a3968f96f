//! Rules: what frauds told of here have in common. Each is one or two conditions, on variables of the user's level, of the behaviour's, or of
//! both, and weighs the logarithm of how much oftener frauds fit it than genuine activities.

use super::variables::{ALL, Bands, Variable};
use crate::evidence::Finding;
use alloc::{format, string::String, vec::Vec};
use core::cmp::Reverse;
use serde::{Deserialize, Serialize};

/// Most rules of a site.
pub(super) const MOST: usize = 24;
/// Most conditions of one.
pub(super) const CONDITIONS: usize = 2;
/// No rule weighs more, in nats.
pub(super) const HEAVIEST: f64 = 12.0;

/// A variable is in a band of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Condition {
    pub(super) variable: u8,
    pub(super) from: u8,
    pub(super) to: u8,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Rule {
    pub(super) conditions: Vec<Condition>,
    /// In nats.
    pub(super) weight: f64,
    /// Frauds and genuine activities that fit it, of those it was generated from.
    pub(super) frauds: u32,
    pub(super) genuine: u32,
}

/// All rules of a site, the heaviest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// Of the heaviest rule's ratio among genuine activities, 1 where none fits.
    mean: f64,
}

/// Encoded rules, before they are checked.
#[derive(Deserialize)]
struct Stored {
    rules: Vec<Rule>,
    mean: f64,
}

impl TryFrom<Stored> for Rules {
    type Error = &'static str;

    fn try_from(Stored { rules, mean }: Stored) -> Result<Self, Self::Error> {
        let sound = rules.len() <= MOST
            && rules.iter().all(Rule::is_sound)
            && rules.is_sorted_by_key(|rule| Reverse((rule.weight * 1e9) as u64))
            && (1.0..=libm::exp(HEAVIEST)).contains(&mean);
        sound.then_some(Self { rules, mean }).ok_or("no history has rules like that")
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self { rules: Vec::new(), mean: 1.0 }
    }
}

impl Condition {
    /// Whether it holds; not where the band cannot be told.
    pub(super) fn holds(&self, bands: &Bands) -> bool {
        let band = bands.get(usize::from(self.variable)).copied().flatten();
        band.is_some_and(|band| (self.from..=self.to).contains(&band))
    }

    fn variable(&self) -> Option<&'static Variable> {
        ALL.get(usize::from(self.variable)).copied()
    }

    fn words(&self) -> String {
        self.variable().map_or(String::new(), |variable| variable.words(self.from, self.to))
    }

    fn name(&self) -> String {
        let code = self.variable().map_or("", |variable| variable.code);
        format!("{code}_{}_{}", self.from + 1, self.to + 1)
    }
}

impl Rule {
    /// Whether an activity is as the rule says.
    pub(super) fn fits(&self, bands: &Bands) -> bool {
        self.conditions.iter().all(|condition| condition.holds(bands))
    }

    fn is_sound(&self) -> bool {
        let one = |condition: &Condition| {
            let bands = condition.variable().map_or(0, |variable| variable.bands.len());
            condition.from <= condition.to && usize::from(condition.to) < bands
        };
        (1..=CONDITIONS).contains(&self.conditions.len())
            && self.conditions.iter().all(one)
            && self.weight > 0.0
            && self.weight <= HEAVIEST
    }

    pub(super) fn finding(&self) -> Finding {
        let words: Vec<String> = self.conditions.iter().map(Condition::words).collect();
        let text = format!(
            "{}: so it was in {} frauds told of here, and in {} genuine activities",
            words.join(", and "),
            self.frauds,
            self.genuine
        );
        Finding { code: "fraud_rule".into(), surprise: self.weight, text }
    }
}

impl Rules {
    /// Of so many genuine activities, given by what each is described by.
    pub(super) fn of<'c>(mut rules: Vec<Rule>, genuine: impl Iterator<Item = &'c Bands>) -> Self {
        rules.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        let mut rules = Self { rules, mean: 1.0 };
        let (mut count, mut sum) = (1.0, 1.0);
        for bands in genuine {
            count += 1.0;
            sum += rules.heaviest(bands).map_or(1.0, |rule| libm::exp(rule.weight));
        }
        rules.mean = sum / count;
        rules
    }

    /// The heaviest rule that fits.
    pub(super) fn heaviest(&self, bands: &Bands) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.fits(bands))
    }

    /// How much likelier than on average of genuine activities fraud is made by a rule, or by none.
    pub(super) fn ratio(&self, rule: Option<&Rule>) -> f64 {
        libm::exp(rule.map_or(0.0, |rule| rule.weight)) / self.mean
    }

    pub(super) fn shown(&self) -> impl Iterator<Item = (String, f64)> {
        self.rules.iter().map(|rule| {
            let names: Vec<String> = rule.conditions.iter().map(Condition::name).collect();
            (format!("rule.{}", names.join(".")), rule.weight)
        })
    }
}
