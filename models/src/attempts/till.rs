//! Devices at which cards are entered for a living, tills and call centres: many cards are their business, as long as banks pay for most.

use super::{DAY_US, between_us};
use crate::observation::Timestamp;

/// So long after the first payment, and after so many that banks paid, it is one.
const AFTER_US: u64 = 2 * DAY_US;
const PAID: u16 = 10;
/// Payments that are counted; then halved, so that a till that changes hands is soon none.
const COUNTED: u16 = 100;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Till {
    first: Option<Timestamp>,
    paid: u16,
    refused: u16,
}

impl Till {
    pub(super) fn note(&mut self, now: Timestamp) {
        self.first.get_or_insert(now);
    }

    pub(super) fn answer(&mut self, refused: bool) {
        match refused {
            true => self.refused += 1,
            false => self.paid += 1,
        }
        if self.paid + self.refused > COUNTED {
            self.paid /= 2;
            self.refused /= 2;
        }
    }

    pub(super) fn is_one(&self, now: Timestamp) -> bool {
        let is_old = self.first.is_some_and(|first| between_us(first, now) > AFTER_US);
        is_old && self.paid >= PAID && 2 * self.refused <= self.paid
    }
}
