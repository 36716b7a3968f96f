//! What an activity is like, whoever does it.

use super::{Variable, below};

const HOUR_US: i64 = 3_600_000_000;

/// In steps of a factor of √2. Rules are a site's own, and a site mostly has one currency.
pub(super) static SIZE: Variable = Variable {
    code: "amount",
    text: "the amount in minor units is",
    is_habit: true,
    rises: true,
    bands: &[
        ("below 1000", 0.1),
        ("1000 to 1413", 0.05),
        ("1414 to 1999", 0.06),
        ("2000 to 2827", 0.08),
        ("2828 to 3999", 0.1),
        ("4000 to 5656", 0.12),
        ("5657 to 7999", 0.12),
        ("8000 to 11313", 0.12),
        ("11314 to 15999", 0.1),
        ("16000 to 22626", 0.06),
        ("22627 to 31999", 0.04),
        ("32000 to 45254", 0.02),
        ("45255 to 63999", 0.01),
        ("64000 to 90509", 0.01),
        ("90510 to 127999", 0.005),
        ("128000 or more", 0.005),
    ],
    of: |_, activity| {
        let edges = [
            1_000, 1_414, 2_000, 2_828, 4_000, 5_657, 8_000, 11_314, 16_000, 22_627, 32_000, 45_255, 64_000,
            90_510, 128_000,
        ];
        Some(below(&edges, activity.amount_minor))
    },
};

pub(super) static HOUR: Variable = Variable {
    code: "hour",
    text: "the hour (UTC) is",
    is_habit: true,
    rises: false,
    bands: &[
        ("0 to 3", 0.05),
        ("4 to 7", 0.1),
        ("8 to 11", 0.2),
        ("12 to 15", 0.25),
        ("16 to 19", 0.25),
        ("20 to 23", 0.15),
    ],
    of: |_, activity| Some(activity.at.0.div_euclid(4 * HOUR_US).rem_euclid(6) as usize),
};

pub(super) static WEEKDAY: Variable = Variable {
    code: "weekday",
    text: "the day is a",
    is_habit: true,
    rises: false,
    // 1970 began on a Thursday.
    bands: &[
        ("Thursday", 0.14),
        ("Friday", 0.14),
        ("Saturday", 0.15),
        ("Sunday", 0.15),
        ("Monday", 0.14),
        ("Tuesday", 0.14),
        ("Wednesday", 0.14),
    ],
    of: |_, activity| Some(activity.at.0.div_euclid(24 * HOUR_US).rem_euclid(7) as usize),
};

pub(super) static CARD_HERE: Variable = Variable {
    code: "card_here",
    text: "the card, at this site, is",
    is_habit: true,
    rises: true,
    bands: &[("known", 0.7), ("new", 0.3)],
    of: |_, activity| activity.card_known.map(|known| usize::from(!known)),
};

pub(super) static TRIED: Variable = Variable {
    code: "tried",
    text: "payments tried within a day before were",
    is_habit: true,
    rises: true,
    bands: &[
        ("none", 0.8),
        ("one", 0.12),
        ("two or three", 0.05),
        ("four to seven", 0.02),
        ("eight or more", 0.01),
    ],
    of: |_, activity| Some(below(&[1, 2, 4, 8], activity.tried_day?)),
};

pub(super) static REFUSED: Variable = Variable {
    code: "refused",
    text: "payments refused within a day before were",
    is_habit: true,
    rises: true,
    bands: &[("none", 0.9), ("one", 0.07), ("two or three", 0.02), ("four or more", 0.01)],
    of: |_, activity| Some(below(&[1, 2, 4], activity.refused_day?)),
};

pub(super) static FAILED_LOGINS: Variable = Variable {
    code: "failed_logins",
    text: "failed logins within a day before were",
    is_habit: true,
    rises: true,
    bands: &[("none", 0.93), ("one or two", 0.05), ("three to seven", 0.015), ("eight or more", 0.005)],
    of: |_, activity| Some(below(&[1, 3, 8], activity.account?.failed_day)),
};

pub(super) static CHANGED: Variable = Variable {
    code: "changed",
    text: "the password, an address or the cards were changed",
    is_habit: true,
    rises: true,
    bands: &[
        ("not lately", 0.9),
        ("within a week", 0.06),
        ("within a day", 0.025),
        ("within an hour", 0.015),
    ],
    of: |_, activity| {
        let account = activity.account?;
        let changes = [account.credential_s, account.address_s, account.card_s];
        Some(changes.into_iter().flatten().min().map_or(0, |since_s| match since_s {
            0..3_600 => 3,
            3_600..86_400 => 2,
            _ => 1,
        }))
    },
};
