//! What one party has made known towards another.

use super::weigh::Evidence;
use crate::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// No edge, no party.
pub(super) const NONE: u32 = u32::MAX;
/// Time after which what was said counts half.
const HALF_LIFE_S: f64 = 365.25 * 86_400.0;
/// However often one says it, it counts no more than so many ratings.
const MOST: f64 = 3.0;

/// An edge. Its evidence counts as of `last_s` and has decayed since.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Edge {
    pub(super) from: u32,
    pub(super) to: u32,
    /// The next older edge from the same party, and to the same.
    #[serde(skip)]
    pub(super) next_out: u32,
    #[serde(skip)]
    pub(super) next_in: u32,
    pub(super) said: f32,
    /// `said` times its mean opinion.
    pub(super) opinion: f32,
    pub(super) company: f32,
    pub(super) last_s: u32,
    pub(super) count: u32,
}

/// What an edge adds to both of its ends, in the currency of [`worth`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weight {
    pub(super) said: f64,
    pub(super) opinion: f64,
    pub(super) company: f64,
}

impl Edge {
    pub(super) fn new(from: u32, to: u32, at_s: u32) -> Self {
        Self {
            from,
            to,
            next_out: NONE,
            next_in: NONE,
            said: 0.0,
            opinion: 0.0,
            company: 0.0,
            last_s: at_s,
            count: 0,
        }
    }

    /// Adds evidence: in whatever order it comes, the same edge results.
    pub(super) fn add(&mut self, evidence: Evidence, at_s: u32) {
        let newest_s = self.last_s.max(at_s);
        let (old, new) = (halved(newest_s - self.last_s), halved(newest_s - at_s));
        let mix = |held: f32, more: f64| (f64::from(held) * old + more * new) as f32;
        self.said = mix(self.said, evidence.said);
        self.opinion = mix(self.opinion, evidence.said * evidence.opinion);
        self.company = mix(self.company, evidence.company);
        self.last_s = newest_s;
        self.count = self.count.saturating_add(1);
    }

    /// Whether all that it says could have been said.
    pub(super) fn is_sound(&self) -> bool {
        let amount = |value: f32| (0.0..=f32::MAX).contains(&value);
        amount(self.said) && amount(self.company) && self.opinion.is_finite() && self.from != self.to
    }

    /// The mean opinion; 0 where there is none.
    pub(super) fn mean(&self) -> f64 {
        if self.said > 0.0 { (f64::from(self.opinion) / f64::from(self.said)).clamp(-1.0, 1.0) } else { 0.0 }
    }

    pub(super) fn weight(&self, began_s: u32) -> Weight {
        let (said, company) = (f64::from(self.said), f64::from(self.company));
        let scale = worth(began_s, self.last_s) / (1.0 + (said + company) / MOST);
        Weight { said: said * scale, opinion: said * scale * self.mean(), company: company * scale }
    }
}

/// What a rating of this moment is worth beside one of the beginning: nothing that stays as it is has to be touched to decay.
pub(super) fn worth(began_s: u32, at_s: u32) -> f64 {
    libm::exp2(((f64::from(at_s) - f64::from(began_s)) / HALF_LIFE_S).clamp(-500.0, 500.0))
}

fn halved(for_s: u32) -> f64 {
    libm::exp2(-f64::from(for_s) / HALF_LIFE_S)
}

/// Whole seconds, from 1970 to 2106.
pub(super) fn seconds(at: Timestamp) -> u32 {
    u32::try_from(at.0.max(0) / 1_000_000).unwrap_or(u32::MAX)
}

pub(super) fn timestamp(at_s: u32) -> Timestamp {
    Timestamp(i64::from(at_s) * 1_000_000)
}
