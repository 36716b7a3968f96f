//! What the graph keeps of one party.

use super::edge::{NONE, seconds, worth};
use super::habits::Habits;
use super::tally::Tally;
use crate::observation::Timestamp;
use crate::standing::Trust;
use serde::{Deserialize, Serialize};

/// Ratings' worth of neutral opinion that everybody begins with.
const NEUTRAL_WORTH: f64 = 1.0;
/// What an unknown party's opinions agree with others', and how many opinions that is worth.
const USUAL_AGREEMENT: f64 = 0.5;
const AGREEMENT_WORTH: f64 = 2.0;

/// A party.
#[derive(Clone, Copy, Debug)]
pub(super) struct Party {
    pub(super) id: [u8; 16],
    /// Its newest edges.
    pub(super) first_out: u32,
    pub(super) first_in: u32,
    pub(super) outs: u32,
    pub(super) ins: u32,
    /// Sum of what is heard of it, by what its sources are credited with, and the weight of that.
    pub(super) heard: f64,
    pub(super) heard_weight: f64,
    /// Sum of how far its opinions agree with what is held of those they are of, and the weight of that.
    pub(super) agreed: f64,
    pub(super) said_weight: f64,
    pub(super) heard_s: u32,
    pub(super) said_s: u32,
    pub(super) since_s: u32,
    /// As its neighbours' sums have it.
    pub(super) published: Values,
    /// Whether it waits for being published.
    pub(super) waits: bool,
    pub(super) given: Tally,
    pub(super) got: Tally,
    pub(super) habits: Habits,
}

/// What neighbours go by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Values {
    /// From −1 to 1.
    pub(super) goodness: f32,
    /// From 0 to 1.
    pub(super) credibility: f32,
}

impl Values {
    pub(super) const NEW: Self = Self { goodness: 0.0, credibility: (0.5 * USUAL_AGREEMENT + 0.25) as f32 };

    pub(super) fn is_sound(self) -> bool {
        (-1.0..=1.0).contains(&self.goodness) && (0.0..=1.0).contains(&self.credibility)
    }

    pub(super) fn differ(self, other: Self, tolerance: f64) -> bool {
        self.farthest(other) > tolerance
    }

    pub(super) fn farthest(self, other: Self) -> f64 {
        let goodness = (self.goodness - other.goodness).abs();
        f64::from(goodness.max((self.credibility - other.credibility).abs()))
    }
}

impl Party {
    pub(super) fn new(id: [u8; 16], at_s: u32) -> Self {
        Self {
            id,
            first_out: NONE,
            first_in: NONE,
            outs: 0,
            ins: 0,
            heard: 0.0,
            heard_weight: 0.0,
            agreed: 0.0,
            said_weight: 0.0,
            heard_s: 0,
            said_s: 0,
            since_s: at_s,
            published: Values::NEW,
            waits: false,
            given: Tally::default(),
            got: Tally::default(),
            habits: Habits::default(),
        }
    }

    /// Empties its sums.
    pub(super) fn count_anew(&mut self) {
        (self.heard, self.heard_weight, self.agreed, self.said_weight) = (0.0, 0.0, 0.0, 0.0);
    }

    /// What follows from its sums, as of when it was last heard of: silence alone moves nobody's neighbours.
    pub(super) fn values(&self, began_s: u32) -> Values {
        let goodness = self.goodness(began_s, self.heard_s);
        let prior = AGREEMENT_WORTH * worth(began_s, self.said_s);
        let agreement = (prior * USUAL_AGREEMENT + self.agreed) / (prior + self.said_weight);
        let credibility = 0.5 * agreement.clamp(0.0, 1.0) + 0.25 * (1.0 + goodness);
        Values { goodness: goodness as f32, credibility: credibility as f32 }
    }

    /// Trust at a moment: what was heard counts less and less, and the neutral value the more.
    pub(super) fn trust(&self, began_s: u32, at: Timestamp) -> Trust {
        let at_s = seconds(at).max(self.heard_s);
        let prior = NEUTRAL_WORTH * worth(began_s, at_s);
        Trust {
            value: 0.5 + 0.5 * self.goodness(began_s, at_s),
            uncertainty: (prior / (prior + self.heard_weight.max(0.0))).clamp(0.0, 1.0),
        }
    }

    /// All that its trust is the mean of, as of when it was last heard of.
    pub(super) fn weight(&self, began_s: u32) -> f64 {
        NEUTRAL_WORTH * worth(began_s, self.heard_s) + self.heard_weight.max(0.0)
    }

    fn goodness(&self, began_s: u32, at_s: u32) -> f64 {
        let prior = NEUTRAL_WORTH * worth(began_s, at_s);
        (self.heard / (prior + self.heard_weight.max(0.0))).clamp(-1.0, 1.0)
    }
}
