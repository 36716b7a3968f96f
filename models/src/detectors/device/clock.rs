//! The device's clock: how far it is off, and how fast it goes. Both belong to the device and go where it goes (Kohno, Broido
//! & Claffy 2005, *Remote physical device fingerprinting*, IEEE TDSC 2:93); a clock that is set by NTP stays near 0, and a
//! copied identity brings the clock of another machine.

use super::metrics::Visit;
use super::timing;
use crate::observation::{Exchange, Observation, Reading, Timestamp};
use serde::{Deserialize, Serialize};

/// The signal that pairs the page's two clocks, both in microseconds: `[Date.now(), performance.now()]`.
const WALL_CLOCK: &str = "wall_clock";
/// Visits that are closer together say nothing of speed: what the way adds at random weighs more.
const APART_US: i64 = 3_600 * 1_000_000;
/// Clocks that are further off are not set at all, in microseconds (a year).
const SANE_OFFSET_US: f64 = 3.2e13;
/// Skews beyond are steps: somebody has set the clock.
const SANE_SKEW_PPM: f64 = 1e5;

/// How a device's clock stood.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(Timestamp, i64)", into = "(Timestamp, i64)")]
pub(super) struct ClockReading {
    at: Timestamp,
    /// Positive where it was ahead of ours.
    offset_us: i64,
}

impl From<(Timestamp, i64)> for ClockReading {
    fn from((at, offset_us): (Timestamp, i64)) -> Self {
        Self { at, offset_us }
    }
}

impl From<ClockReading> for (Timestamp, i64) {
    fn from(reading: ClockReading) -> Self {
        (reading.at, reading.offset_us)
    }
}

impl ClockReading {
    /// Reads it off the exchange that was on its way for the shortest time (as NTP does, RFC 5905 §10): half of its round trip
    /// lies before its arrival, and the error is at most the other half.
    pub(super) fn of(observation: &Observation) -> Option<Self> {
        let [wall_us, page_us] = both_clocks(observation)?;
        let timed = observation.exchanges.iter().filter_map(|exchange| {
            Some((timing::on_the_wire(exchange)?, sent_us(exchange)?, exchange.arrived_us?))
        });
        let (way_us, sent_us, arrived_us) = timed.min_by(|(a, ..), (b, ..)| a.total_cmp(b))?;
        let ours_us = observation.opened_at.0.checked_add(arrived_us.into())?;
        let theirs_us = wall_us as f64 - page_us as f64 + sent_us + way_us / 2.0;
        let offset_us = theirs_us - ours_us as f64;
        let at = Timestamp(ours_us);
        (offset_us.abs() < SANE_OFFSET_US).then_some(Self { at, offset_us: offset_us as i64 })
    }
}

/// The clock against ours, in microseconds, positive where it is ahead.
pub(super) fn offset(observation: &Observation) -> Option<f64> {
    ClockReading::of(observation).map(|reading| reading.offset_us as f64)
}

/// How much faster it goes than ours since the last trusted visit, in parts per million.
pub(super) fn skew(visit: &Visit<'_>) -> Option<f64> {
    let (now, before) = (ClockReading::of(visit.observation)?, visit.clock_before?);
    let apart_us = now.at.0.checked_sub(before.at.0).filter(|apart_us| *apart_us >= APART_US)?;
    let ppm = now.offset_us.checked_sub(before.offset_us)? as f64 / apart_us as f64 * 1e6;
    (ppm.abs() < SANE_SKEW_PPM).then_some(ppm)
}

/// When the request left, by the page's own clock: a connection is set up first, where there was none.
fn sent_us(exchange: &Exchange) -> Option<f64> {
    let client = exchange.client?;
    let started_us = client.started_us? as f64;
    let connect_us = client.resource.map_or(0, |resource| resource.connect_us);
    Some(started_us + f64::from(connect_us))
}

fn both_clocks(observation: &Observation) -> Option<[i64; 2]> {
    let signal = observation.signals.iter().find(|signal| signal.name == WALL_CLOCK)?;
    match &signal.reading {
        Reading::Integers(values) => values.as_slice().try_into().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{Connection, Unseen};
    use crate::observation::{ClientSide, Conduct, ExchangeKind, Path, ResourceSide, Signal};
    use std::{vec, vec::Vec};

    const DAY_US: i64 = 24 * APART_US;

    /// A visit over a way of 20 ms whose clock is ahead by `offset_us`; its page began 5 s before it was opened.
    fn visit(opened_at: i64, offset_us: i64) -> Observation {
        let (began_us, sent_us) = (opened_at - 5_000_000 + offset_us, 5_100_000);
        let resource = ResourceSide { connect_us: 0, reused: true, ttfb_us: 20_300, transfer_us: 100 };
        let exchange = |late_us: u32| Exchange {
            kind: ExchangeKind::Plain,
            server_us: 300,
            held_us: 0,
            arrival_spread_us: None,
            answer_bytes: 200,
            return_gap_us: None,
            client: Some(ClientSide {
                started_us: Some(sent_us),
                total_us: 21_000 + late_us,
                turnaround_us: None,
                resource: Some(ResourceSide { ttfb_us: 20_300 + late_us, ..resource }),
            }),
            arrived_us: Some(110_000 + late_us),
            tcp: Err(Unseen::Unsupported),
        };
        let clocks = Reading::Integers(vec![began_us + 7_000_000, 7_000_000]);
        Observation {
            opened_at: Timestamp(opened_at),
            sealed_at: Timestamp(opened_at),
            path: Path::V4([192, 0, 2]),
            device: [0; 16],
            exchanges: vec![exchange(40_000), exchange(0)],
            signals: vec![Signal { name: WALL_CLOCK.into(), reading: clocks }],
            events: Vec::new(),
            connection: Connection::default(),
            conduct: Conduct::default(),
        }
    }

    fn measured(observation: &Observation, before: Option<&Observation>) -> [Option<f64>; 2] {
        let clock_before = before.and_then(ClockReading::of);
        let visit = Visit { observation, clock_before };
        [offset(observation), skew(&visit)]
    }

    #[test]
    fn the_offset_is_read_off_the_exchange_that_was_not_held_up() {
        for ahead_us in [0, 1_500_000, -42_000] {
            let [offset_us, _] = measured(&visit(1_800_000_000_000_000, ahead_us), None);
            assert_eq!(offset_us, Some(ahead_us as f64));
        }
    }

    #[test]
    fn a_clock_that_gains_a_second_a_day_is_fast_by_twelve_parts_per_million() {
        let (monday, tuesday) = (visit(DAY_US, 0), visit(2 * DAY_US, 1_000_000));
        let [_, ppm] = measured(&tuesday, Some(&monday));
        assert!(ppm.is_some_and(|ppm| (ppm - 11.574).abs() < 0.01), "{ppm:?}");
        let soon = visit(DAY_US + 60_000_000, 1_000);
        assert_eq!(measured(&soon, Some(&monday))[1], None);
    }

    #[test]
    fn without_both_clocks_there_is_none() {
        let mut silent = visit(DAY_US, 0);
        silent.signals.clear();
        assert_eq!(measured(&silent, None), [None, None]);
    }
}
