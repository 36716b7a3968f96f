//! How many cards that had not paid here before came lately, and how many come usually: sums that fade.

use super::{DAY_US, HOUR_US, MINUTE_US, between_us};
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
    /// When the last card was refused.
    pub(super) refused_at: Option<Timestamp>,
    pub(super) minutes: Counts,
    pub(super) hour: Counts,
    pub(super) day: Counts,
    /// Cards that paid while most of those that came with them did.
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
            fade(&mut self.minutes, left(10 * MINUTE_US));
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
        self.spans().into_iter().for_each(|counts| counts.cards += 1.0);
    }

    /// The bank's answer about such a card.
    pub(super) fn answer(&mut self, now: Timestamp, refused: bool, teaches: bool) {
        *self = self.at(now);
        for counts in self.spans() {
            counts.answered += 1.0;
            counts.refused += f64::from(u8::from(refused));
        }
        match refused {
            true => self.usually_refused += f64::from(u8::from(teaches)),
            false => self.usual += f64::from(u8::from(teaches)),
        }
        if refused {
            self.refused_at = Some(now);
        }
    }

    /// Whether most of those that came lately were refused: such cards do not teach what is usual.
    pub(super) fn is_mostly_refused(&self, now: Timestamp) -> bool {
        let mostly =
            |counts: &Counts, enough| counts.answered > enough && 2.0 * counts.refused > counts.answered;
        let pace = self.at(now);
        mostly(&pace.hour, 3.0) || mostly(&pace.day, 6.0)
    }

    fn spans(&mut self) -> [&mut Counts; 3] {
        [&mut self.minutes, &mut self.hour, &mut self.day]
    }

    /// A card of a site that tells no answers.
    pub(super) fn learn(&mut self, now: Timestamp) {
        *self = self.at(now);
        self.usual += 1.0;
    }
}
