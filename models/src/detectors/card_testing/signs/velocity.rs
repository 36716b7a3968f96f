//! Too fast: payment after payment within minutes, with one card, from one device or by one user.
//!
//! Wrong about pages that send an order many times, and about whoever buys many small things one by one.

use crate::signs::Sign;
use alloc::format;

/// Payments within ten minutes, the one asked about included.
const PAYMENTS: u8 = 10;

pub(in super::super) static TOO_FAST: Sign = Sign {
    code: "payments_too_fast",
    frequency: 1e-4,
    may_be_usual: true,
    seen: |attempts| {
        let device = attempts.device.filter(|_| attempts.till == Some(false));
        let pasts = [attempts.card, device, attempts.user].into_iter().flatten();
        let most = pasts.map(|past| past.minutes.attempts).max()?.saturating_add(1);
        (most >= PAYMENTS).then(|| format!("{most} payments within ten minutes"))
    },
};
