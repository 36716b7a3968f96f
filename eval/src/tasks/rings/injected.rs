//! Rings that are made up and put among real parties. Every number here is an assumption.
//!
//! An operator goes round its accounts, each of which acts about every third of a day; a share of what they do is *camouflage* towards honest
//! parties, half of whom answer. Nobody repeats a rating. Ring members write by the operator's template, more or less.

use super::texts::{Texts, Writer};
use crate::data::otc::Rated;
use models::interaction::{Interaction, InteractionKind, Opinion};
use models::observation::Timestamp;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{Rng, RngExt as _};
use std::collections::BTreeSet;

/// What a ring does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// Members praise each other.
    Mutual,
    /// All praise one seller, who answers some.
    Star,
    /// Quick trades round and round, in the same words, praised as people usually do.
    Cycle,
}

/// How rings are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Share of what members do that is camouflage.
    pub(super) camouflage: f64,
    /// Whether there are texts at all, honest ones too.
    pub(super) texts: bool,
    /// Whether an operator goes round; otherwise every account acts whenever it likes within the same days.
    pub(super) in_turn: bool,
    /// Whether praise is high, 5 to 10; otherwise as people usually do.
    pub(super) praises: bool,
    /// Interactions with honest parties that every member had in the month before.
    pub(super) before: usize,
}

/// As the promise has it.
pub(super) const PROMISED: Manner =
    Manner { camouflage: 0.3, texts: true, in_turn: true, praises: true, before: 0 };

/// One thing that somebody does.
pub(super) struct Act {
    pub(super) interaction: Interaction,
    /// The number of the ring, where a member of one does it.
    pub(super) ring: Option<usize>,
    /// Whether it counts as one of the member's own: what it did before its ring began does not.
    pub(super) counts: bool,
}

/// One ring.
pub(super) struct Ring {
    pub(super) shape: Shape,
    pub(super) size: usize,
    pub(super) members: BTreeSet<[u8; 16]>,
}

/// What is drawn from.
pub(super) struct Scene<'s, R> {
    pub(super) honest: &'s [Rated],
    pub(super) texts: &'s Texts,
    pub(super) manner: Manner,
    pub(super) random: &'s mut R,
}

/// Times each account acts.
const ROUNDS: usize = 5;
const MINUTE_US: f64 = 60e6;
const HOUR_US: f64 = 3_600e6;
const DAY_US: f64 = 86_400e6;
/// Share of camouflage towards parties in proportion to how often they are rated; the rest is towards any.
const POPULAR: f64 = 0.7;
const ANSWERED: f64 = 0.5;

pub(super) fn honest_id(number: u32) -> [u8; 16] {
    u128::from(number).to_be_bytes()
}

impl<R: Rng> Scene<'_, R> {
    /// A ring that begins at `place` among the honest ratings, and all that it does.
    pub(super) fn ring(
        &mut self,
        number: usize,
        shape: Shape,
        size: usize,
        place: usize,
    ) -> (Ring, Vec<Act>) {
        let members: Vec<[u8; 16]> = (0..size).map(|_| self.random.random()).collect();
        let began = self.honest.get(place).map_or(0.0, |rated| rated.at.0 as f64);
        let mut acts = Vec::new();
        for member in &members {
            for _ in 0..self.manner.before {
                let at = began - self.random.random_range(0.0..30.0 * DAY_US);
                self.camouflage(&mut acts, number, *member, at, place, false);
            }
        }
        let operator = self.texts.operator(self.random);
        let mut paired = BTreeSet::new();
        let (mut order, mut now) = (members.clone(), began);
        for _ in 0..ROUNDS {
            order.shuffle(self.random);
            let pause_us = if shape == Shape::Cycle { 4.0 * MINUTE_US } else { 15.0 * MINUTE_US };
            for (turn, member) in order.iter().enumerate() {
                now += self.exponential(pause_us);
                let at = if self.manner.in_turn {
                    now
                } else {
                    began + self.random.random_range(0.0..ROUNDS as f64 * DAY_US / 3.0)
                };
                if self.random.random_bool(self.manner.camouflage) {
                    self.camouflage(&mut acts, number, *member, at, place, true);
                }
                // In a cycle whoever hides trades on all the same; elsewhere it did something else instead.
                let hides = acts.last().is_some_and(|act| act.interaction.at.0 == at as i64);
                let to = match shape {
                    Shape::Cycle => order.get((turn + 1) % size).copied(),
                    _ if hides => None,
                    Shape::Mutual => self.stranger(&members, *member, &paired),
                    Shape::Star if members.first() == Some(member) => {
                        self.stranger(&members, *member, &paired)
                    }
                    Shape::Star => members.first().copied(),
                };
                let Some(to) = to else { continue };
                let first = paired.insert((*member, to));
                let kind = match shape {
                    Shape::Cycle => InteractionKind::Confirmation,
                    _ if first => InteractionKind::Rating,
                    _ => InteractionKind::Message,
                };
                let opinion = match kind {
                    InteractionKind::Message => None,
                    _ if shape == Shape::Cycle || !self.manner.praises => Some(self.usual_praise()),
                    _ => [1.0, 1.0, 0.8, 0.5].choose(self.random).copied(),
                };
                let interaction = self.interaction(at, *member, to, kind, opinion, &operator);
                acts.push(Act { interaction, ring: Some(number), counts: true });
            }
            now += self.exponential(DAY_US / 3.0);
        }
        (Ring { shape, size, members: members.into_iter().collect() }, acts)
    }

    /// What an honest party says of another, with a text.
    pub(super) fn rated(&mut self, rated: &Rated) -> Act {
        let (from, to) = (honest_id(rated.source), honest_id(rated.target));
        let opinion = Some(f32::from(rated.rating) / 10.0);
        let at = rated.at.0 as f64;
        let interaction =
            self.interaction(at, from, to, InteractionKind::Rating, opinion, &Writer::of(rated.source));
        Act { interaction, ring: None, counts: true }
    }

    /// Something towards an honest party, and perhaps its answer.
    fn camouflage(
        &mut self,
        acts: &mut Vec<Act>,
        ring: usize,
        from: [u8; 16],
        at: f64,
        place: usize,
        counts: bool,
    ) {
        let before = self.honest.get(..place).unwrap_or_default();
        let some = if self.random.random_bool(POPULAR) {
            before
        } else {
            before.get(place.saturating_sub(1_500)..).unwrap_or_default()
        };
        let Some(rated) = some.choose(self.random) else { return };
        let honest = if self.random.random_bool(0.8) { rated.target } else { rated.source };
        let opinion = Some(self.usual_praise());
        let writer = Writer::of(self.random.random());
        if self.random.random_bool(ANSWERED) {
            let later = at + self.exponential(6.0 * HOUR_US);
            let opinion = Some(self.usual_praise());
            let answer = self.interaction(
                later,
                honest_id(honest),
                from,
                InteractionKind::Rating,
                opinion,
                &Writer::of(honest),
            );
            acts.push(Act { interaction: answer, ring: None, counts: true });
        }
        let interaction =
            self.interaction(at, from, honest_id(honest), InteractionKind::Rating, opinion, &writer);
        acts.push(Act { interaction, ring: Some(ring), counts });
    }

    /// A member that another has not rated yet.
    fn stranger(
        &mut self,
        members: &[[u8; 16]],
        member: [u8; 16],
        paired: &BTreeSet<([u8; 16], [u8; 16])>,
    ) -> Option<[u8; 16]> {
        let is_new = |other: &&[u8; 16]| **other != member && !paired.contains(&(member, **other));
        let others: Vec<&[u8; 16]> = members.iter().filter(is_new).collect();
        others.choose(self.random).map(|other| **other)
    }

    /// As one honest rating in the data that is not bad.
    fn usual_praise(&mut self) -> f32 {
        let rating = self.honest.choose(self.random).map_or(1, |rated| rated.rating);
        f32::from(rating.max(1)) / 10.0
    }

    fn interaction(
        &mut self,
        at: f64,
        from: [u8; 16],
        to: [u8; 16],
        kind: InteractionKind,
        opinion: Option<f32>,
        writer: &Writer,
    ) -> Interaction {
        let text = self.manner.texts.then(|| self.texts.text(writer, self.random));
        Interaction {
            at: Timestamp(at as i64),
            from,
            to,
            kind,
            opinion: opinion.and_then(Opinion::new),
            text,
        }
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.random.random_range(0.0..1.0_f64)).ln()
    }
}
