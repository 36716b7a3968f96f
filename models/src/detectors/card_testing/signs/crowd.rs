//! A crowd: new cards that have the issuer, the amount or the size of the amount in common come far oftener than usual among all new cards,
//! and their banks refuse far more of them than usual. This is how testing from many devices shows, each of which tries one card.
//!
//! Wrong about genuine first purchases that fall into such a crowd while it lasts, and about an issuer's outage during its own
//! campaign. A sale brings a crowd that banks pay for, and shows nothing. Without banks' answers nothing is told.

use crate::attempts::{Attempts, Common, Crowd};
use crate::math::beta_binomial;
use crate::signs::Sign;
use alloc::{format, string::String};

/// One customer with two cards that are refused is none yet.
const CARDS: u32 = 4;
/// Each of both improbable, and both together.
const MANY: f64 = 0.2;
const REFUSED: f64 = 0.02;
const TOGETHER: f64 = 3e-4;

pub(in super::super) static OF_ISSUER: Sign = Sign {
    code: "refused_crowd_of_issuer",
    frequency: 1e-4,
    may_be_usual: false,
    seen: |attempts: &Attempts| crowd(&attempts.issuer?, &SHORT, "of one issuer"),
};

pub(in super::super) static OF_AMOUNT: Sign = Sign {
    code: "refused_crowd_of_amount",
    frequency: 1e-4,
    may_be_usual: false,
    seen: |attempts| crowd(&attempts.amount?, &SPANS, "with exactly this amount"),
};

pub(in super::super) static OF_SIZE: Sign = Sign {
    code: "refused_crowd_of_size",
    frequency: 3e-4,
    may_be_usual: false,
    seen: |attempts| crowd(&attempts.size?, &SHORT, "with an amount of this size"),
};

/// A span of time: its crowd, its name and its seconds.
pub(super) type Span = (fn(&Common) -> Crowd, &'static str, u32);

pub(super) const SPANS: [Span; 3] = [
    (|common| common.minutes, "ten minutes", 600),
    (|common| common.hour, "an hour", 3_600),
    (|common| common.day, "a day", 86_400),
];
/// There is always somebody within a day who pays little.
const SHORT: [Span; 2] = [SPANS[0], SPANS[1]];
/// It is over when nobody was refused for this part of its span.
const OVER: u32 = 6;

fn crowd(common: &Common, spans: &[Span], what: &str) -> Option<String> {
    let refused_s = common.refused_s?;
    let is_crowd = |crowd: &Crowd| {
        let (many, refused) = (others(common, crowd), refused(common, crowd));
        crowd.cards >= CARDS && many <= MANY && refused <= REFUSED && many * refused <= TOGETHER
    };
    let ongoing = spans.iter().filter(|(.., seconds)| refused_s <= seconds / OVER);
    let mut crowds = ongoing.map(|(crowd, span, _)| (crowd(common), span));
    let (crowd, span) = crowds.find(|(crowd, _)| is_crowd(crowd))?;
    Some(format!(
        "{} new cards {what} within {span}, of {}, where {:.1} % are usual; {} of {} refused, where {:.0} % are usual",
        crowd.cards,
        crowd.among,
        100.0 * common.usual_share,
        crowd.refused,
        crowd.answered,
        100.0 * common.usually_refused
    ))
}

/// Probability that as many others have in common what the card asked about has.
pub(super) fn others(common: &Common, crowd: &Crowd) -> f64 {
    let [cards, among] = [crowd.cards, crowd.among].map(|count| count.saturating_sub(1));
    at_least(cards, among, common.usual_share, common.worth)
}

/// Probability that as many of those answered are refused.
fn refused(common: &Common, crowd: &Crowd) -> f64 {
    at_least(crowd.refused, crowd.answered, common.usually_refused, common.refused_worth)
}

/// Of more, no more is learned: how well the usual share is known is what counts then.
const MOST: u32 = 1_000;

fn at_least(count: u32, of: u32, share: f32, worth: f32) -> f64 {
    let (share, worth) = (f64::from(share), f64::from(worth));
    if f64::from(count) <= share * f64::from(of) {
        return 1.0;
    }
    let scale = |count: u32| {
        if of > MOST { (f64::from(count) * f64::from(MOST) / f64::from(of)) as u32 } else { count }
    };
    beta_binomial::upper(scale(count), scale(of), share * worth, (1.0 - share) * worth)
}
