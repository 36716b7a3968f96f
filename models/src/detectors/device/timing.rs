//! What the micro-transactions of one visit say, as plain numbers. Everything the page reported is a claim:
//! impossible values are absent, extreme ones are clamped.

use crate::math::robust::{low_median, lower_quartile, mean_deviation};
use crate::observation::{ClientSide, Exchange, ExchangeKind, Observation, Reading};
use alloc::vec::Vec;
use core::ops::RangeInclusive;

/// Durations outside are clamped to it, in microseconds.
const SANE_US: RangeInclusive<f64> = 1.0..=60e6;
/// Rates outside are clamped to it, in bytes per second.
const SANE_BYTES_PER_S: RangeInclusive<f64> = 1.0..=10e9;
/// The coarsest clock of a common browser (Firefox, Safari): differences may be off by this much.
pub(super) const CLOCK_US: f64 = 1_000.0;
/// Round trips from which steadiness can be told.
const STEADY_FROM: usize = 3;

/// What an undisturbed exchange takes on the wire, as the page saw it, in microseconds: the lower quartile, because
/// a busy machine or a lost packet only ever adds.
pub(super) fn round_trip(observation: &Observation) -> Option<f64> {
    lower_quartile(&round_trips(observation))
}

/// Mean absolute deviation of the round trips from their median, in microseconds.
pub(super) fn jitter(observation: &Observation) -> Option<f64> {
    let round_trips = round_trips(observation);
    if round_trips.len() < STEADY_FROM {
        return None;
    }
    sane_us(mean_deviation(&round_trips)?)
}

/// Lower quartile of the gaps between our answers and the next requests, less what the page says it did in between,
/// in microseconds. We saw it ourselves, and a page cannot make it shorter without an impossible turnaround.
pub(super) fn server_round_trip(observation: &Observation) -> Option<f64> {
    let gap = |(exchange, next): (&Exchange, Option<&Exchange>)| {
        let client = exchange.client?;
        // Of the page's own time around an exchange we know the sum, not which part falls into this gap: what both
        // exchanges have is surely in it, and a gap left too long does not move the quartile.
        let around_us = off_the_wire(&client)
            .min(next.and_then(|next| next.client).map_or(0.0, |next| off_the_wire(&next)));
        sane_us(f64::from(exchange.return_gap_us?) - f64::from(client.turnaround_us?) - around_us)
    };
    let exchanges = &observation.exchanges;
    let nexts = exchanges.iter().skip(1).map(Some).chain([None]);
    let pairs = exchanges.iter().zip(nexts);
    // A large answer is still on its way for a part of its gap.
    let small = pairs.filter(|(exchange, _)| exchange.kind != ExchangeKind::Large);
    lower_quartile(&small.filter_map(gap).collect::<Vec<_>>())
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

/// Median of the page's own time around an exchange: before the request leaves, and after the answer's first byte, in microseconds. Large
/// answers are left out, for theirs is the network's.
pub(super) fn page_pace(observation: &Observation) -> Option<f64> {
    let small = observation.exchanges.iter().filter(|exchange| exchange.kind != ExchangeKind::Large);
    let timed = small.filter_map(|exchange| exchange.client).filter(|client| client.resource.is_some());
    sane_us(low_median(&timed.map(|client| off_the_wire(&client)).collect::<Vec<_>>())?)
}

/// Network time of every exchange on a warm connection, in microseconds.
fn round_trips(observation: &Observation) -> Vec<f64> {
    let warm =
        observation.exchanges.iter().enumerate().filter(|(index, exchange)| *index > 0 || reused(exchange));
    warm.filter_map(|(_, exchange)| on_the_wire(exchange)).collect()
}

/// Network time of every exchange whose first byte the browser timed, a new connection's too, in microseconds.
pub(super) fn first_bytes(observation: &Observation) -> impl Iterator<Item = f64> {
    let timed = |exchange: &&Exchange| exchange.client.is_some_and(|client| client.resource.is_some());
    observation.exchanges.iter().filter(timed).filter_map(on_the_wire)
}

/// What remains of an exchange when our own time, the hold and the upload are taken off. Without Resource Timing
/// the page's own fetch-to-end time stands in; a large answer cannot be told from its transfer then.
pub(super) fn on_the_wire(exchange: &Exchange) -> Option<f64> {
    let client = exchange.client?;
    let seen_us = match client.resource {
        Some(resource) => resource.ttfb_us,
        None if exchange.kind == ExchangeKind::Large => return None,
        None => client.total_us,
    };
    let ours_us = [exchange.server_us, exchange.held_us, exchange.arrival_spread_us.unwrap_or(0)];
    sane_us(f64::from(seen_us) - ours_us.into_iter().map(f64::from).sum::<f64>())
}

/// What an exchange costs the page before the request leaves and after the answer's first byte, in microseconds; 0
/// without Resource Timing. On a busy machine this is a third of the whole.
fn off_the_wire(client: &ClientSide) -> f64 {
    client.resource.map_or(0.0, |resource| {
        let wire_us = resource.connect_us.saturating_add(resource.ttfb_us);
        f64::from(client.total_us.saturating_sub(wire_us))
    })
}

/// How long the answer took, as the page says, in microseconds: to its first byte, or to its last where the browser does
/// not tell them apart.
pub(super) fn reported_us(exchange: &Exchange) -> Option<f64> {
    let client = exchange.client?;
    Some(f64::from(client.resource.map_or(client.total_us, |resource| resource.ttfb_us)))
}

/// The smallest step of the page's clock, in microseconds. The page says it, and is not believed beyond the coarsest in use. One that
/// says nothing waited in vain for its clock to move, or could not wait for it: its clock may be that one.
pub(in crate::detectors) fn clock_step_us(observation: &Observation) -> f64 {
    /// Tor Browser's.
    const COARSEST_US: f64 = 100_000.0;
    let told = observation.signals.iter().find(|signal| signal.name == "clock_resolution");
    match told.map(|signal| &signal.reading) {
        Some(Reading::Integer(us)) if *us >= 0 => (*us as f64).clamp(CLOCK_US, COARSEST_US),
        _ => COARSEST_US,
    }
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
pub(super) fn sane_us(us: f64) -> Option<f64> {
    (us >= -CLOCK_US).then(|| us.clamp(*SANE_US.start(), *SANE_US.end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{Connection, Unseen};
    use crate::observation::{ClientSide, Conduct, Path, ResourceSide, Timestamp};
    use std::{vec, vec::Vec};

    fn exchange(kind: ExchangeKind, ttfb_us: u32) -> Exchange {
        let resource = ResourceSide { connect_us: 0, reused: true, ttfb_us, transfer_us: 200 };
        Exchange {
            kind,
            server_us: 300,
            held_us: 0,
            arrival_spread_us: None,
            answer_bytes: 200,
            return_gap_us: Some(ttfb_us + 2_000),
            client: Some(ClientSide {
                started_us: None,
                total_us: 90_000,
                turnaround_us: Some(1_500),
                resource: Some(resource),
            }),
            arrived_us: None,
            tcp: Err(Unseen::Unrecorded),
        }
    }

    fn visit(exchanges: Vec<Exchange>) -> Observation {
        Observation {
            opened_at: Timestamp(0),
            sealed_at: Timestamp(0),
            path: Path::V4([192, 0, 2]),
            device: [0; 16],
            exchanges,
            signals: vec![],
            events: vec![],
            connection: Connection::default(),
            conduct: Conduct::default(),
        }
    }

    fn without_resource(exchange: Exchange, total_us: u32) -> Exchange {
        let client = exchange.client.map(|client| ClientSide { total_us, resource: None, ..client });
        Exchange { client, ..exchange }
    }

    #[test]
    fn our_own_time_the_hold_and_the_upload_are_taken_off() {
        let held = Exchange { held_us: 40_000, ..exchange(ExchangeKind::Held, 65_300) };
        assert_eq!(round_trip(&visit(vec![held])), Some(25_000.0));
        let padded = Exchange { arrival_spread_us: Some(9_000), ..exchange(ExchangeKind::Padded, 34_300) };
        assert_eq!(round_trip(&visit(vec![padded])), Some(25_000.0));
        assert_eq!(upload_gap(&visit(vec![padded])), Some(9_000.0));
    }

    #[test]
    fn a_client_that_did_not_wait_for_the_hold_has_no_round_trip() {
        let held = Exchange { held_us: 40_000, ..exchange(ExchangeKind::Held, 25_000) };
        assert_eq!(round_trip(&visit(vec![held])), None);
    }

    #[test]
    fn the_server_side_needs_no_resource_timing_and_believes_no_impossible_turnaround() {
        let plain = without_resource(exchange(ExchangeKind::Plain, 25_300), 0);
        assert_eq!(server_round_trip(&visit(vec![plain])), Some(25_800.0));
        let client = plain.client.map(|client| ClientSide { turnaround_us: Some(60_000), ..client });
        assert_eq!(server_round_trip(&visit(vec![Exchange { client, ..plain }])), None);
    }

    #[test]
    fn without_resource_timing_the_total_stands_in_but_not_for_large_or_cold_exchanges() {
        let plain = exchange(ExchangeKind::Plain, 0);
        let large = without_resource(exchange(ExchangeKind::Large, 0), 80_000);
        let cold = without_resource(plain, 99_000);
        let warm = without_resource(plain, 27_300);
        assert_eq!(round_trip(&visit(vec![cold, large, warm])), Some(27_000.0));
    }

    #[test]
    fn the_pages_own_time_is_what_the_network_had_no_part_in() {
        let taking = |kind, ttfb_us, total_us| {
            let one = exchange(kind, ttfb_us);
            Exchange { client: one.client.map(|client| ClientSide { total_us, ..client }), ..one }
        };
        let plain = |ttfb_us| taking(ExchangeKind::Plain, ttfb_us, ttfb_us + 3_000);
        let large = taking(ExchangeKind::Large, 25_000, 90_000);
        assert_eq!(page_pace(&visit(vec![plain(25_000), large, plain(70_000)])), Some(3_000.0));
        assert_eq!(page_pace(&visit(vec![without_resource(plain(25_000), 28_000), large])), None);
    }

    #[test]
    fn a_cold_connection_is_told_apart() {
        let mut cold = exchange(ExchangeKind::Plain, 70_000);
        if let Some(resource) = cold.client.as_mut().and_then(|client| client.resource.as_mut()) {
            (resource.reused, resource.connect_us) = (false, 51_000);
        }
        let warm = exchange(ExchangeKind::Plain, 25_300);
        let visit = visit(vec![cold, warm]);
        assert_eq!((connect(&visit), round_trip(&visit)), (Some(51_000.0), Some(25_000.0)));
        assert_eq!(connect(&super::tests::visit(vec![warm])), None);
    }

    #[test]
    fn steadiness_needs_three_round_trips() {
        let of = |ttfbs: &[u32]| visit(ttfbs.iter().map(|&us| exchange(ExchangeKind::Plain, us)).collect());
        assert_eq!(jitter(&of(&[25_300, 30_300])), None);
        assert_eq!(jitter(&of(&[25_300, 31_300, 28_300])), Some(2_000.0));
    }

    #[test]
    fn a_transfer_below_the_clock_has_no_rate() {
        let mut large = Exchange { answer_bytes: 32_768, ..exchange(ExchangeKind::Large, 25_300) };
        assert_eq!(throughput(&visit(vec![large])), None);
        if let Some(resource) = large.client.as_mut().and_then(|client| client.resource.as_mut()) {
            resource.transfer_us = 8_192;
        }
        assert_eq!(throughput(&visit(vec![large])), Some(4_000_000.0));
    }

    #[test]
    fn the_way_errors_are_handled_is_apart_from_ordinary_turnarounds() {
        let own = |kind, us| {
            let one = exchange(kind, 25_300);
            Exchange {
                client: one.client.map(|client| ClientSide { turnaround_us: Some(us), ..client }),
                ..one
            }
        };
        let visit = visit(vec![
            own(ExchangeKind::Plain, 1_000),
            own(ExchangeKind::Faulted, 9_000),
            own(ExchangeKind::Retried, 1_200),
            own(ExchangeKind::Large, 8_000),
            own(ExchangeKind::Held, 1_100),
        ]);
        assert_eq!((turnaround(&visit), error_turnaround(&visit)), (Some(1_100.0), Some(9_000.0)));
    }

    #[test]
    fn a_stall_before_one_request_does_not_shorten_what_the_server_saw() {
        let with_total = |total_us: u32| {
            let plain = exchange(ExchangeKind::Plain, 25_000);
            Exchange { client: plain.client.map(|client| ClientSide { total_us, ..client }), ..plain }
        };
        let calm = visit(vec![with_total(26_000); 4]);
        let mut stalled = calm.clone();
        stalled.exchanges[1] = with_total(46_000);
        assert_eq!(server_round_trip(&stalled), server_round_trip(&calm));
    }
}
