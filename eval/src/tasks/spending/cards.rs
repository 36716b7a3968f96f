//! Cards, each on its own: what a card's earlier purchases say of each purchase.
//!
//! As on the road, a purchase is learned when nobody disputed it for a day. Where outcomes are told, a fraud is reported a week
//! after it happened and taken back: the card is then what it would be had it never learned it.

use super::{DAY, OUTCOME_DAYS};
use crate::data::purchases::LabelledPurchase;
use models::detectors::Detector as _;
use models::detectors::spending::{PARTS, Priors, Spending, State};

/// What was known before a purchase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    /// `−ln p` of each part, where the card was known well enough.
    pub surprises: Option<[f64; PARTS]>,
    /// Purchases learned before.
    pub age: u32,
}

/// What is known before each of a card's purchases, and the state after those of `until`.
pub(super) fn follow(
    own: &[&LabelledPurchase],
    priors: &Priors,
    outcomes: bool,
    until: u32,
) -> (Vec<Before>, State) {
    let mut card = Card { own, priors, state: State::default(), learned: 0, told: 0 };
    let mut at_the_end = State::default();
    let mut before = Vec::with_capacity(own.len());
    for one in own {
        card.reach(one.purchase.at.0, outcomes);
        if one.day < until {
            at_the_end = card.state.clone();
        }
        let surprises = Spending.surprises(&card.state, priors, &one.purchase);
        before.push(Before { surprises, age: card.state.purchases(&one.purchase.currency) });
    }
    (before, at_the_end)
}

struct Card<'p> {
    own: &'p [&'p LabelledPurchase],
    priors: &'p Priors,
    state: State,
    /// How many were learned, and of how many it is told what they were.
    learned: usize,
    told: usize,
}

impl Card<'_> {
    fn reach(&mut self, now: i64, outcomes: bool) {
        let (learned, told) = (self.learned, self.told);
        let until =
            |days: i64| self.own.iter().take_while(|one| one.purchase.at.0 + days * DAY <= now).count();
        self.learned = until(1);
        self.told = if outcomes { until(OUTCOME_DAYS) } else { 0 };
        let reported = self.own.iter().take(self.told).skip(told).any(|one| one.fraud);
        let from = if reported { 0 } else { learned };
        if reported {
            self.state = State::default();
        }
        for (at, one) in self.own.iter().enumerate().take(self.learned).skip(from) {
            if !(one.fraud && at < self.told) {
                Spending.learn(&mut self.state, self.priors, &one.purchase);
            }
        }
    }
}
