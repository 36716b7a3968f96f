//! The secret delay: one answer of every visit is held back by a time that only the server knows, so whoever waited for it
//! has it in the time they report. It proves waiting, not honesty: who reads the answer off the wire has waited too.

use super::Claim;
use crate::detectors::device::timing;
use crate::explain::Quantity;
use crate::observation::{ExchangeKind, Observation};
use alloc::format;

/// A clock that stops while the machine sleeps could break it, in the second and a half that a chain takes.
pub(super) static WAITED: Claim = Claim {
    code: "delay_not_waited",
    frequency: 1e-4,
    broken: |observation| {
        let held = observation.exchanges.iter().find(|exchange| exchange.kind == ExchangeKind::Held)?;
        let (reported_us, held_us) = (timing::reported_us(held)?, f64::from(held.held_us));
        (reported_us + tolerance_us(observation) < held_us).then(|| {
            format!(
                "an answer was held back for {} and came after {}, as the page says",
                Quantity::duration(held_us),
                Quantity::duration(reported_us),
            )
        })
    },
};

/// By how much a duration of the page may be off: two ticks of its clock, and a millisecond for what lies between the
/// network and the page.
pub(super) fn tolerance_us(observation: &Observation) -> f64 {
    const SLACK_US: f64 = 1_000.0;
    SLACK_US + 2.0 * timing::clock_step_us(observation)
}
