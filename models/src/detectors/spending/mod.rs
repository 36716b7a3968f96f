//! Spending: whether a purchase is in the pattern of its card. Several comparisons, each with a probability of its own ([`parts`]), are weighed
//! into one sum, whose distribution over genuine purchases gives the p-value.
//!
//! A card's amounts fall into low, medium and high ones ([`symbols`]), and a hidden Markov model tells how likely each is after those before. What was
//! published compares other things ([`published`]), is measured beside it, and may be chosen instead ([`test`]). Amounts of different currencies never meet. A purchase
//! is learned once it is trusted, also one that had looked unusual: so the card's pattern follows its owner, and no thief.

mod parts;
mod priors;
pub mod published;
mod purse;
mod shipped;
mod state;
mod symbols;
mod test;
mod words;

use super::Detector;
use crate::entity::EntityKind;
use crate::evidence::{Evidence, Finding, Known};
use crate::purchase::Purchase;
use alloc::{string::String, vec::Vec};

pub use self::parts::{PARTS, Part};
pub use self::priors::{LEVELS, NoPriors, Priors};
pub use self::state::{Spending as Spent, State};
pub use self::symbols::{Profile, Symbols};
pub use self::test::Test;

/// Purchases in a currency before anything is said of one.
const NEED: u32 = 5;
/// Purchases after which a card may be acted on hard.
const MATURE: u32 = 20;

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spending;

impl Spending {
    /// `−ln p` of each part of a purchase; `None` of a card that is not known well enough.
    pub fn surprises(&self, state: &State, priors: &Priors, purchase: &Purchase) -> Option<[f64; PARTS]> {
        let purse = state.purse(&purchase.currency).filter(|purse| purse.purchases() >= NEED)?;
        Some(parts::surprises(state, purse, priors, purchase))
    }
}

impl Detector for Spending {
    const NAME: &'static str = "spending";
    const OWNER: EntityKind = EntityKind::Card;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 2;
    type Seen = Purchase;
    type Learned = Purchase;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, purchase: &Purchase) -> Evidence {
        let purchases = state.purchases(&purchase.currency);
        let known = state.purse(&purchase.currency).zip(self.surprises(state, priors, purchase));
        let Some((purse, surprises)) = known else {
            return Evidence::Warming { seen: purchases, need: NEED };
        };
        if *priors.test() != Test::Predictive {
            let Some(alarm) = priors.test().alarm(purse, state::amount(purchase)) else {
                return Evidence::Unremarkable { age: purchases };
            };
            let test::Alarm { code, score, text } = alarm;
            let finding = Finding { code: code.into(), surprise: -libm::log(score), text };
            return Evidence::Known(Known::new(score, purchases, purchases >= MATURE, Vec::from([finding])));
        }
        // What counts nothing here is no reason.
        let counted =
            Part::ALL.into_iter().zip(surprises).zip(priors.weights()).filter(|(_, weight)| **weight > 0.0);
        let findings = counted.map(|((part, surprise), _)| Finding {
            code: part.code().into(),
            surprise,
            text: words::of(part, state, purse, priors, purchase),
        });
        let score = priors.p_value(priors.sum(&surprises));
        Evidence::Known(Known::new(score, purchases, purchases >= MATURE, findings.collect()))
    }

    fn older(_: u8, _: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(version: u8, body: &[u8]) -> Option<Priors> {
        (version == 1).then(|| Priors::first(body)).flatten()
    }

    fn learn(&self, state: &mut State, priors: &Priors, purchase: &Purchase) {
        state.learn(priors.ratio(), purchase);
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn choose(&self, priors: Priors, setting: &str, value: &str) -> Option<Priors> {
        let test = priors.test().with(setting, value)?;
        Some(priors.judging(test))
    }

    fn chosen(&self, held: &Priors, fitted: &Priors) -> Option<Priors> {
        (*held.test() != Test::default()).then(|| fitted.clone().judging(*held.test()))
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}
