//! Signs of an interaction that should not simply pass, each with the share of genuine interactions that show it, which is an estimate.

use super::Encounter;
use crate::detectors::trust::signs::{distrusted, fallen, grouped};
use crate::regard::Regard;
use crate::signs::Sign;
use crate::standing::Standing;
use alloc::{format, string::String};
use core::ops::Range;

/// The visible list.
pub(super) static ALL: [&Sign<Encounter>; 8] = [
    &SOMEWHAT,
    &MUCH,
    &WHOLLY,
    &FALLEN,
    &GROUPED,
    &AMONG_THEMSELVES,
    &PRAISE_BY_A_STRANGER,
    &PRAISE_AGAINST_ALL,
];

static SOMEWHAT: Sign<Encounter> = sign("sender_distrusted", 0.015, |one| distrusted::somewhat(&from(one)?));
static MUCH: Sign<Encounter> = sign("sender_much_distrusted", 7e-4, |one| distrusted::much(&from(one)?));
static WHOLLY: Sign<Encounter> =
    sign("sender_wholly_distrusted", 1e-4, |one| distrusted::wholly(&from(one)?));
static FALLEN: Sign<Encounter> = sign("sender_fallen_trust", 0.003, |one| fallen::fallen(&from(one)?));
static GROUPED: Sign<Encounter> =
    sign("sender_in_suspicious_group", 7e-4, |one| grouped::grouped(&from(one)?));

/// Wrong about families, teams and clubs.
static AMONG_THEMSELVES: Sign<Encounter> = sign("within_suspicious_group", 2e-4, |one| {
    let (from, to) = (one.from?.group?, one.to?.group?);
    (from.group == to.group).then(|| format!("both belong to the same suspicious group of {}", from.members))
});

/// Praise by strangers for somebody whom others speak badly of is what shills are for. It goes by how many spoke badly, which praise does not undo.
/// A bad word against the opinion of all is no sign: somebody is the first to be cheated.
///
/// Wrong about a first-time customer who was lucky with a bad seller.
static PRAISE_BY_A_STRANGER: Sign<Encounter> =
    sign("praise_by_stranger", 0.005, |one| praised(one, &(1.0 / 3.0..2.0 / 3.0)));
static PRAISE_AGAINST_ALL: Sign<Encounter> =
    sign("praise_by_stranger_against_all", 7e-4, |one| praised(one, &(2.0 / 3.0..1.1)));

/// Opinions before it can be said that many are bad.
const SPOKEN_OF: u32 = 5;

/// Praise by somebody of whom nobody has spoken, for somebody of whom this share of opinions is bad.
fn praised(one: &Encounter, share: &Range<f64>) -> Option<String> {
    let is_stranger = one.from?.standing.is_none_or(|from| from.opinions == 0);
    let is_praise = one.opinion.is_some_and(|opinion| opinion.get() > 0.0);
    let Standing { opinions, bad_opinions: bad, .. } = one.to?.standing?;
    let is_it = is_stranger && is_praise && opinions >= SPOKEN_OF;
    (is_it && share.contains(&(f64::from(bad) / f64::from(opinions)))).then(|| {
        format!("praise, by somebody of whom nobody has spoken, for one of whom {bad} of {opinions} opinions are bad")
    })
}

const fn sign(code: &'static str, frequency: f64, seen: fn(&Encounter) -> Option<String>) -> Sign<Encounter> {
    Sign { code, frequency, may_be_usual: false, seen }
}

fn from(one: &Encounter) -> Option<Regard> {
    one.from
}
