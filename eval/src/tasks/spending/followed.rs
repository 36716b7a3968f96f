//! Somebody whose purchases are learned as on the road: each when nobody disputed it for a day. Where outcomes are told, a fraud is reported
//! a week after it happened and taken back: what is known is then what it would be had it never been learned.

use super::{DAY, OUTCOME_DAYS};
use crate::data::purchases::LabelledPurchase;
use models::detectors::Detector;
use models::occasion::{Occasion, Part as _};

/// What is known so far of whoever made these purchases.
pub(super) struct Followed<'p, D: Detector> {
    own: &'p [&'p LabelledPurchase],
    detector: D,
    priors: &'p D::Priors,
    pub(super) state: D::State,
    outcomes: bool,
    /// How many were learned, and of how many it is told what they were.
    learned: usize,
    told: usize,
}

impl<'p, D: Detector> Followed<'p, D> {
    /// Nothing yet.
    pub(super) fn of(
        detector: D,
        own: &'p [&'p LabelledPurchase],
        priors: &'p D::Priors,
        outcomes: bool,
    ) -> Self {
        Self { own, detector, priors, state: D::State::default(), outcomes, learned: 0, told: 0 }
    }

    /// Brings what is known forward to a moment.
    pub(super) fn reach(&mut self, now: i64) {
        let (learned, told) = (self.learned, self.told);
        let until =
            |days: i64| self.own.iter().take_while(|one| one.purchase.at.0 + days * DAY <= now).count();
        self.learned = until(1);
        self.told = if self.outcomes { until(OUTCOME_DAYS) } else { 0 };
        let reported = self.own.iter().take(self.told).skip(told).any(|one| one.fraud);
        let from = if reported { 0 } else { learned };
        if reported {
            self.state = D::State::default();
        }
        for (at, one) in self.own.iter().enumerate().take(self.learned).skip(from) {
            let occasion = Occasion { purchase: Some(&one.purchase), ..Occasion::default() };
            if !(one.fraud && at < self.told)
                && let Ok(purchase) = D::Learned::of(&occasion)
            {
                self.detector.learn(&mut self.state, self.priors, &purchase);
            }
        }
    }
}
