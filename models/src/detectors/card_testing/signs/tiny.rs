//! Tiny payments: one after the other within an hour, with more than one card, from one device or by one user. Nearly all payments here are
//! larger.
//!
//! Wrong about whoever pays for small things one by one, and changes cards on the way.

use crate::attempts::Span;
use crate::signs::Sign;
use alloc::{format, string::String};

/// Payments, the one asked about included.
const PAYMENTS: u8 = 4;

pub(in super::super) static TINY: Sign = Sign {
    code: "tiny_payments",
    frequency: 5e-5,
    may_be_usual: true,
    seen: |attempts| {
        attempts.tiny.filter(|tiny| *tiny)?;
        let device = attempts.device.filter(|_| attempts.till == Some(false));
        let of = |span: Option<Span>, whose| span.and_then(|span| tiny(span, whose));
        of(device.map(|past| past.hour), "from this device")
            .or_else(|| of(attempts.user.map(|past| past.hour), "by this user"))
    },
};

fn tiny(span: Span, whose: &str) -> Option<String> {
    let payments = span.tiny.saturating_add(1);
    let cards = span.other_cards.saturating_add(1);
    let many = payments >= PAYMENTS && cards > 1;
    many.then(|| format!("{payments} tiny payments {whose} within an hour, with {cards} different cards"))
}
