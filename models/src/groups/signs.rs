//! What makes a single interaction suspicious: six measures, each against what is usual in all interactions so far, and their sum against
//! what sums are usual.

use super::usual::Tail;
use serde::{Deserialize, Serialize};

/// Measures of one interaction.
pub(super) const SIGNS: usize = 6;

/// One interaction's sizes, one for each of [`Sign`], to be compared with others'; `None` where there is nothing to measure.
pub(super) type Sizes = [Option<u8>; SIGNS];

/// A measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Neither of the two is known from unsuspicious interactions.
    Unknown,
    /// One speaks better of the other than people usually do.
    Praise,
    /// It shares rare words with what somebody else wrote lately.
    Wording,
    /// More within a day than the two ever had.
    Volume,
    /// Passed on soon after it was received from somebody else.
    Relayed,
    /// It closes a ring of parties who acted one towards the next within a day.
    Cycle,
}

impl Sign {
    /// All of them, in the order of [`Sizes`].
    pub(super) const ALL: [Self; SIGNS] =
        [Self::Unknown, Self::Praise, Self::Wording, Self::Volume, Self::Relayed, Self::Cycle];
}

/// What is usual.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Usual {
    signs: [Tail; SIGNS],
    sums: Tail,
}

/// How much each sign counts in the sum, which orders interactions: its tail says what that is worth (chosen on rings, `docs/GROUPS.md`).
const COUNTS: [f32; SIGNS] = [1.5, 1.0, 2.0, 0.5, 0.5, 1.0];
/// Sums are told apart by this much, in nats.
const STEP: f32 = 0.5;

impl Usual {
    /// What each sign weighs by itself, in nats, and how suspicious they are together.
    pub(super) fn judge(&self, sizes: &Sizes) -> ([f32; SIGNS], f64) {
        let mut nats = [0.0; SIGNS];
        for ((nats, tail), size) in nats.iter_mut().zip(&self.signs).zip(sizes) {
            *nats = size.map_or(0.0, |size| tail.nats(size) as f32);
        }
        (nats, self.sums.nats(size_of_sum(&nats)))
    }

    /// Takes in an interaction.
    pub(super) fn learn(&mut self, sizes: &Sizes, nats: &[f32; SIGNS]) {
        for (tail, size) in self.signs.iter_mut().zip(sizes) {
            size.iter().for_each(|size| tail.learn(*size));
        }
        self.sums.learn(size_of_sum(nats));
    }

    /// Takes one back.
    pub(super) fn unlearn(&mut self, sizes: &Sizes, nats: &[f32; SIGNS]) {
        for (tail, size) in self.signs.iter_mut().zip(sizes) {
            size.iter().for_each(|size| tail.unlearn(*size));
        }
        self.sums.unlearn(size_of_sum(nats));
    }

    /// How many interactions it stands on.
    pub(super) fn all(&self) -> u32 {
        self.sums.all()
    }
}

fn size_of_sum(nats: &[f32; SIGNS]) -> u8 {
    (nats.iter().zip(COUNTS).map(|(nats, counts)| nats * counts).sum::<f32>() / STEP) as u8
}

/// Sizes on a logarithmic scale: two steps to each doubling.
pub(super) fn logarithmic(value: f64) -> u8 {
    (2.0 * libm::log2(1.0 + value.max(0.0))) as u8
}

/// The largest size, for measures of which little is much.
pub(super) const MOST: u8 = 63;
