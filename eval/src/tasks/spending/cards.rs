//! Cards, each on its own: what a card's earlier purchases say of each purchase.

use super::followed::Followed;
use crate::data::purchases::LabelledPurchase;
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
    let mut card = Followed::of(Spending, own, priors, outcomes);
    let mut at_the_end = State::default();
    let mut before = Vec::with_capacity(own.len());
    for one in own {
        card.reach(one.purchase.at.0);
        if one.day < until {
            at_the_end = card.state.clone();
        }
        let surprises = Spending.surprises(&card.state, priors, &one.purchase);
        before.push(Before { surprises, age: card.state.purchases(&one.purchase.currency) });
    }
    (before, at_the_end)
}
