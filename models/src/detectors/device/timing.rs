//! What the micro-transactions of one visit say, as plain numbers. Everything the page reported is a claim:
//! impossible values are absent, extreme ones are clamped.

use crate::math::robust::{low_median, mean_deviation};
use crate::observation::{Exchange, ExchangeKind, Observation};
use alloc::vec::Vec;
use core::ops::RangeInclusive;

/// Durations outside are clamped to it, in microseconds.
const SANE_US: RangeInclusive<f64> = 1.0..=60e6;
/// Rates outside are clamped to it, in bytes per second.
const SANE_BYTES_PER_S: RangeInclusive<f64> = 1.0..=10e9;
/// The coarsest clock of a common browser (Firefox, Safari): differences may be off by this much.
const CLOCK_US: f64 = 1_000.0;
/// Round trips from which steadiness can be told.
const STEADY_FROM: usize = 3;

/// Median of what one exchange takes on the wire, as the page saw it, in microseconds.
pub(super) fn round_trip(observation: &Observation) -> Option<f64> {
    low_median(&round_trips(observation))
}

/// Mean absolute deviation of the round trips from their median, in microseconds.
pub(super) fn jitter(observation: &Observation) -> Option<f64> {
    let round_trips = round_trips(observation);
    if round_trips.len() < STEADY_FROM {
        return None;
    }
    sane_us(mean_deviation(&round_trips)?)
}

/// Median of the gaps between our answers and the next requests, less what the page says it did in between,
/// in microseconds. We saw it ourselves, and a page cannot make it shorter without an impossible turnaround.
pub(super) fn server_round_trip(observation: &Observation) -> Option<f64> {
    let gap = |exchange: &Exchange| {
        let turnaround_us = exchange.client?.turnaround_us?;
        sane_us(f64::from(exchange.return_gap_us?) - f64::from(turnaround_us))
    };
    // A large answer is still on its way for a part of its gap.
    let small = observation.exchanges.iter().filter(|exchange| exchange.kind != ExchangeKind::Large);
    low_median(&small.filter_map(gap).collect::<Vec<_>>())
}

/// Connection set-up of the first exchange, in microseconds; absent where an open connection was reused.
pub(super) fn connect(observation: &Observation) -> Option<f64> {
    let resource = observation.exchanges.first()?.client?.resource?;
    if resource.reused || resource.connect_us == 0 {
        return None;
    }
    sane_us(f64::from(resource.connect_us))
}

/// Rate at which the large answer came in, in bytes per second; absent where it came faster than clocks tell.
pub(super) fn throughput(observation: &Observation) -> Option<f64> {
    let large = of_kind(observation, ExchangeKind::Large)?;
    let transfer_us = f64::from(large.client?.resource?.transfer_us);
    if transfer_us < CLOCK_US || large.answer_bytes == 0 {
        return None;
    }
    let bytes_per_s = f64::from(large.answer_bytes) / transfer_us * 1e6;
    Some(bytes_per_s.clamp(*SANE_BYTES_PER_S.start(), *SANE_BYTES_PER_S.end()))
}

/// Time between the first and the last part of the padded request, as we saw it, in microseconds.
pub(super) fn upload_gap(observation: &Observation) -> Option<f64> {
    sane_us(f64::from(of_kind(observation, ExchangeKind::Padded)?.arrival_spread_us?))
}

/// Median of the page's own time between two ordinary exchanges, in microseconds.
pub(super) fn turnaround(observation: &Observation) -> Option<f64> {
    let ordinary = |exchange: &&Exchange| match exchange.kind {
        ExchangeKind::Plain | ExchangeKind::Padded | ExchangeKind::Held | ExchangeKind::Retried => true,
        ExchangeKind::Large | ExchangeKind::Faulted => false,
    };
    let turnarounds = observation.exchanges.iter().filter(ordinary).filter_map(own_time);
    low_median(&turnarounds.collect::<Vec<_>>())
}

/// The page's own time between the provoked error and the second attempt, in microseconds.
pub(super) fn error_turnaround(observation: &Observation) -> Option<f64> {
    own_time(of_kind(observation, ExchangeKind::Faulted)?)
}

/// Network time of every exchange on a warm connection, in microseconds.
fn round_trips(observation: &Observation) -> Vec<f64> {
    let warm =
        observation.exchanges.iter().enumerate().filter(|(index, exchange)| *index > 0 || reused(exchange));
    warm.filter_map(|(_, exchange)| on_the_wire(exchange)).collect()
}

/// What remains of an exchange when our own time, the hold and the upload are taken off. Without Resource Timing
/// the page's own fetch-to-end time stands in; a large answer cannot be told from its transfer then.
fn on_the_wire(exchange: &Exchange) -> Option<f64> {
    let client = exchange.client?;
    let seen_us = match client.resource {
        Some(resource) => resource.ttfb_us,
        None if exchange.kind == ExchangeKind::Large => return None,
        None => client.total_us,
    };
    let ours_us = [exchange.server_us, exchange.held_us, exchange.arrival_spread_us.unwrap_or(0)];
    sane_us(f64::from(seen_us) - ours_us.into_iter().map(f64::from).sum::<f64>())
}

fn reused(exchange: &Exchange) -> bool {
    exchange.client.and_then(|client| client.resource).is_some_and(|resource| resource.reused)
}

fn own_time(exchange: &Exchange) -> Option<f64> {
    sane_us(f64::from(exchange.client?.turnaround_us?))
}

fn of_kind(observation: &Observation, kind: ExchangeKind) -> Option<&Exchange> {
    observation.exchanges.iter().find(|exchange| exchange.kind == kind)
}

/// A duration that may be off by one clock tick; `None` where it is impossible.
fn sane_us(us: f64) -> Option<f64> {
    (us >= -CLOCK_US).then(|| us.clamp(*SANE_US.start(), *SANE_US.end()))
}
