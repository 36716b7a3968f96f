//! One expiry date: of an issuer's cards that come for the first time, far more share the date than dates are shared.
//!
//! Wrong about an issuer that sent all its cards out in one month, until enough of them have paid here.

use super::crowd::{SPANS, others};
use crate::signs::Sign;
use alloc::format;

/// As improbable among cards that expire as they usually do.
const CHANCE: f64 = 3e-5;

pub(in super::super) static ONE_EXPIRY: Sign = Sign {
    code: "one_issuer_and_expiry",
    frequency: 1e-4,
    may_be_usual: false,
    seen: |attempts| {
        let common = attempts.expiry?;
        let mut crowds = SPANS.iter().map(|(crowd, span, _)| (crowd(&common), span));
        let (crowd, span) = crowds.find(|(crowd, _)| others(&common, crowd) <= CHANCE)?;
        Some(format!(
            "{} new cards of one issuer and one expiry date within {span}, of {} of this issuer; {:.0} % usually share the date",
            crowd.cards,
            crowd.among,
            100.0 * common.usual_share
        ))
    },
};
