//! How many cards that had not paid here before came lately, and how many come usually: sums that fade.

use super::{DAY_US, HOUR_US, between_us};
use crate::observation::Timestamp;

/// What is usual is learned over about this long.
const USUAL_US: u64 = 30 * DAY_US;

/// Counts of one span, each fading over it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) cards: f64,
    /// Those whose bank has answered.
    pub(super) answered: f64,
    pub(super) refused: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Pace {
    at: Timestamp,
    pub(super) hour: Counts,
    pub(super) day: Counts,
    /// Cards that paid: whoever tries out cards does not teach what is usual.
    pub(super) usual: f64,
    pub(super) usually_refused: f64,
}

impl Pace {
    /// As it is at a later moment. A clock that steps back lets nothing fade.
    pub(super) fn at(mut self, now: Timestamp) -> Self {
        if now > self.at {
            let elapsed = between_us(now, self.at) as f64;
            let left = |span_us: u64| libm::exp(-elapsed / span_us as f64);
            let fade = |counts: &mut Counts, left: f64| {
                counts.cards *= left;
                counts.answered *= left;
                counts.refused *= left;
            };
            fade(&mut self.hour, left(HOUR_US));
            fade(&mut self.day, left(DAY_US));
            let left = left(USUAL_US);
            self.usual *= left;
            self.usually_refused *= left;
        }
        self.at = now;
        self
    }

    /// A card that had not paid here before.
    pub(super) fn note(&mut self, now: Timestamp) {
        *self = self.at(now);
        self.hour.cards += 1.0;
        self.day.cards += 1.0;
    }

    /// The bank's answer about such a card.
    pub(super) fn answer(&mut self, now: Timestamp, refused: bool) {
        *self = self.at(now);
        for counts in [&mut self.hour, &mut self.day] {
            counts.answered += 1.0;
            counts.refused += f64::from(u8::from(refused));
        }
        match refused {
            true => self.usually_refused += 1.0,
            false => self.usual += 1.0,
        }
    }

    /// A card of a site that tells no answers.
    pub(super) fn learn(&mut self, now: Timestamp) {
        *self = self.at(now);
        self.usual += 1.0;
    }
}
