//! Redirected: both the password and an address were changed within a day.
//!
//! Wrong about customers who come back after years.

use super::ago;
use crate::signs::Sign;
use alloc::format;

const LATELY_S: u32 = 86_400;

pub(in super::super) static REDIRECTED: Sign = Sign {
    code: "credential_and_address_changed",
    frequency: 0.001,
    may_be_usual: false,
    seen: |attempts| {
        let account = attempts.account?;
        let lately = |since_s: Option<u32>| since_s.filter(|since_s| *since_s <= LATELY_S);
        let (credential_s, address_s) = (lately(account.credential_s)?, lately(account.address_s)?);
        Some(format!(
            "the password was changed {} before, and an address {} before",
            ago(credential_s),
            ago(address_s)
        ))
    },
};
