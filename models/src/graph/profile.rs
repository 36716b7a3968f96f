//! The shadow profile of a party: all of it follows from what it did and what others did towards it, nothing from what it says of itself.

use super::Graph;
use super::near::Cluster;
use super::neighbours::Direction;
use super::tally::Tally;
use crate::standing::Standing;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Newest edges by which reciprocity is told.
const LOOKED_AT: usize = 500;

/// A shadow profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Trust, and how many parties it deals with.
    pub standing: Standing,
    /// Share of those it turned to lately who turned to it.
    pub reciprocity: Option<f64>,
    /// Whom it deals with more than they deal with others.
    pub cluster: Option<Cluster>,
    /// How it acts.
    pub signature: Signature,
    /// The opinions that it gave.
    pub given: Feedback,
    /// The opinions that it got.
    pub got: Feedback,
}

/// How a party acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// By the hour of the day (UTC), lately.
    pub hours: [u8; 24],
    /// Their entropy, in bits, up to log₂ 24.
    pub hour_bits: f64,
    /// Messages, replies, ratings and confirmations.
    pub kinds: [u16; 4],
    /// Usual length of its texts, in characters; `None` where there is none.
    pub length_chars: Option<f64>,
    /// How far that strays, as a factor.
    pub length_factor: f64,
    /// Usual time between two acts, in seconds; `None` before the second.
    pub gap_s: Option<f64>,
    /// How far that strays, as a factor.
    pub gap_factor: f64,
    /// Hashes of some of its words: the more of them two parties share, the more words they do.
    pub words: Vec<u32>,
}

/// Opinions in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// How many.
    pub count: u32,
    /// Bad ones among them.
    pub bad: u32,
    /// Their mean, from −1 to 1.
    pub mean: f64,
    /// The mean of the recent ones.
    pub recent: f64,
}

impl From<Tally> for Feedback {
    fn from(Tally { count, bad, mean, recent, .. }: Tally) -> Self {
        Self { count, bad, mean: f64::from(mean), recent: f64::from(recent) }
    }
}

impl Graph {
    /// The shadow profile of a party; `None` where nothing is known of it.
    pub fn profile(&self, party: &[u8; 16]) -> Option<Profile> {
        let number = self.number(party)?;
        let known = self.parties.get(number)?;
        let habits = &known.habits;
        let log = |usual: super::habits::Usual| (usual.count > 0).then(|| libm::expm1(f64::from(usual.mean)));
        let factor = |usual: super::habits::Usual| libm::exp(f64::from(usual.spread()));
        Some(Profile {
            standing: self.standing(party)?,
            reciprocity: self.reciprocity(number),
            cluster: self.cluster(party),
            signature: Signature {
                hours: habits.hours,
                hour_bits: habits.hour_bits(),
                kinds: habits.kinds,
                length_chars: log(habits.length),
                length_factor: factor(habits.length),
                gap_s: log(habits.gap),
                gap_factor: factor(habits.gap),
                words: habits.words().collect(),
            },
            given: known.given.into(),
            got: known.got.into(),
        })
    }

    fn reciprocity(&self, number: u32) -> Option<f64> {
        let (mut all, mut returned) = (0_u32, 0_u32);
        for edge in self.edges_of(number, Direction::From).take(LOOKED_AT) {
            all += 1;
            returned += u32::from(self.edge(edge.to, number).is_some());
        }
        (all > 0).then(|| f64::from(returned) / f64::from(all))
    }
}
