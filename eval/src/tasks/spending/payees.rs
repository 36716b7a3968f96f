//! Payees, each on its own: what was told of earlier payments to them, a week after each.

use super::{DAY, OUTCOME_DAYS};
use crate::data::purchases::LabelledPurchase;
use models::detectors::Detector as _;
use models::detectors::payee::{Payee, Priors, State};
use models::evidence::Evidence;
use models::observation::Timestamp;
use models::purchase::{Paid, Truth};

/// What is said of the payee at a payment to them.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub evidence: Evidence,
    /// Probability of fraud.
    pub fraud: f64,
}

/// What is said at each of the payments to one payee, and the state after those of `until`.
pub(super) fn follow(paid: &[&LabelledPurchase], priors: &Priors, until: u32) -> (Vec<Said>, State) {
    let (mut state, mut at_the_end, mut told) = (State::default(), State::default(), 0);
    let mut heard = Vec::with_capacity(paid.len());
    for one in paid {
        let known =
            |earlier: &&&LabelledPurchase| earlier.purchase.at.0 + OUTCOME_DAYS * DAY <= one.purchase.at.0;
        for earlier in paid.iter().skip(told).take_while(known) {
            let truth = if earlier.fraud { Truth::Fraud(None) } else { Truth::Genuine };
            let at = Timestamp(earlier.purchase.at.0 + OUTCOME_DAYS * DAY);
            Payee.learn(&mut state, priors, &Paid { at, truth, corrects: None });
            told += 1;
        }
        if one.day < until {
            at_the_end = state;
        }
        let evidence = Payee.score(&state, priors, &one.purchase);
        heard.push(Said { evidence, fraud: state.fraud(priors, one.purchase.at) });
    }
    (heard, at_the_end)
}
