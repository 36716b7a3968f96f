//! From interactions to groups.

use super::peel::{self, Block, blocks};
use super::signs::{MOST, SIGNS, Sign, Sizes, Usual, logarithmic};
use super::window::{DAY_US, Party, Tie, Window};
use super::wording::Wordings;
use super::{Group, Why};
use crate::interaction::Interaction;
use crate::math::count_min::{Shape, Sketch};
use crate::math::random::Random;
use crate::observation::Timestamp;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// From here on, in nats, a tie is suspicious: at most one interaction in 20 is.
const SUSPICIOUS: f64 = 3.0;
/// How well parties are known: 4 × 65,536 counters.
const KNOWN: Shape = Shape { rows: 4, columns: 65_536 };
/// What a tie with somebody who is not known adds to how well one is known; with somebody who is, 1.
const WITH_UNKNOWN: f32 = 0.2;
/// One in so many interactions may be withheld from what is usual.
const WITHHELD: u32 = 20;
/// Ties that are looked at for a cycle.
const LOOKED_AT: usize = 64;
/// A sign shows from here on: one interaction in ten.
const SHOWS: f32 = core::f32::consts::LN_10;

/// What is known of interactions lately, and the groups in them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Groups {
    kept: Kept,
    groups: BTreeMap<u64, Group>,
    of: BTreeMap<Party, u64>,
    next: u64,
    /// Parties around whom something has changed.
    changed: BTreeSet<Party>,
}

/// All from which the groups follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    window: Window,
    usual: Usual,
    /// Ties in the window that were taken back from it.
    withheld: u32,
    wordings: Wordings,
    known: Sketch<f32>,
    latest: Timestamp,
}

impl From<Groups> for Kept {
    fn from(groups: Groups) -> Self {
        groups.kept
    }
}

impl From<Kept> for Groups {
    fn from(kept: Kept) -> Self {
        let mut groups =
            Self { kept, groups: BTreeMap::new(), of: BTreeMap::new(), next: 0, changed: BTreeSet::new() };
        groups.change_all();
        groups
    }
}

impl Groups {
    /// Nothing has happened yet. Hashes follow from the seed.
    pub fn new(seed: u64) -> Self {
        let mut random = Random::of(seed);
        Self::from(Kept {
            window: Window::default(),
            usual: Usual::default(),
            withheld: 0,
            wordings: Wordings::new(random.next_u64()),
            known: Sketch::new(KNOWN, random.next_u64()),
            latest: Timestamp(i64::MIN),
        })
    }

    /// Time passes: ties that are too old are looked at no more.
    pub fn pass(&mut self, now: Timestamp) {
        self.kept.latest = self.kept.latest.max(now);
        self.expire();
    }

    /// Takes in an interaction; groups are sought in at most `budget` ties around it, the rest is left to [`Self::settle`].
    pub fn note(&mut self, interaction: &Interaction, budget: usize) {
        self.pass(interaction.at);
        if interaction.from != interaction.to {
            let parties = self.breadth();
            self.take_in(interaction);
            if self.breadth() != parties {
                self.change_all();
            }
        }
        for party in [interaction.from, interaction.to] {
            if self.changed.contains(&party) {
                self.seek(party, budget);
            }
        }
    }

    /// Works off what was left, one connected part after the other, until `budget` ties were looked at: at least one part, of 65,536 ties at
    /// most. Says whether nothing is left.
    pub fn settle(&mut self, budget: usize) -> bool {
        let mut looked_at = 0;
        while looked_at <= budget
            && let Some(party) = self.changed.first().copied()
        {
            looked_at += self.seek(party, usize::MAX).max(1);
        }
        self.changed.is_empty()
    }

    /// The group that a party is in.
    pub fn of(&self, party: &[u8; 16]) -> Option<&Group> {
        self.groups.get(self.of.get(party)?)
    }

    /// All groups, the least like chance first.
    pub fn list(&self) -> Vec<&Group> {
        let mut all: Vec<&Group> = self.groups.values().collect();
        all.sort_by(|one, other| {
            one.ln_expected.total_cmp(&other.ln_expected).then_with(|| one.members.cmp(&other.members))
        });
        all
    }

    /// How many parties a group can begin with, so coarsely that it seldom changes.
    fn breadth(&self) -> usize {
        self.kept.window.parties().next_power_of_two()
    }

    fn expire(&mut self) {
        while let Some([from, to]) = self.kept.window.settled(self.kept.latest) {
            if !self.are_together(&from, &to) {
                self.kept.become_known(&from, &to);
            }
        }
        let mut parties = self.breadth();
        while let Some(tie) = self.kept.window.expire(self.kept.latest) {
            self.kept.withheld -= u32::from(tie.withheld);
            self.change(&tie);
            if self.breadth() != parties {
                parties = self.breadth();
                self.change_all();
            }
        }
    }

    fn are_together(&self, one: &Party, other: &Party) -> bool {
        self.of.get(one).is_some_and(|group| self.of.get(other) == Some(group))
    }

    fn take_in(&mut self, interaction: &Interaction) {
        let tie = self.kept.measure(interaction);
        let before = self.kept.window.between(tie.from, tie.to);
        match before.map(|before| (before.millinats, before.from == tie.from)) {
            None => {
                self.kept.usual.learn(&tie.sizes, &tie.nats);
                self.kept.window.push(tie.clone());
                self.change(&tie);
            }
            // An answer is what one expects, and who has acted once may act again.
            Some((suspicious, same_way)) if tie.millinats > suspicious && (same_way || suspicious == 0) => {
                self.kept.window.raise(tie.clone());
                self.change(&tie);
            }
            Some(_) => {}
        }
    }

    /// A tie came or went: whoever has suspicious ones may be in another group now.
    fn change(&mut self, tie: &Tie) {
        for party in [tie.from, tie.to] {
            if self.of.contains_key(&party) || self.kept.window.suspicious_of(&party).next().is_some() {
                self.changed.insert(party);
            }
        }
    }

    fn change_all(&mut self) {
        self.changed.extend(self.kept.window.suspicious().flat_map(|tie| [tie.from, tie.to]));
        self.changed.extend(self.of.keys().copied());
    }

    /// Seeks groups in the part that a party is connected with, unless that has more ties than `budget`. Says how many were looked at.
    fn seek(&mut self, party: Party, budget: usize) -> usize {
        let Some(part) = Part::around(&self.kept.window, party, budget) else { return budget };
        for member in &part.parties {
            self.changed.remove(member);
            if let Some(group) = self.of.get(member).and_then(|number| self.groups.remove(number)) {
                group.members.iter().for_each(|member| _ = self.of.remove(member));
            }
        }
        for block in blocks(&part.peel, &part.all_ties, self.breadth()) {
            let group = part.group(block);
            self.of.extend(group.members.iter().map(|member| (*member, self.next)));
            self.groups.insert(self.next, group);
            self.next += 1;
        }
        let is_otherwise = |tie: &&&Tie| tie.withheld != self.are_together(&tie.from, &tie.to);
        let otherwise: Vec<(Party, Party)> =
            part.ties.iter().filter(is_otherwise).map(|tie| (tie.from, tie.to)).collect();
        let looked_at = part.ties.len();
        otherwise.into_iter().for_each(|(from, to)| self.kept.withhold_or_learn(from, to));
        looked_at
    }
}

impl Kept {
    /// The tie that an interaction makes.
    fn measure(&mut self, interaction: &Interaction) -> Tie {
        let Interaction { at, from, to, opinion, text, .. } = interaction;
        let shared = text.as_ref().map(|text| self.wordings.note(*from, &text.keywords));
        let known = [from, to].map(|party| f64::from(self.known.count(key(party))));
        let end = [from, to].map(|party| self.window.end(party));
        let pace = end.map(|end| end.map_or(0.0, |end| end.pace(*at)));
        let volume: f64 = pace.iter().zip(known).map(|(pace, known)| pace / (1.0 + known)).sum();
        let got = end[0].and_then(|end| end.got).filter(|(_, by)| by != to);
        let waited_us = got.map(|(got, _)| at.0.abs_diff(got.0)).filter(|waited| *waited < DAY_US as u64);
        let relayed = waited_us.map_or(0, |waited_us| 40 - logarithmic(waited_us as f64 / 60e6));
        let mut sizes: Sizes = [None; SIGNS];
        for (sign, size) in Sign::ALL.into_iter().zip(&mut sizes) {
            *size = match sign {
                Sign::Unknown => Some(MOST.saturating_sub(logarithmic(known[0].max(known[1])))),
                Sign::Praise => opinion.map(|opinion| (20.0 * opinion.get().max(0.0)) as u8),
                Sign::Wording => shared.map(|shared| shared as u8),
                Sign::Volume => Some(logarithmic(8.0 * volume)),
                Sign::Relayed => Some(relayed),
                Sign::Cycle => Some(u8::from(self.closes_a_cycle(interaction))),
            };
        }
        let (nats, together) = self.usual.judge(&sizes);
        let blames = opinion.is_some_and(|opinion| opinion.get() < 0.0);
        let millinats = if together >= SUSPICIOUS && !blames { (1e3 * together) as u64 } else { 0 };
        Tie { at: *at, from: *from, to: *to, sizes, nats, millinats, withheld: false }
    }

    /// What a group does is not usual; what is in none any more is. But no more is withheld than a small share: a whole site that
    /// behaves otherwise than it did is no group.
    fn withhold_or_learn(&mut self, from: Party, to: Party) {
        let full = self.withheld >= self.usual.all() / WITHHELD;
        let Some(tie) = self.window.between_mut(from, to) else { return };
        if tie.withheld {
            tie.withheld = false;
            self.withheld -= 1;
            self.usual.learn(&tie.sizes, &tie.nats);
        } else if !full {
            tie.withheld = true;
            self.withheld += 1;
            self.usual.unlearn(&tie.sizes, &tie.nats);
        }
    }

    fn become_known(&mut self, one: &Party, other: &Party) {
        let known = [one, other].map(|party| self.known.count(key(party)));
        let adds = known.map(|known| if known >= 1.0 { 1.0 } else { WITH_UNKNOWN });
        self.known.add(key(one), adds[1]);
        self.known.add(key(other), adds[0]);
    }

    /// Whether a way of ties of the last day leads from the one who is acted towards, by others, to the one who acts.
    fn closes_a_cycle(&self, interaction: &Interaction) -> bool {
        let lately = |tie: &&Tie| tie.at.0.abs_diff(interaction.at.0) < DAY_US as u64;
        let (mut reached, mut next) = (BTreeSet::from([interaction.to]), vec![interaction.to]);
        let mut looked_at = 0;
        while let Some(party) = next.pop() {
            for tie in self.window.ties_of(&party).take_while(lately) {
                looked_at += 1;
                if looked_at > LOOKED_AT {
                    return false;
                }
                if tie.from == party && tie.to == interaction.from {
                    return party != interaction.to;
                }
                if tie.from == party && reached.insert(tie.to) {
                    next.push(tie.to);
                }
            }
        }
        false
    }
}

/// What is connected by suspicious ties.
struct Part<'w> {
    parties: Vec<Party>,
    all_ties: Vec<usize>,
    ties: Vec<&'w Tie>,
    peel: Vec<peel::Tie>,
}

impl<'w> Part<'w> {
    /// `None` where it has more ties than `budget`.
    fn around(window: &'w Window, party: Party, budget: usize) -> Option<Self> {
        let (mut parties, mut next) = (BTreeSet::from([party]), vec![party]);
        let mut ties = Vec::new();
        while let Some(party) = next.pop() {
            for tie in window.suspicious_of(&party) {
                if ties.len() >= budget {
                    return None;
                }
                // Each is met from both of its ends.
                if tie.from == party {
                    ties.push(tie);
                }
                let other = if tie.from == party { tie.to } else { tie.from };
                if parties.insert(other) {
                    next.push(other);
                }
            }
        }
        let parties: Vec<Party> = parties.into_iter().collect();
        let number = |party: &Party| parties.binary_search(party).unwrap_or(0);
        ties.sort_by_key(|tie| (number(&tie.from), number(&tie.to)));
        let tie =
            |tie: &&Tie| peel::Tie { from: number(&tie.from), to: number(&tie.to), millinats: tie.millinats };
        let peel = ties.iter().map(tie).collect();
        let all = |party: &Party| window.end(party).map_or(0, |end| end.ties.len());
        let all_ties = parties.iter().map(all).collect();
        Some(Self { all_ties, ties, peel, parties })
    }

    fn group(&self, block: Block) -> Group {
        let within = |number: usize| block.parties.binary_search(&number).is_ok();
        let ties = self.ties.iter().zip(&self.peel).filter(|(_, tie)| within(tie.from) && within(tie.to));
        let ties: Vec<&Tie> = ties.map(|(tie, _)| *tie).collect();
        let weigh = |(number, sign): (usize, Sign)| {
            let each = ties.iter().filter_map(|tie| tie.nats.get(number));
            let shows = each.clone().filter(|nats| **nats >= SHOWS).count() as u32;
            Why { sign, ties: shows, nats: each.map(|nats| f64::from(*nats)).sum() }
        };
        let mut why: Vec<Why> =
            Sign::ALL.into_iter().enumerate().map(weigh).filter(|why| why.ties > 0).collect();
        why.sort_by(|one, other| other.nats.total_cmp(&one.nats));
        let all_ties: usize = block.parties.iter().filter_map(|number| self.all_ties.get(*number)).sum();
        let millinats: u64 = ties.iter().map(|tie| tie.millinats).sum();
        Group {
            members: block.parties.iter().filter_map(|number| self.parties.get(*number).copied()).collect(),
            since: ties.iter().map(|tie| tie.at).min().unwrap_or_default(),
            latest: ties.iter().map(|tie| tie.at).max().unwrap_or_default(),
            ties: ties.len() as u32,
            all_ties: (all_ties - ties.len()) as u32,
            nats: millinats as f64 / 1e3,
            ln_expected: block.ln_expected,
            why,
        }
    }
}

fn key(party: &Party) -> u64 {
    let [low, high] =
        [0, 8].map(|at| party.iter().skip(at).take(8).fold(0, |key, byte| key << 8 | u64::from(*byte)));
    (low ^ u64::rotate_left(high, 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
