//! A stream of events in few bytes, so that the same stream is known when it comes again: the resemblance of the sets of its
//! short stretches (Broder 1997, *On the resemblance and containment of documents*) by one permutation (Li, Owen & Zhang 2012,
//! NeurIPS), of which a byte each is kept (Li & König 2010, *b-bit minwise hashing*). What is replayed by a program comes
//! some milliseconds early or late, and some of its moves are dropped: most stretches remain.

use super::hand::{Hand, Key, Place};
use crate::math::hash::Hash;
use crate::observation::{Observation, Timestamp};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Marks of one sketch.
const MARKS: usize = 64;
/// Stretches before a stream is one's own: so many keys or places are not alike by chance.
const STRETCHES: usize = 24;
/// Most stretches of a stream that are read.
const MOST: usize = 4_096;
/// Places that make a stretch, and how far in pixels it must reach: slow fingers pass through the same pixels.
const PLACES: (usize, f64) = (3, 8.0);
/// Keys that make a stretch, and the width of the steps that the times between are told apart by, in units of 100 µs.
const KEYS: (usize, u32) = (4, 250);

/// One stream. A mark of 0 is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(Timestamp, Vec<u8>)", into = "(Timestamp, Vec<u8>)")]
pub(super) struct Sketch {
    /// The page view it is of, by when it was opened.
    opened_at: Timestamp,
    marks: [u8; MARKS],
}

impl TryFrom<(Timestamp, Vec<u8>)> for Sketch {
    type Error = &'static str;

    fn try_from((opened_at, marks): (Timestamp, Vec<u8>)) -> Result<Self, Self::Error> {
        Ok(Self { opened_at, marks: marks.try_into().map_err(|_| "a sketch of another size")? })
    }
}

impl From<Sketch> for (Timestamp, Vec<u8>) {
    fn from(Sketch { opened_at, marks }: Sketch) -> Self {
        (opened_at, marks.into())
    }
}

impl Sketch {
    /// `None` where there is too little to know it by.
    pub(super) fn of(observation: &Observation, hand: &Hand) -> Option<Self> {
        let mut stretches = places(&hand.mouse);
        stretches.extend(keys(&hand.keys));
        stretches.truncate(MOST);
        let mut least = [u64::MAX; MARKS];
        for hash in &stretches {
            let (bucket, rest) = (hash % MARKS as u64, hash / MARKS as u64);
            if let Some(least) = least.get_mut(bucket as usize) {
                *least = rest.min(*least);
            }
        }
        stretches.sort_unstable();
        stretches.dedup();
        let marks = least.map(|least| if least == u64::MAX { 0 } else { (least as u8).max(1) });
        (stretches.len() >= STRETCHES).then_some(Self { opened_at: observation.opened_at, marks })
    }

    /// Whether it is of the same page view.
    pub(super) fn is_of(&self, observation: &Observation) -> bool {
        self.opened_at == observation.opened_at
    }

    /// The share of all their stretches that both streams have, estimated.
    pub(super) fn resemblance(&self, other: &Self) -> f64 {
        let pairs = || self.marks.iter().zip(&other.marks).filter(|(one, other)| **one != 0 || **other != 0);
        let alike = pairs().filter(|(one, other)| one == other).count();
        alike as f64 / pairs().count().max(1) as f64
    }
}

/// Stretches of the pointer's way: where it was, whatever the time.
fn places(mouse: &[Place]) -> Vec<u64> {
    let mut way: Vec<&Place> = mouse.iter().collect();
    way.dedup_by_key(|place| (place.x, place.y));
    let (length, reach) = PLACES;
    let far = |stretch: &&[&Place]| match (stretch.first(), stretch.last()) {
        (Some(first), Some(last)) => first.distance(last) >= reach,
        _ => false,
    };
    let hashed = |stretch: &[&Place]| {
        let bytes =
            |hash: Hash, place: &&Place| hash.with(&place.x.to_le_bytes()).with(&place.y.to_le_bytes());
        stretch.iter().fold(Hash::of(b"way"), bytes).mixed()
    };
    way.windows(length).filter(far).map(hashed).collect()
}

/// Stretches of typing: classes, and times from one key to the next.
fn keys(keys: &[Key]) -> Vec<u64> {
    let (length, step) = KEYS;
    let hashed = |stretch: &[Key]| {
        let first = stretch.first().map_or(0, |key| key.down);
        let mut before = first;
        let bytes = |hash: Hash, key: &Key| {
            let interval = key.down.saturating_sub(before) / step;
            before = key.down;
            hash.with(&[key.class as u8]).with(&interval.to_le_bytes())
        };
        stretch.iter().fold(Hash::of(b"keys"), bytes).mixed()
    };
    keys.windows(length).map(hashed).collect()
}
