//! Changed just before: the password or an address, within an hour.
//!
//! Wrong about everybody who forgot a password, or moved, and then buys: up to three purchases in a hundred. Alone these ask
//! for nothing; together with something else they do.

use super::ago;
use crate::signs::Sign;
use alloc::format;

const LATELY_S: u32 = 3_600;

pub(in super::super) static CREDENTIAL: Sign = Sign {
    code: "credential_changed",
    frequency: 0.03,
    may_be_usual: true,
    seen: |attempts| {
        let since_s = attempts.account?.credential_s.filter(|since_s| *since_s <= LATELY_S)?;
        Some(format!("the password or another secret was changed {} before", ago(since_s)))
    },
};

pub(in super::super) static ADDRESS: Sign = Sign {
    code: "address_changed",
    frequency: 0.03,
    may_be_usual: true,
    seen: |attempts| {
        let since_s = attempts.account?.address_s.filter(|since_s| *since_s <= LATELY_S)?;
        Some(format!("an address was changed {} before", ago(since_s)))
    },
};
