//! A site's history, as it is told: what every activity was like when it was done, and what became of it.

use super::generate::generate;
use super::priors::Priors;
use super::state::State;
use super::variables::{Bands, described};
use crate::activity::Activity;
use crate::detectors::Historian;
use crate::entity::EntityKey;
use crate::observation::Timestamp;
use crate::occasion::{Occasion, Part};
use crate::purchase::{FraudKind, Truth};
use alloc::{collections::BTreeMap, vec::Vec};

/// One activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) whose: EntityKey,
    pub(super) at: Timestamp,
    pub(super) bands: Bands,
    pub(super) fraud: bool,
}

/// See the module. Users are followed along with it: what an activity is like beside a user's others depends on those before it.
#[derive(Clone, Debug, Default)]
pub struct History {
    users: BTreeMap<EntityKey, State>,
    cases: Vec<Case>,
}

impl Historian<Priors> for History {
    fn hear(&mut self, whose: &EntityKey, occasion: &Occasion<'_>, truth: Truth) {
        let Ok(activity) = Activity::of(occasion) else { return };
        let fraud = match truth {
            Truth::Genuine => false,
            Truth::Fraud(None | Some(FraudKind::Impersonation | FraudKind::CardTesting)) => true,
            Truth::Fraud(Some(FraudKind::Swindle | FraudKind::Ring)) => return,
        };
        let user = self.users.entry(*whose).or_default();
        let bands = described(user, &activity);
        self.cases.push(Case { whose: *whose, at: activity.at, bands, fraud });
        if !fraud {
            user.learn(&Priors::default(), &activity);
        }
    }

    fn teach(&self, priors: Priors) -> Option<Priors> {
        Some(priors.with(generate(&self.cases)?))
    }
}
