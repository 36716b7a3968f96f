//! Dense blocks among suspicious ties: whoever is tied least is peeled off first, and what was least like chance on the way is the block,
//! (greedy peeling: Charikar, APPROX 2000; FRAUDAR, Hooi et al., KDD 2016; with the tail of `chance.rs` in place of a density).
//!
//! Being acted towards by one member makes nobody a member, so that honest parties who serve as camouflage are never drawn in: a party
//! belongs as long as it acts towards a member, or [`BOOSTED`] members act towards it.

use super::chance::ln_expected;
use alloc::collections::BinaryHeap;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Members who have to act towards a party that acts towards none.
const BOOSTED: usize = 2;
/// A block is one where chance is expected to make fewer: `ln` of that number.
const NAMED: f64 = -7.0;
/// The largest block counts that is as far from chance as any, but for this much.
const NEARLY: f64 = 3.0;

/// One suspicious tie between parties by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Whoever acts.
    pub from: usize,
    /// Towards whom.
    pub to: usize,
    /// How suspicious it is, in thousandths of a nat: sums do not hang on their order.
    pub millinats: u64,
}

/// A dense block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its parties by their numbers, sorted.
    pub parties: Vec<usize>,
    /// `ln` of how many such blocks chance is expected to make.
    pub ln_expected: f64,
}

/// The blocks, each connected. `all_ties` says how many ties each party has, suspicious or not; `parties` is how many
/// parties there are anywhere.
pub fn blocks(ties: &[Tie], all_ties: &[usize], parties: usize) -> Vec<Block> {
    let (mut blocks, mut sets) = (Vec::new(), vec![(0..all_ties.len()).collect::<Vec<usize>>()]);
    while let Some(set) = sets.pop() {
        let mut peel = Peel::among(&set, ties, all_ties);
        peel.cascade(set);
        for part in peel.parts() {
            let Some(block) = peel.least_like_chance(&part, parties) else { continue };
            if block.parties == part {
                blocks.push(block);
            } else {
                // What is left may fall apart, and there may be another block in what was peeled off.
                let is_left = |party: &usize| block.parties.binary_search(party).is_ok();
                let (left, peeled) = part.into_iter().partition(is_left);
                sets.extend([left, peeled]);
            }
        }
    }
    blocks.sort_by(|one, other| one.parties.cmp(&other.parties));
    blocks
}

/// What is left while parties are removed.
struct Peel<'t> {
    ties: &'t [Tie],
    ends: Vec<End>,
    left: Left,
    /// Whoever is tied least; entries that are no longer true are passed over.
    least: BinaryHeap<Reverse<(u64, usize)>>,
}

#[derive(Clone, Default)]
struct End {
    alive: bool,
    ties: Vec<usize>,
    all_ties: usize,
    gives: usize,
    gets: usize,
    millinats: u64,
}

/// Sums over the part that is being peeled.
#[derive(Clone, Copy, Default)]
struct Left {
    all_ties: usize,
    counted: usize,
    millinats: u64,
}

impl Left {
    fn ln_expected(&self, parties: usize) -> f64 {
        let ties = self.all_ties.saturating_sub(self.counted);
        ln_expected(parties, ties, self.counted, self.millinats as f64 / 1e3)
    }
}

impl<'t> Peel<'t> {
    fn among(set: &[usize], ties: &'t [Tie], all_ties: &[usize]) -> Self {
        let end = |all_ties: &usize| End { all_ties: *all_ties, ..End::default() };
        let mut ends: Vec<End> = all_ties.iter().map(end).collect();
        for party in set {
            ends.get_mut(*party).into_iter().for_each(|end| end.alive = true);
        }
        let is_alive = |ends: &[End], party: usize| ends.get(party).is_some_and(|end| end.alive);
        for (number, tie) in ties.iter().enumerate() {
            if !(is_alive(&ends, tie.from) && is_alive(&ends, tie.to)) {
                continue;
            }
            for party in [tie.from, tie.to] {
                if let Some(end) = ends.get_mut(party) {
                    end.ties.push(number);
                    end.millinats += tie.millinats;
                    end.gives += usize::from(party == tie.from);
                    end.gets += usize::from(party == tie.to);
                }
            }
        }
        Self { ties, ends, left: Left::default(), least: BinaryHeap::new() }
    }

    fn alive(&self, party: usize) -> Option<&End> {
        self.ends.get(party).filter(|end| end.alive)
    }

    /// Ties of a party to whoever is left, with their other ends.
    fn neighbours(&self, party: usize) -> Vec<(usize, Tie)> {
        let numbers = self.ends.get(party).into_iter().flat_map(|end| &end.ties);
        let ties = numbers.filter_map(|number| self.ties.get(*number));
        let with_other = ties.map(|tie| (if tie.from == party { tie.to } else { tie.from }, *tie));
        with_other.filter(|(other, _)| self.alive(*other).is_some()).collect()
    }

    /// Says who had ties to it.
    fn remove(&mut self, party: usize) -> Vec<usize> {
        let neighbours = self.neighbours(party);
        let Some(end) = self.ends.get_mut(party) else { return Vec::new() };
        end.alive = false;
        self.left.all_ties = self.left.all_ties.saturating_sub(end.all_ties);
        self.left.counted = self.left.counted.saturating_sub(neighbours.len());
        self.left.millinats = self.left.millinats.saturating_sub(end.millinats);
        for (other, tie) in &neighbours {
            let Some(end) = self.ends.get_mut(*other) else { continue };
            end.millinats -= tie.millinats;
            let count = if tie.from == *other { &mut end.gives } else { &mut end.gets };
            *count -= 1;
            self.least.push(Reverse((end.millinats, *other)));
        }
        neighbours.into_iter().map(|(other, _)| other).collect()
    }

    /// Removes whoever does not belong, and whoever does not without those. Says who that was.
    fn cascade(&mut self, mut doubtful: Vec<usize>) -> Vec<usize> {
        let mut removed = Vec::new();
        while let Some(party) = doubtful.pop() {
            if self.alive(party).is_some_and(|end| end.gives == 0 && end.gets < BOOSTED) {
                doubtful.extend(self.remove(party));
                removed.push(party);
            }
        }
        removed
    }

    /// Connected parts of what is left, each sorted.
    fn parts(&self) -> Vec<Vec<usize>> {
        let (mut seen, mut parts) = (vec![false; self.ends.len()], Vec::new());
        for begin in 0..self.ends.len() {
            let (mut part, mut next) = (Vec::new(), vec![begin]);
            while let Some(party) = next.pop() {
                let new = self.alive(party).and_then(|_| seen.get_mut(party).filter(|seen| !**seen));
                if let Some(seen) = new {
                    *seen = true;
                    part.push(party);
                    next.extend(self.neighbours(party).into_iter().map(|(other, _)| other));
                }
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// Peels a part to nothing.
    fn least_like_chance(&mut self, part: &[usize], parties: usize) -> Option<Block> {
        self.least.clear();
        self.left = Left::default();
        for party in part {
            let end = self.ends.get(*party)?;
            self.left.all_ties += end.all_ties;
            self.left.counted += end.gives;
            self.left.millinats += end.millinats;
            self.least.push(Reverse((end.millinats, *party)));
        }
        // Each tie was counted at both of its ends.
        self.left.millinats /= 2;
        let (mut peeled, mut path) = (Vec::new(), vec![(self.left.ln_expected(parties), 0)]);
        while let Some(Reverse((millinats, party))) = self.least.pop() {
            if self.alive(party).is_none_or(|end| end.millinats != millinats) {
                continue;
            }
            let doubtful = self.remove(party);
            peeled.push(party);
            peeled.extend(self.cascade(doubtful));
            path.push((self.left.ln_expected(parties), peeled.len()));
        }
        let least = path.iter().map(|(ln, _)| *ln).fold(f64::INFINITY, f64::min);
        let enough = (least + NEARLY).min(NAMED);
        let best = path.into_iter().find(|(ln, _)| *ln <= enough)?;
        let mut parties = peeled.split_off(best.1.min(peeled.len()));
        parties.sort_unstable();
        best.0.is_finite().then_some(Block { parties, ln_expected: best.0 })
    }
}
