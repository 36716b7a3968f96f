//! Profiles of users (the profile-based anomaly detector of Bhargava, Zhong and Lu, DaWaK 2003): whether an activity is in the pattern of
//! whoever does it, and whether it fits a rule that frauds told of here have in common.
//!
//! - An activity is described by a few [`variables`]. What is trusted teaches the user's pattern; how far the present one is from it is a sum
//!   of Hellinger distances ([`deviation`]), and how far it usually is, is learned too, which gives a p-value.
//! - [`rules`] are generated from history ([`generate`]): variables are selected, cases filtered, and each rule weighs what frauds fit it
//!   oftener than genuine activities. The heaviest that fits is a likelihood ratio, over its mean among genuine activities an e-value.
//! - A p-value over an independent e-value is a p-value (Ignatiadis, Wang and Ramdas, *E-values as unnormalized weights in multiple testing*,
//!   Biometrika 111, 2024). Independent they are not quite; a site's calibration says what is left.
//!
//! Swindlers act as themselves and are told by what they promised ([`super::intention`]); their frauds teach no rules.

mod deviation;
mod generate;
mod history;
mod priors;
mod rules;
mod state;
mod variables;

use self::deviation::Deviation;
use self::variables::{ALL, described};
use super::{Detector, Historian};
use crate::activity::Activity;
use crate::entity::EntityKind;
use crate::evidence::{Evidence, Finding, Known};
use alloc::{boxed::Box, format, string::String, vec::Vec};

pub use self::history::History;
pub use self::priors::Priors;
pub use self::state::State;

/// Trusted activities before a user has a pattern.
const NEED: u32 = 10;
/// Trusted activities after which a user may be acted on hard.
const MATURE: u32 = 20;
const SMALLEST_P: f64 = 1e-12;

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Profile;

impl Detector for Profile {
    const NAME: &'static str = "profile";
    const OWNER: EntityKind = EntityKind::User;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type Seen = Activity;
    type Learned = Activity;
    type State = State;
    type Priors = Priors;

    fn score(&self, state: &State, priors: &Priors, activity: &Activity) -> Evidence {
        let age = state.activities();
        let bands = described(state, activity);
        let rule = priors.rules().heaviest(&bands);
        if age < NEED && rule.is_none() {
            return Evidence::Warming { seen: age, need: NEED };
        }
        let mut findings: Vec<Finding> = rule.map(rules::Rule::finding).into_iter().collect();
        let mut p_value = 1.0;
        if age >= NEED {
            let deviations = deviation::each(state, priors, &bands);
            p_value = priors.as_far(state.deviations(), deviation::total(&deviations));
            findings.extend(deviations.iter().flatten().map(finding));
        }
        let score = (p_value / priors.rules().ratio(rule)).clamp(SMALLEST_P, 1.0);
        Evidence::Known(Known::new(score, age, age >= MATURE, findings))
    }

    fn older(_: u8, _: &[u8]) -> Option<State> {
        None
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors> {
        None
    }

    fn learn(&self, state: &mut State, priors: &Priors, activity: &Activity) {
        state.learn(priors, activity);
    }

    fn fit(&self, states: &mut dyn Iterator<Item = State>) -> Option<Priors> {
        Priors::fit(states)
    }

    fn historian(&self) -> Option<Box<dyn Historian<Priors>>> {
        Some(Box::new(History::default()))
    }

    fn shown(&self, priors: &Priors) -> Vec<(String, f64)> {
        priors.shown()
    }
}

fn finding(deviation: &Deviation) -> Finding {
    let Deviation { variable, band, share, as_rare, excess } = *deviation;
    let (code, words) =
        ALL.get(variable).map_or(("", String::new()), |variable| (variable.code, variable.words(band, band)));
    let text = format!(
        "{words}, as in {:.1} % of what this user does; the pattern of late is {:.2} further off than chance makes it",
        100.0 * share,
        excess,
    );
    Finding { code: code.into(), surprise: -libm::log(as_rare), text }
}
