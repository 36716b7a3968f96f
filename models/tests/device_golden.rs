//! The same observations give the same states and evidence on every machine, bit for bit, within one
//! `MODEL_VERSION`: if this fails and the change is meant, raise the version and put the new figure here.

mod kernels;

use models::MODEL_VERSION;
use models::connection::{Claimed, Connection, Os, Seen, Syn, TcpInfo};
use models::detectors::Detector;
use models::detectors::device::{Device, Priors, State};
use models::evidence::{Absence, Calibration, Evidence, Finding};
use models::observation::{
    ClientSide, Conduct, Exchange, ExchangeKind, Observation, Path, Reading, ResourceSide, Signal, Timestamp,
};

/// Whole numbers only: the inputs themselves must not depend on the machine's mathematics.
fn visit(number: u32) -> Observation {
    let spread = |step: u32, upto: u32| number.wrapping_mul(2_654_435_761).wrapping_add(step * 40_503) % upto;
    let kinds = [ExchangeKind::Plain, ExchangeKind::Padded, ExchangeKind::Large, ExchangeKind::Held];
    let exchanges = kinds.iter().zip(1..).map(|(&kind, step)| {
        let ttfb_us = 24_000 + spread(step, 7_000);
        let resource = ResourceSide { connect_us: 26_000, reused: step > 1, ttfb_us, transfer_us: 4_000 };
        Exchange {
            kind,
            server_us: 200 + spread(step, 90),
            held_us: 0,
            arrival_spread_us: (kind == ExchangeKind::Padded).then_some(900 + spread(step, 800)),
            answer_bytes: 32_768,
            return_gap_us: Some(ttfb_us + 3_000 + spread(step, 1_500)),
            client: Some(ClientSide {
                started_us: Some(5_000_000 + 40_000 * u64::from(step)),
                total_us: ttfb_us + 4_500,
                turnaround_us: Some(1_000 + spread(step, 900)),
                resource: Some(resource),
            }),
            arrived_us: Some(40_000 * step + 12_000 + spread(step, 3_000)),
            tcp: Ok(TcpInfo {
                rtt_us: ttfb_us,
                rttvar_us: 900,
                min_rtt_us: Some(20_000 + spread(step, 4_000)),
                retransmits: u32::from(number.is_multiple_of(5)),
                delivery_bytes_per_s: None,
                connection: 0,
            }),
        }
    });
    Observation {
        opened_at: Timestamp(i64::from(number) * DAY_US),
        sealed_at: Timestamp(i64::from(number) * DAY_US + 5_000_000),
        path: Path::V4([192, 0, (spread(0, 3)) as u8]),
        device: [0; 16],
        exchanges: exchanges.collect(),
        signals: signals(number, spread(1, 900)),
        events: Vec::new(),
        connection: connection(number),
        conduct: Conduct::default(),
    }
}

const DAY_US: i64 = 24 * 3_600 * 1_000_000;

/// A clock that gains half a second a day.
fn signals(number: u32, spread: u32) -> Vec<Signal> {
    let wall_us = i64::from(number) * (DAY_US + 500_000) + i64::from(spread);
    let clocks = Reading::Integers(vec![wall_us, 5_000_000]);
    let work = Reading::Integer(i64::from(6_000 + spread));
    [("wall_clock", clocks), ("compute_speed", work)]
        .map(|(name, reading)| Signal { name: name.into(), reading })
        .into()
}

/// Another kernel now and then.
fn connection(number: u32) -> Connection {
    let window_scale = Some(if number % 7 == 6 { 7 } else { 8 });
    let syn = Syn { window_scale, ..kernels::windows(118) };
    let claimed = Claimed { os: if number % 9 == 8 { Os::Linux } else { Os::Windows }, ..Claimed::default() };
    Connection { syn: Seen::Known(syn), claimed, ..Connection::default() }
}

/// What is said, without what follows from the state alone.
#[derive(serde::Serialize)]
enum Said {
    Known { score: f64, calibration: Calibration, mature: bool, findings: Vec<Finding> },
    Warming { seen: u32, need: u32 },
    Absent(Absence),
}

fn said(evidence: Evidence) -> Said {
    match evidence {
        Evidence::Known(known) => Said::Known {
            score: known.score,
            calibration: known.calibration,
            mature: known.mature,
            findings: known.findings,
        },
        Evidence::Warming { seen, need } => Said::Warming { seen, need },
        Evidence::Absent(why) => Said::Absent(why),
        Evidence::Unremarkable { .. } => unreachable!("device timing always has something to say"),
    }
}

#[test]
fn states_and_evidence_are_the_same_everywhere() {
    let (mut state, priors) = (State::default(), Priors::default());
    let mut bytes = Vec::new();
    for number in 0..40 {
        let observation = visit(number);
        bytes.extend(postcard::to_allocvec(&said(Device.score(&state, &priors, &observation))).unwrap());
        Device.learn(&mut state, &priors, &observation);
    }
    bytes.extend(postcard::to_allocvec(&state).unwrap());
    // FNV-1a.
    let digest = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    assert_eq!((MODEL_VERSION, digest), (6, 0xb02a_7852_5570_11dd), "{digest:#x}");
}
