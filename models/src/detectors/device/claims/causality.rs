//! Cause before effect: a request leaves before it arrives, and an answer is read after it left. So however the network behaves,
//! the page cannot have seen an exchange, or all of them, last for a shorter time than the server did, nor have paused for
//! longer than the server heard nothing. Timings that are made up without knowing the server's side break one of them.

use super::Claim;
use super::delay::tolerance_us;
use crate::explain::Quantity;
use crate::observation::{Exchange, Observation};
use alloc::{format, string::String};

/// As with the secret delay, only a clock that stops can break it.
pub(super) static NOT_FASTER_THAN_SEEN: Claim = Claim {
    code: "faster_than_seen",
    frequency: 1e-4,
    broken: |observation| {
        let tolerance_us = tolerance_us(observation);
        let exchanges = &observation.exchanges;
        let one = exchanges.iter().find_map(|exchange| shorter(exchange, tolerance_us));
        one.or_else(|| exchanges.iter().find_map(|exchange| paused(exchange, tolerance_us)))
            .or_else(|| rushed(observation, tolerance_us))
    },
};

/// An exchange that was shorter for the page than for the server.
fn shorter(exchange: &Exchange, tolerance_us: f64) -> Option<String> {
    let seen_us = f64::from(exchange.server_us)
        + f64::from(exchange.held_us)
        + f64::from(exchange.arrival_spread_us.unwrap_or(0));
    let told_us = f64::from(exchange.client?.total_us);
    (told_us + tolerance_us < seen_us).then(|| {
        format!(
            "an exchange took {} for the page, and {} for the server alone",
            Quantity::duration(told_us),
            Quantity::duration(seen_us)
        )
    })
}

/// A pause that was longer for the page than for the server.
fn paused(exchange: &Exchange, tolerance_us: f64) -> Option<String> {
    let told_us = f64::from(exchange.client?.turnaround_us?);
    let seen_us = f64::from(exchange.return_gap_us?);
    (seen_us + tolerance_us < told_us).then(|| {
        format!(
            "the page says that it paused for {}, and its next request came after {}",
            Quantity::duration(told_us),
            Quantity::duration(seen_us)
        )
    })
}

/// A chain that was shorter for the page than for the server.
fn rushed(observation: &Observation, tolerance_us: f64) -> Option<String> {
    let timed = || {
        let both = |exchange: &Exchange| Some((exchange.client?, exchange.client?.started_us?, *exchange));
        observation.exchanges.iter().filter_map(both)
    };
    let (_, began_us, first) = timed().next()?;
    let (client, started_us, last) = timed().next_back()?;
    let told_us = started_us.checked_add(client.total_us.into()).and_then(|end| end.checked_sub(began_us));
    // Running backwards is as fast as can be.
    let told_us = told_us.unwrap_or(0) as f64;
    let seen_us = f64::from(last.arrived_us?) - f64::from(first.arrived_us?)
        + f64::from(last.server_us)
        + f64::from(last.held_us);
    (told_us + tolerance_us < seen_us).then(|| {
        format!(
            "all exchanges took {} for the page, and {} for the server",
            Quantity::duration(told_us),
            Quantity::duration(seen_us)
        )
    })
}
