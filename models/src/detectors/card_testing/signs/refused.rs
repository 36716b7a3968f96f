//! Refused before: several cards, or one again and again, within an hour on one device or by one user.
//!
//! Wrong about customers who try whatever they have when their bank is out of order.

use crate::attempts::Span;
use crate::signs::Sign;
use alloc::{format, string::String};

const CARDS: u8 = 3;
const TIMES: u8 = 6;

pub(in super::super) static REFUSED: Sign = Sign {
    code: "refused_before",
    frequency: 3e-4,
    may_be_usual: true,
    seen: |attempts| {
        let of = |span: Option<Span>, whose| span.and_then(|span| refused(span, whose));
        let device = attempts.device.filter(|_| attempts.till == Some(false));
        of(device.map(|past| past.hour), "from this device")
            .or_else(|| of(attempts.user.map(|past| past.hour), "by this user"))
    },
};

fn refused(span: Span, whose: &str) -> Option<String> {
    let many = span.cards_refused >= CARDS || span.refused >= TIMES;
    many.then(|| {
        format!(
            "{} payments {whose} refused within an hour, with {} different cards",
            span.refused, span.cards_refused
        )
    })
}
