//! Users, each on its own, a card being its user's: what a user's earlier activities say of each, and what rules do that are generated from the
//! training days.

use super::followed::Followed;
use super::{Data, OUTCOME_DAYS, TRAINING_DAYS};
use crate::data::purchases::LabelledPurchase;
use models::detectors::profile::{History, Priors, Profile, State};
use models::detectors::{Detector as _, Historian as _};
use models::entity::{EntityKey, EntityKind};
use models::evidence::Evidence;
use models::occasion::{Occasion, Part as _};
use models::purchase::Truth;

/// With rules as a refit at the end of the training days makes them: it knows what was told by then.
pub(super) fn taught(data: &Data, priors: &Priors) -> Priors {
    let mut history = History::default();
    for one in data.all.iter().filter(|one| i64::from(one.day) + OUTCOME_DAYS < i64::from(TRAINING_DAYS)) {
        let truth = if one.fraud { Truth::Fraud(None) } else { Truth::Genuine };
        let whose = EntityKey { kind: EntityKind::User, id: (one.card as u128).to_le_bytes() };
        history.hear(&whose, &Occasion { purchase: Some(&one.purchase), ..Occasion::default() }, truth);
    }
    history.teach(priors.clone()).unwrap_or_else(|| priors.clone())
}

/// What is said of each of a user's activities, and the state after those of `until`.
pub(super) fn follow(own: &[&LabelledPurchase], priors: &Priors, until: u32) -> (Vec<Evidence>, State) {
    let mut user = Followed::of(Profile, own, priors, true);
    let mut at_the_end = State::default();
    let mut said = Vec::with_capacity(own.len());
    for one in own {
        user.reach(one.purchase.at.0);
        if one.day < until {
            at_the_end = user.state.clone();
        }
        let occasion = Occasion { purchase: Some(&one.purchase), ..Occasion::default() };
        let evidence = <Profile as models::detectors::Detector>::Seen::of(&occasion)
            .map_or_else(Evidence::Absent, |activity| Profile.score(&user.state, priors, &activity));
        said.push(evidence);
    }
    (said, at_the_end)
}

/// `−ln` of its score; 0 where it has nothing to say.
pub(super) fn surprise(evidence: &Evidence) -> f64 {
    match evidence {
        Evidence::Known(known) => -known.score.ln(),
        _ => 0.0,
    }
}
