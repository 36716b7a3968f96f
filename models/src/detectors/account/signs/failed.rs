//! Failed logins: many before the purchase.
//!
//! Wrong about whoever has forgotten the password and tries all they ever had.

use super::ago;
use crate::signs::Sign;
use alloc::format;

const WITHIN_HOUR: u8 = 8;
const WITHIN_DAY: u8 = 12;

pub(in super::super) static FAILED: Sign = Sign {
    code: "failed_logins",
    frequency: 0.001,
    may_be_usual: true,
    seen: |attempts| {
        let account = attempts.account?;
        let login = account.login_s.map(|since_s| format!(", a login {} before", ago(since_s)));
        let login = login.unwrap_or_default();
        match (account.failed_hour, account.failed_day) {
            (hour @ WITHIN_HOUR.., _) => Some(format!("{hour} failed logins within an hour{login}")),
            (_, day @ WITHIN_DAY..) => Some(format!("{day} failed logins within a day{login}")),
            _ => None,
        }
    },
};
