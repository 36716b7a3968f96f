//! Signs of an interaction that should not simply pass, each with the share of genuine interactions that show it, which is an estimate.

use super::Encounter;
use crate::detectors::trust::signs::{distrusted, fallen, grouped};
use crate::regard::Regard;
use crate::signs::Sign;
use alloc::{format, string::String};

/// The visible list.
pub(super) static ALL: [&Sign<Encounter>; 7] =
    [&SOMEWHAT, &MUCH, &WHOLLY, &FALLEN, &GROUPED, &AMONG_THEMSELVES, &PRAISE_AGAINST_ALL];

static SOMEWHAT: Sign<Encounter> = sign("sender_distrusted", 0.015, |one| distrusted::somewhat(&from(one)?));
static MUCH: Sign<Encounter> = sign("sender_much_distrusted", 0.001, |one| distrusted::much(&from(one)?));
static WHOLLY: Sign<Encounter> =
    sign("sender_wholly_distrusted", 1e-4, |one| distrusted::wholly(&from(one)?));
static FALLEN: Sign<Encounter> = sign("sender_fallen_trust", 0.003, |one| fallen::fallen(&from(one)?));
static GROUPED: Sign<Encounter> =
    sign("sender_in_suspicious_group", 0.001, |one| grouped::grouped(&from(one)?));

/// Wrong about families, teams and clubs.
static AMONG_THEMSELVES: Sign<Encounter> = sign("within_suspicious_group", 2e-4, |one| {
    let (from, to) = (one.from?.group?, one.to?.group?);
    (from.group == to.group).then(|| format!("both belong to the same suspicious group of {}", from.members))
});

/// Praise of somebody whom others speak badly of is what shills are for. A bad word against the opinion of all is no sign: somebody is the
/// first to be cheated.
///
/// Wrong about whoever is lucky with a bad seller.
static PRAISE_AGAINST_ALL: Sign<Encounter> = sign("praise_against_all", 0.005, |one| {
    let (opinion, nats) = (one.opinion?, one.surprise_nats?);
    let odds = libm::round(libm::exp(nats));
    (opinion.get() > 0.0 && nats >= SURPRISING_NATS)
        .then(|| format!("praise for somebody of whom one in {odds} would speak well"))
});

/// One in a hundred.
const SURPRISING_NATS: f64 = 4.6;

const fn sign(code: &'static str, frequency: f64, seen: fn(&Encounter) -> Option<String>) -> Sign<Encounter> {
    Sign { code, frequency, may_be_usual: false, seen }
}

fn from(one: &Encounter) -> Option<Regard> {
    one.from
}
