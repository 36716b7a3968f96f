//! No longer than it was: from the first request to the last no more time can have passed for the page than for the server, but for
//! what the first one took on its way, and that is less than its whole exchange. Who makes timings up that are longer than
//! their own breaks it.

use super::Claim;
use super::delay::tolerance_us;
use crate::explain::Quantity;
use crate::observation::Observation;
use alloc::format;

/// As with the secret delay, only a clock that is set in between could break it, and a page's clock is not.
pub(super) static NOT_LONGER_THAN_SEEN: Claim = Claim {
    code: "longer_than_seen",
    frequency: 1e-4,
    broken: |observation| {
        let (first_us, told_us, seen_us) = elapsed(observation)?;
        (told_us > seen_us + first_us + tolerance_us(observation)).then(|| {
            format!(
                "from the first exchange to the last {} passed for the page, and {} for the server",
                Quantity::duration(told_us),
                Quantity::duration(seen_us)
            )
        })
    },
};

/// What the first exchange took for the page, and what passed from its start to that of the last, for the page and for the server.
fn elapsed(observation: &Observation) -> Option<(f64, f64, f64)> {
    let timed = || {
        let timed = observation.exchanges.iter();
        timed.filter_map(|exchange| {
            Some((exchange.client?, exchange.client?.started_us?, exchange.arrived_us?))
        })
    };
    let ((first, began_us, arrived_first_us), (_, started_us, arrived_us)) =
        timed().next().zip(timed().next_back())?;
    let told_us = started_us.checked_sub(began_us)? as f64;
    Some((first.total_us.into(), told_us, f64::from(arrived_us) - f64::from(arrived_first_us)))
}
