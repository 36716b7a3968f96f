//! The deceiving intention predictor (Bhargava, Zhong, Lu: Fraud Formalization and Detection, DaWaK 2003): trust is an average of
//! satisfaction ratings that falls faster than it rises; a foul makes it fall faster still and rise slower, until a supervision
//! period that each foul doubles has passed without another.
//!
//! The published text gives parameters and results, not every step: the destruction factor grows by `r2 · (1 − wd)`, because
//! multiplying it cannot rise from 0.2239 to 0.7592 in six interactions, which is published.

use crate::kept::Rating;
use serde::{Deserialize, Serialize};

/// Parameters, by the names of the publication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Construction factor: weight of a rating that raises trust.
    pub wc: f64,
    /// Destruction factor: weight of a rating that lowers it.
    pub wd: f64,
    /// Penalty ratio of the construction factor.
    pub r1: f64,
    /// Penalty ratio of the destruction factor.
    pub r2: f64,
    /// Penalty ratio of the supervision period.
    pub r3: f64,
    /// A rating below is a foul.
    pub foul_below: f64,
    /// Whether penalties, and their end, already apply to the rating that brings them about.
    pub order: Order,
    /// No supervision period is longer, and each that passes without a foul halves the next. Not published: there a period only
    /// grows, and whoever errs now and then is under supervision for ever.
    pub longest_supervision: Option<f64>,
}

/// When penalties begin and end. The publication does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// With the next rating.
    Post,
    /// With this rating.
    Pre,
}

impl Rules {
    /// The initial values of the publication.
    pub const PUBLISHED: Self = Self {
        wc: 0.05,
        wd: 0.1,
        r1: 0.9,
        r2: 0.1,
        r3: 2.0,
        foul_below: 0.18,
        order: Order::Post,
        longest_supervision: None,
    };
    /// The same with bounded supervision.
    pub const CAP_AND_HALVE: Self = Self { longest_supervision: Some(64.0), ..Self::PUBLISHED };
}

/// What it knows of one party.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dip {
    trust: f64,
    /// Factors in force.
    wc: f64,
    wd: f64,
    /// How long the next supervision period will be, in interactions.
    period: f64,
    /// How much of the present one is left.
    left: f64,
}

impl Default for Dip {
    fn default() -> Self {
        Self::new(&Rules::PUBLISHED)
    }
}

impl Dip {
    /// Nothing is known: trust is neutral.
    pub fn new(rules: &Rules) -> Self {
        Self { trust: 0.5, wc: rules.wc, wd: rules.wd, period: 1.0, left: 0.0 }
    }

    /// Whether ratings can have led here.
    pub(super) fn is_sound(&self) -> bool {
        let Self { trust, wc, wd, period, left } = self;
        let share = |value: &f64| (0.0..=1.0).contains(value);
        share(trust) && share(wc) && share(wd) && *period >= 1.0 && (0.0..=*period).contains(left)
    }

    /// Belief that promises are meant.
    pub fn trust(&self) -> f64 {
        self.trust
    }

    /// Confidence that the party means to deceive: what trust lacks.
    pub fn confidence(&self) -> f64 {
        1.0 - self.trust
    }

    /// Interactions without a foul until the factors are as at first; 0 outside supervision.
    pub fn supervised_for(&self) -> f64 {
        self.left
    }

    /// Learns one rating.
    pub fn learn(&mut self, rules: &Rules, rating: Rating) {
        let rating = rating.get();
        let foul = rating < rules.foul_below;
        if rules.order == Order::Pre {
            self.judge(rules, foul);
        }
        let weight = if rating >= self.trust { self.wc } else { self.wd };
        self.trust = (weight * rating + (1.0 - weight) * self.trust).clamp(0.0, 1.0);
        if rules.order == Order::Post {
            self.judge(rules, foul);
        }
    }

    fn judge(&mut self, rules: &Rules, foul: bool) {
        match foul {
            true => self.penalise(rules),
            false => self.supervise(rules),
        }
    }

    fn penalise(&mut self, rules: &Rules) {
        self.wd += rules.r2 * (1.0 - self.wd);
        self.wc *= rules.r1;
        // Beyond this no party lives to see the end of its supervision, and numbers stay finite.
        let longest = rules.longest_supervision.unwrap_or(1e15);
        self.period = (self.period * rules.r3).min(longest).max(1.0);
        self.left = self.period;
    }

    fn supervise(&mut self, rules: &Rules) {
        if self.left <= 0.0 {
            return;
        }
        self.left = (self.left - 1.0).max(0.0);
        if self.left == 0.0 {
            (self.wc, self.wd) = (rules.wc, rules.wd);
            if rules.longest_supervision.is_some() {
                self.period = (self.period / 2.0).max(1.0);
            }
        }
    }
}
