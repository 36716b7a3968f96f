//! Fallen: trust in the party is far below what it usually was. This is how a taken account shows among those who deal with it, and a seller
//! who has earned trust to spend it.
//!
//! Wrong about whoever has one bad week.

use crate::regard::Regard;
use crate::signs::Sign;
use alloc::{format, string::String};

/// Standard deviations of its own history.
const FAR: f64 = 4.0;

pub(in super::super) static FALLEN: Sign<Regard> =
    Sign { code: "fallen_trust", frequency: 0.003, may_be_usual: false, seen: |regard| fallen(regard) };

pub(crate) fn fallen(regard: &Regard) -> Option<String> {
    let standing = regard.standing?;
    let jump = standing.jump.filter(|jump| *jump <= -FAR)?;
    Some(format!("trust {:.2}, {:.0} standard deviations below what it usually was", standing.trust, -jump))
}
