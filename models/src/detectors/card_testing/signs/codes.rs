//! Guessed codes: one card's security code was wrong again and again.
//!
//! Wrong about whoever cannot read their own card.

use crate::signs::Sign;
use alloc::format;

const TIMES: u8 = 4;

pub(in super::super) static GUESSED: Sign = Sign {
    code: "security_code_guessed",
    frequency: 1e-4,
    may_be_usual: false,
    seen: |attempts| {
        let wrong = attempts.card?.day.cvc_failed;
        (wrong >= TIMES)
            .then(|| format!("the security code of this card was wrong {wrong} times within a day"))
    },
};
