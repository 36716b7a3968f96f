//! The ties of the last days: who acted towards whom, once for each pair, with what was suspicious about it.

use super::signs::{SIGNS, Sizes};
use crate::observation::Timestamp;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use serde::{Deserialize, Serialize};

/// How long a tie is looked at.
const WINDOW_US: i64 = 30 * DAY_US;
/// How long a tie makes nobody known.
const NEW_US: i64 = DAY_US;
/// Most ties that are looked at: the oldest give way.
const TIES: usize = 65_536;
/// Half of what came earlier counts after.
const PACE_HALVES_US: f64 = 12.0 * 3_600.0 * 1e6;

pub(super) const DAY_US: i64 = 86_400 * 1_000_000;

pub(super) type Party = [u8; 16];

/// A tie; its number is its place in the order in which ties came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Tie {
    pub(super) at: Timestamp,
    pub(super) from: Party,
    pub(super) to: Party,
    pub(super) sizes: Sizes,
    pub(super) nats: [f32; SIGNS],
    /// Of a suspicious one; 0 of another.
    pub(super) millinats: u64,
    /// Whether it was taken back from what is usual.
    pub(super) withheld: bool,
}

/// Whoever has a tie.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct End {
    /// Numbers of its ties, as they came.
    pub(super) ties: VecDeque<u64>,
    /// Those of them that are suspicious.
    suspicious: BTreeSet<u64>,
    /// How many came within about a day.
    pace: f64,
    pace_at: Timestamp,
    /// When it was last acted towards, and by whom.
    pub(super) got: Option<(Timestamp, Party)>,
}

impl End {
    pub(super) fn pace(&self, now: Timestamp) -> f64 {
        self.pace * libm::exp2(-(now.0.abs_diff(self.pace_at.0) as f64) / PACE_HALVES_US)
    }
}

/// All ties that are looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Window {
    first: u64,
    /// The first one that is still new.
    new: u64,
    ties: VecDeque<Tie>,
    ends: BTreeMap<Party, End>,
    pairs: BTreeMap<(Party, Party), u64>,
}

impl Window {
    pub(super) fn parties(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn end(&self, party: &Party) -> Option<&End> {
        self.ends.get(party)
    }

    pub(super) fn tie(&self, number: u64) -> Option<&Tie> {
        self.ties.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    pub(super) fn between_mut(&mut self, one: Party, other: Party) -> Option<&mut Tie> {
        let number = self.pairs.get(&pair(one, other))?.checked_sub(self.first)?;
        self.ties.get_mut(usize::try_from(number).ok()?)
    }

    pub(super) fn between(&self, one: Party, other: Party) -> Option<&Tie> {
        self.tie(*self.pairs.get(&pair(one, other))?)
    }

    /// Ties of a party, the newest first.
    pub(super) fn ties_of(&self, party: &Party) -> impl Iterator<Item = &Tie> {
        self.ends.get(party).into_iter().flat_map(|end| end.ties.iter().rev()).filter_map(|at| self.tie(*at))
    }

    /// Suspicious ties of a party.
    pub(super) fn suspicious_of(&self, party: &Party) -> impl Iterator<Item = &Tie> {
        let numbers = self.ends.get(party).into_iter().flat_map(|end| &end.suspicious);
        numbers.filter_map(|number| self.tie(*number))
    }

    /// All suspicious ties.
    pub(super) fn suspicious(&self) -> impl Iterator<Item = &Tie> {
        self.ties.iter().filter(|tie| tie.millinats > 0)
    }

    /// Adds a tie; one of the same pair has to be taken out before.
    pub(super) fn push(&mut self, tie: Tie) {
        let number = self.first + self.ties.len() as u64;
        for party in [tie.from, tie.to] {
            let end = self.ends.entry(party).or_default();
            end.pace = end.pace(tie.at) + 1.0;
            end.pace_at = tie.at;
            end.ties.push_back(number);
            if tie.millinats > 0 {
                end.suspicious.insert(number);
            }
        }
        if let Some(end) = self.ends.get_mut(&tie.to) {
            end.got = Some((tie.at, tie.from));
        }
        self.pairs.insert(pair(tie.from, tie.to), number);
        self.ties.push_back(tie);
    }

    /// Makes a tie more suspicious than it was.
    pub(super) fn raise(&mut self, tie: Tie) {
        let Some(number) = self.pairs.get(&pair(tie.from, tie.to)).copied() else { return };
        for party in [tie.from, tie.to] {
            self.ends.get_mut(&party).into_iter().for_each(|end| _ = end.suspicious.insert(number));
        }
        if let Some(kept) = self.between_mut(tie.from, tie.to) {
            *kept = Tie { at: kept.at, withheld: kept.withheld, ..tie };
        }
    }

    /// The ends of a tie that is no longer new.
    pub(super) fn settled(&mut self, now: Timestamp) -> Option<[Party; 2]> {
        self.new = self.new.max(self.first);
        let tie = self.tie(self.new)?;
        let ends = [tie.from, tie.to];
        let gives_way = self.new == self.first && self.ties.len() > TIES;
        let over = gives_way || tie.at.0 < now.0.saturating_sub(NEW_US);
        over.then(|| {
            self.new += 1;
            ends
        })
    }

    /// Takes out the oldest tie if its time is over.
    pub(super) fn expire(&mut self, now: Timestamp) -> Option<Tie> {
        let over = |tie: &Tie| tie.at.0 < now.0.saturating_sub(WINDOW_US);
        if self.ties.len() <= TIES && !self.ties.front().is_some_and(over) {
            return None;
        }
        let tie = self.ties.pop_front()?;
        for party in [tie.from, tie.to] {
            if let Some(end) = self.ends.get_mut(&party) {
                // The oldest of all is the oldest of both.
                end.ties.pop_front();
                end.suspicious.remove(&self.first);
                if end.ties.is_empty() {
                    self.ends.remove(&party);
                }
            }
        }
        self.pairs.remove(&pair(tie.from, tie.to));
        self.first += 1;
        Some(tie)
    }
}

fn pair(one: Party, other: Party) -> (Party, Party) {
    (one.min(other), one.max(other))
}
