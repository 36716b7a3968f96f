//! What cards that had not paid here before have in common: far more of them than usual, and refused far oftener than usual, are cards
//! that are tried out, from however many devices. A sale brings many as well, but their banks pay.

use super::pace::{Counts, Pace};
use super::{SECOND_US, between_us};
use crate::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// Observations that the usual share is worth at most: what customers buy and where they bank changes.
const WORTH: f64 = 200.0;
/// Refusals that a site without any experience expects, and of how many.
const REFUSED: f64 = 2.0;
const REFUSED_OF: f64 = 14.0;
/// No site gets used to more.
const MOST_REFUSED: f64 = 0.35;

/// Cards that share something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Common {
    /// Within about ten minutes.
    pub minutes: Crowd,
    /// Within about an hour.
    pub hour: Crowd,
    /// Within about a day.
    pub day: Crowd,
    /// Seconds since one of them was refused, first of all its payments.
    pub refused_s: Option<u32>,
    /// Share that usually has it in common, in (0, 1).
    pub usual_share: f32,
    /// Observations that this share is worth.
    pub worth: f32,
    /// Share of cards that is usually refused when it comes first, in (0, 1).
    pub usually_refused: f32,
    /// Observations that this share is worth.
    pub refused_worth: f32,
}

/// How many there were, this one included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crowd {
    /// That have it in common.
    pub cards: u32,
    /// All.
    pub among: u32,
    /// Whose bank has answered, of those that have it in common.
    pub answered: u32,
    /// And refused.
    pub refused: u32,
}

/// What a share is thought to be before anything is known, and how much that counts.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub(super) share: f64,
    pub(super) worth: f64,
}

impl Common {
    /// Of cards of a pace among others; `new` where the card asked about has not been counted.
    pub(super) fn of(
        of: &Pace,
        among: &Pace,
        site: &Pace,
        before: Before,
        new: bool,
        now: Timestamp,
    ) -> Self {
        let [of, among, site] = [of, among, site].map(|pace| pace.at(now));
        let new = f64::from(u8::from(new));
        let crowd = |of: Counts, among: Counts| {
            let cards = libm::round(of.cards + new) as u32;
            let answered = libm::round(of.answered) as u32;
            Crowd {
                cards,
                among: (libm::round(among.cards + new) as u32).max(cards),
                answered,
                refused: (libm::round(of.refused) as u32).min(answered),
            }
        };
        let known = among.usual + before.worth;
        let share = (of.usual + before.share * before.worth) / known;
        let answers = site.usual + site.usually_refused + REFUSED_OF;
        let refused = (site.usually_refused + REFUSED) / answers;
        Self {
            minutes: crowd(of.minutes, among.minutes),
            hour: crowd(of.hour, among.hour),
            day: crowd(of.day, among.day),
            refused_s: of
                .refused_at
                .map(|at| u32::try_from(between_us(at, now) / SECOND_US).unwrap_or(u32::MAX)),
            usual_share: share.clamp(1e-6, 0.999) as f32,
            worth: known.min(WORTH) as f32,
            usually_refused: refused.min(MOST_REFUSED) as f32,
            refused_worth: answers.min(WORTH) as f32,
        }
    }
}
