//! What follows from an interaction at once, before any harm is done: it passes, its sender is limited, a person looks at it, or it is refused.
//! Pure: who stands how is read from the site's graphs before.

mod level;
mod signs;

pub use level::Level;

use crate::evidence::{Absence, Evidence, Known};
use crate::fusion::{self, Heard, Reason, Risk, Weights};
use crate::interaction::{InteractionKind, Opinion};
use crate::regard::Regard;
use crate::signs::{Listed, Priors, Shown, Sign};
use crate::threshold::{Decision, Thresholds};
use alloc::format;
use serde::{Deserialize, Serialize};

/// One interaction as it looked before anybody had heard of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encounter {
    /// What it is.
    pub kind: InteractionKind,
    /// What the one who acts says of the other.
    pub opinion: Option<Opinion>,
    /// How whoever acts is regarded; `None` while who dealt with whom is still being read.
    pub from: Option<Regard>,
    /// How whomever it is meant for is regarded.
    pub to: Option<Regard>,
}

/// What the merchant should do with an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mitigation {
    /// Let it pass.
    Allow,
    /// Let it pass within [`Limits`].
    Limit,
    /// Hold it until a person has looked at it.
    Review,
    /// Refuse it.
    Block,
}

/// What a sender may do from here on. The merchant carries it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Messages that they may send in an hour.
    pub messages_per_hour: u16,
    /// The longest that each may be.
    pub length_chars: u16,
    /// Whether they should prove first that they are a person, by a CAPTCHA for example.
    pub verify: bool,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Mitigated {
    /// What was heard.
    pub heard: Heard,
    /// The risk and its reasons.
    pub risk: Risk,
    /// What follows.
    pub mitigation: Mitigation,
    /// Where something follows that is not a refusal.
    pub limits: Option<Limits>,
}

/// The list of signs that interactions show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Signs;

impl Listed for Signs {
    type Within = Encounter;
    const SIGNS: &'static [&'static Sign<Encounter>] = &signs::ALL;
}

impl Mitigation {
    /// Whether what was done counts in what is thought of others: what is held back or refused does not.
    pub fn counts(self) -> bool {
        self <= Self::Limit
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Limit => "limit",
            Self::Review => "review",
            Self::Block => "block",
        }
    }
}

impl From<Decision> for Mitigation {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow => Self::Allow,
            Decision::StepUp => Self::Limit,
            Decision::Review => Self::Review,
            Decision::Block => Self::Block,
        }
    }
}

/// Decides about an interaction. While more than usual is wrong at the site, less is needed to act.
pub fn decide(
    encounter: &Encounter,
    prior_nats: f64,
    weights: &Weights,
    thresholds: &Thresholds,
    level: &Level,
) -> Mitigated {
    let heard = Heard { detector: "trust".into(), evidence: evidence(encounter) };
    let mut risk = fusion::fuse(prior_nats, weights, core::slice::from_ref(&heard));
    if risk.p_value.is_some() && level.nats() > 0.0 {
        risk.reasons.push(Reason {
            detector: heard.detector.clone(),
            code: "site_under_attack".into(),
            text: format!(
                "{:.1} times as many interactions as usual look wrong here at present",
                level.times()
            ),
            nats: level.nats(),
        });
        risk.reasons.sort_by(|a, b| b.nats.total_cmp(&a.nats));
        risk.risk_nats = risk.reasons.iter().fold(prior_nats, |sum, reason| sum + reason.nats);
        // As unusual as whatever is worth as many nats.
        let rarer = libm::exp(-level.nats() / (1.0 - fusion::KAPPA));
        risk.p_value = risk.p_value.map(|p_value| p_value * rarer);
    }
    let mitigation = Mitigation::from(thresholds.decide(&risk));
    let trust = encounter.from.and_then(|from| from.standing).map_or(0.5, |standing| standing.trust);
    let limits = matches!(mitigation, Mitigation::Limit | Mitigation::Review).then(|| Limits::of(trust));
    Mitigated { heard, risk, mitigation, limits }
}

/// Trust at which a sender's being a person has to be proved.
const DOUBTED: f64 = 0.3;

impl Limits {
    /// The less a sender is trusted, the less they may say.
    fn of(trust: f64) -> Self {
        Self {
            messages_per_hour: 1 + libm::round(20.0 * trust) as u16,
            length_chars: 100 + libm::round(900.0 * trust) as u16,
            verify: trust < DOUBTED,
        }
    }
}

/// Opinions of a sender after which they may be refused.
const MATURE: u32 = 5;

fn evidence(encounter: &Encounter) -> Evidence {
    let Some(from) = encounter.from else { return Evidence::Absent(Absence::NotFollowed) };
    match Priors::<Signs>::default().judge(&Shown::default(), encounter) {
        Evidence::Known(known) => {
            let opinions = from.standing.map_or(0, |standing| standing.opinions);
            Evidence::Known(Known { age: opinions, mature: opinions >= MATURE, ..known })
        }
        _ => Evidence::Unremarkable { age: from.standing.map_or(0, |standing| standing.opinions) },
    }
}

#[cfg(test)]
mod tests;
