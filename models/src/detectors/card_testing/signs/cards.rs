//! Many cards: one device, or one user, pays with several on one day.
//!
//! Wrong about households with many cards that buy on one day, gift cards, and tills and call centres in their first days.

use crate::attempts::Past;
use crate::signs::Sign;
use alloc::{format, string::String};

/// Cards, the one asked about included.
const CARDS: u8 = 4;

pub(in super::super) static OF_DEVICE: Sign = Sign {
    code: "many_cards_of_device",
    frequency: 3e-4,
    may_be_usual: true,
    seen: |attempts| many(attempts.device.filter(|_| attempts.till == Some(false))?, "from this device"),
};

pub(in super::super) static OF_USER: Sign = Sign {
    code: "many_cards_of_user",
    frequency: 1e-4,
    may_be_usual: true,
    seen: |attempts| many(attempts.user?, "by this user"),
};

fn many(past: Past, whose: &str) -> Option<String> {
    let spans = [(past.minutes, "ten minutes"), (past.hour, "an hour"), (past.day, "a day")];
    let (span, length) = spans.into_iter().find(|(span, _)| span.other_cards.saturating_add(1) >= CARDS)?;
    let cards = span.other_cards.saturating_add(1);
    Some(format!("{cards} different cards {whose} within {length}, {} payments refused", span.refused))
}
