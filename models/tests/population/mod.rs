//! Simulated devices of different character, down to the single exchange as both sides would time it.

use models::connection::{Connection, TcpInfo};
use models::observation::{
    ClientSide, Conduct, Exchange, ExchangeKind, Observation, Path, Reading, ResourceSide, Signal, Timestamp,
};
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

/// A network, as one device experiences it.
#[derive(Clone, Copy)]
pub(crate) struct Network {
    pub(crate) path: Path,
    /// Round trip without anything in the way, in milliseconds.
    pub(crate) base_ms: f64,
    /// Every round trip is off by as much as this, uniformly, in milliseconds.
    pub(crate) jitter_ms: f64,
    /// sd of the logarithm of a factor on every round trip.
    pub(crate) exchange_sd: f64,
    /// sd of the logarithm of a factor on the whole visit.
    pub(crate) visit_sd: f64,
    /// Share of round trips that are held up for 20–150 ms (lost packets, a sleeping radio).
    pub(crate) spikes: f64,
    /// Downward and upward rate in MB/s.
    pub(crate) down: f64,
    pub(crate) up: f64,
}

impl Network {
    pub(crate) const CALM: Self = Self {
        path: Path::V4([203, 0, 113]),
        base_ms: 25.0,
        jitter_ms: 5.0,
        exchange_sd: 0.0,
        visit_sd: 0.0,
        spikes: 0.0,
        down: 6.0,
        up: 2.0,
    };

    fn round_trip_us(&self, visit: f64, random: &mut impl Rng) -> f64 {
        let spike_ms = if random.random_bool(self.spikes) { random.random_range(20.0..150.0) } else { 0.0 };
        let ms = self.base_ms * visit * lognormal(self.exchange_sd, random)
            + random.random_range(-1.0..=1.0) * self.jitter_ms
            + spike_ms;
        1e3 * ms.max(0.1)
    }
}

/// A browser on a machine.
#[derive(Clone, Copy)]
pub(crate) struct Machine {
    /// What the browser adds to every exchange, in milliseconds.
    pub(crate) overhead_ms: (f64, f64),
    /// Its usual time between two exchanges, in milliseconds.
    pub(crate) turnaround_ms: f64,
    /// Resolution of its clock, in microseconds.
    pub(crate) tick_us: f64,
    /// Whether it gives Resource Timing.
    pub(crate) resource_timing: bool,
    /// How far its clock is ahead, in microseconds.
    pub(crate) ahead_us: f64,
    /// Its usual time for the work, in microseconds.
    pub(crate) work_us: f64,
}

impl Machine {
    pub(crate) const LAPTOP: Self = Self {
        overhead_ms: (1.0, 4.0),
        turnaround_ms: 2.0,
        tick_us: 100.0,
        resource_timing: true,
        ahead_us: 20_000.0,
        work_us: 6_000.0,
    };

    fn turnaround_us(&self, random: &mut impl Rng) -> f64 {
        let pause_ms = if random.random_bool(0.03) { random.random_range(5.0..30.0) } else { 0.0 };
        1e3 * (self.turnaround_ms * lognormal(0.3, random) + pause_ms)
    }

    fn tick(&self, us: f64) -> u32 {
        ((us / self.tick_us).round() * self.tick_us) as u32
    }
}

/// A relay in the way: adds a delay of its own to every round trip.
#[derive(Clone, Copy)]
pub(crate) struct Relay {
    pub(crate) delay_ms: f64,
    pub(crate) jitter_ms: f64,
}

/// One visit of the default plan: plain first, then padded, large, held and faulted (with its retry) in any order.
pub(crate) fn visit(
    machine: &Machine,
    network: &Network,
    relay: Option<Relay>,
    random: &mut impl Rng,
) -> Observation {
    let mut steps = [ExchangeKind::Padded, ExchangeKind::Large, ExchangeKind::Held, ExchangeKind::Faulted];
    steps.shuffle(random);
    let mut kinds = vec![ExchangeKind::Plain];
    for step in steps {
        kinds.push(step);
        if step == ExchangeKind::Faulted {
            kinds.push(ExchangeKind::Retried);
        }
    }
    let speed = lognormal(network.visit_sd, random);
    let detour_us = |random: &mut _| match relay {
        Some(relay) => 1e3 * (relay.delay_ms + uniform(relay.jitter_ms, random)),
        None => 0.0,
    };
    let last = kinds.len() - 1;
    // By both clocks, since the page view was opened.
    let mut began_us = 80_000.0;
    let exchanges = kinds.iter().enumerate().map(|(index, &kind)| {
        let round_trip_us = network.round_trip_us(speed, random) + detour_us(random);
        let server_us = random.random_range(50.0..400.0);
        let held_us = if kind == ExchangeKind::Held { random.random_range(15e3..60e3) } else { 0.0 };
        let spread_us = (kind == ExchangeKind::Padded && random.random_bool(0.7))
            .then(|| 8192.0 / network.up * lognormal(0.5, random));
        let answer_bytes = if kind == ExchangeKind::Large { 32_768.0 } else { 220.0 };
        let overhead_us = 1e3 * random.random_range(machine.overhead_ms.0..=machine.overhead_ms.1);
        let ttfb_us = round_trip_us + server_us + held_us + spread_us.unwrap_or(0.0) + 0.5 * overhead_us;
        let transfer_us = answer_bytes / network.down * lognormal(0.4, random);
        let turnaround_us = machine.turnaround_us(random);
        let connect_us = if index == 0 { network.round_trip_us(speed, random) } else { 0.0 };
        let next_us = network.round_trip_us(speed, random) + detour_us(random);
        // What the relay ends, the kernel sees only as far as the relay.
        let kernel_us = if relay.is_some() { detour_us(random) } else { 0.97 * round_trip_us };
        let arrived_us = began_us + connect_us + 0.25 * overhead_us + 0.5 * round_trip_us;
        let started_us = began_us;
        let total_us = connect_us + ttfb_us + transfer_us + 0.5 * overhead_us;
        began_us += total_us + turnaround_us;
        let late_us = if kind == ExchangeKind::Large { transfer_us } else { 0.0 };
        Exchange {
            kind,
            server_us: server_us as u32,
            held_us: held_us as u32,
            arrival_spread_us: spread_us.map(|us| us as u32),
            answer_bytes: answer_bytes as u32,
            return_gap_us: (index < last).then_some((next_us + late_us + overhead_us + turnaround_us) as u32),
            client: Some(ClientSide {
                started_us: Some(PAGE_AGE_US + u64::from(machine.tick(started_us))),
                total_us: machine.tick(total_us),
                turnaround_us: (index < last).then_some(machine.tick(turnaround_us)),
                resource: machine.resource_timing.then_some(ResourceSide {
                    connect_us: machine.tick(connect_us),
                    reused: index > 0,
                    ttfb_us: machine.tick(ttfb_us),
                    transfer_us: machine.tick(transfer_us),
                }),
            }),
            arrived_us: Some(arrived_us as u32),
            tcp: Ok(TcpInfo {
                rtt_us: kernel_us as u32,
                rttvar_us: (0.1 * kernel_us) as u32,
                min_rtt_us: Some(kernel_us as u32),
                retransmits: 0,
                delivery_bytes_per_s: None,
                connection: 0,
            }),
        }
    });
    let exchanges = exchanges.collect();
    Observation {
        opened_at: Timestamp::default(),
        sealed_at: Timestamp::default(),
        path: network.path,
        device: [7; 16],
        exchanges,
        signals: signals(machine, random),
        events: Vec::new(),
        connection: Connection::default(),
        conduct: Conduct::default(),
    }
}

/// How old the page is when a page view is opened, in microseconds.
const PAGE_AGE_US: u64 = 3_000_000;

/// A clock that NTP keeps within some milliseconds, and some milliseconds of work.
fn signals(machine: &Machine, random: &mut impl Rng) -> Vec<Signal> {
    let ahead_us = machine.ahead_us + uniform(5_000.0, random);
    let work_us = machine.tick(machine.work_us * lognormal(0.08, random));
    let integers = |name: &str, reading| Signal { name: name.into(), reading };
    let wall_us = ahead_us as i64 - PAGE_AGE_US as i64;
    vec![
        integers("wall_clock", Reading::Integers(vec![wall_us, 0])),
        integers("compute_speed", Reading::Integer(work_us.into())),
        integers("clock_resolution", Reading::Integer(machine.tick_us as i64)),
    ]
}

/// `e^(sd·Z)`.
pub(crate) fn lognormal(sd: f64, random: &mut impl Rng) -> f64 {
    // Box and Muller's transform.
    let radius = (-2.0 * (1.0 - random.random::<f64>()).ln()).sqrt();
    let angle = std::f64::consts::TAU * random.random::<f64>();
    (sd * radius * angle.cos()).exp()
}

fn uniform(half_width: f64, random: &mut impl Rng) -> f64 {
    random.random_range(-1.0..=1.0) * half_width
}
