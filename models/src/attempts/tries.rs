//! The last purchases that one card, device or user tried.

use super::{CardResult, DAY_US, HOUR_US, MINUTE_US, between_us};
use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most that are remembered of one; the oldest is forgotten first.
const ROOM: usize = 16;

/// What one card, device or user tried before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// In the last ten minutes.
    pub minutes: Span,
    /// In the last hour.
    pub hour: Span,
    /// In the last day.
    pub day: Span,
}

/// Purchases in a span of time, sixteen at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// All.
    pub attempts: u8,
    /// Other cards than the one asked about.
    pub other_cards: u8,
    /// Of amounts than which nearly all are larger.
    pub tiny: u8,
    /// Whose bank has answered.
    pub answered: u8,
    /// And refused.
    pub refused: u8,
    /// Different cards, the one asked about among them, that were refused.
    pub cards_refused: u8,
    /// Because of the security code.
    pub cvc_failed: u8,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Try {
    pub(super) at: Timestamp,
    /// A few bits of the card's id; `None` where no card was named.
    pub(super) card: Option<u32>,
    pub(super) tiny: bool,
    pub(super) result: Option<CardResult>,
}

/// The newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tries(Vec<Try>);

impl Tries {
    pub(super) fn push(&mut self, one: Try) {
        if self.0.len() == ROOM {
            self.0.remove(0);
        }
        self.0.push(one);
    }

    /// The bank's answer. Whether it is the first one about a purchase that is remembered.
    pub(super) fn answer(&mut self, at: Timestamp, card: Option<u32>, result: CardResult) -> bool {
        let waiting = |one: &&mut Try| one.at == at && one.card == card && one.result.is_none();
        self.0.iter_mut().rev().find(waiting).map(|one| one.result = Some(result)).is_some()
    }

    pub(super) fn past(&self, now: Timestamp, card: Option<u32>) -> Past {
        let span = |length_us: u64| {
            let within = || self.0.iter().filter(move |one| between_us(one.at, now) <= length_us);
            let count = |what: fn(&Try) -> bool| within().filter(|one| what(one)).count() as u8;
            let refused = |one: &Try| one.result.is_some_and(CardResult::is_refusal);
            Span {
                attempts: count(|_| true),
                other_cards: different(within().filter_map(|one| one.card).filter(|one| Some(*one) != card)),
                tiny: count(|one| one.tiny),
                answered: count(|one| one.result.is_some()),
                refused: count(|one| one.result.is_some_and(CardResult::is_refusal)),
                cards_refused: different(within().filter(|one| refused(one)).filter_map(|one| one.card)),
                cvc_failed: count(|one| one.result == Some(CardResult::CvcFailed)),
            }
        };
        Past { minutes: span(10 * MINUTE_US), hour: span(HOUR_US), day: span(DAY_US) }
    }
}

fn different(cards: impl Iterator<Item = u32>) -> u8 {
    let mut seen = [0; ROOM];
    let mut count = 0;
    for card in cards {
        let (before, rest) = seen.split_at_mut(count);
        if !before.contains(&card)
            && let Some(free) = rest.first_mut()
        {
            *free = card;
            count += 1;
        }
    }
    count as u8
}
