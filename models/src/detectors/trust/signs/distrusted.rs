//! Distrusted: those who dealt with the party speak badly of it. Trust begins at 0.5 and needs opinions to fall, so that a low one is never a
//! want of knowledge.
//!
//! Wrong about whoever was slandered by many whom others trust.

use crate::regard::Regard;
use crate::signs::Sign;
use alloc::{format, string::String};
use core::ops::Range;

/// Trust in three classes: each is one sign, so that the lower counts as the rarer that it is.
const SOMEWHAT_IN: Range<f64> = 0.2..0.35;
const MUCH_IN: Range<f64> = 0.08..0.2;
const WHOLLY_IN: Range<f64> = 0.0..0.08;

pub(in super::super) static SOMEWHAT: Sign<Regard> =
    Sign { code: "distrusted", frequency: 0.02, may_be_usual: true, seen: |regard| somewhat(regard) };

pub(in super::super) static MUCH: Sign<Regard> =
    Sign { code: "much_distrusted", frequency: 0.003, may_be_usual: true, seen: |regard| much(regard) };

pub(in super::super) static WHOLLY: Sign<Regard> =
    Sign { code: "wholly_distrusted", frequency: 3e-4, may_be_usual: true, seen: |regard| wholly(regard) };

pub(crate) fn somewhat(regard: &Regard) -> Option<String> {
    within(regard, &SOMEWHAT_IN)
}

pub(crate) fn much(regard: &Regard) -> Option<String> {
    within(regard, &MUCH_IN)
}

pub(crate) fn wholly(regard: &Regard) -> Option<String> {
    within(regard, &WHOLLY_IN)
}

fn within(regard: &Regard, class: &Range<f64>) -> Option<String> {
    let standing = regard.standing.filter(|standing| class.contains(&standing.trust))?;
    let (bad, all) = (standing.bad_opinions, standing.opinions);
    Some(format!("trust {:.2} where 0.50 is neutral: {bad} of {all} opinions are bad", standing.trust))
}
