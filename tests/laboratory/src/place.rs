//! Places: an address in a network of its own, and the link that is behind it.

use netlab::{Cellular, Direction, Fibre, Jitter, Link, Loss, Parametric, PowerSave, Rate, Spread, Wifi};
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, LogNormal};
use std::net::Ipv4Addr;
use std::ops::Range;

/// Where somebody is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) address: Ipv4Addr,
    pub(crate) link: Link,
}

/// Mean length of a stretch of losses, in packets. They are counted in packets and not in time, so in longer ones a
/// connection's own retries would be lost for half a minute now and then.
pub(crate) const BURST: f64 = 1.3;

/// Kinds of access networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Fibre,
    Dsl,
    WiFi,
    Cellular,
    Satellite,
    DataCentre,
}

impl Access {
    /// What people have at home.
    pub(crate) const HOMES: [Self; 5] = [Self::Fibre, Self::Dsl, Self::WiFi, Self::WiFi, Self::Satellite];
    /// What they come through on the way.
    pub(crate) const AWAY: [Self; 3] = [Self::Cellular, Self::Cellular, Self::WiFi];

    fn name(self) -> &'static str {
        match self {
            Self::Fibre => "fibre",
            Self::Dsl => "dsl",
            Self::WiFi => "wifi",
            Self::Cellular => "cellular",
            Self::Satellite => "satellite",
            Self::DataCentre => "data_centre",
        }
    }

    /// A link of this kind, as one household has it.
    pub(crate) fn link(self, random: &mut ChaCha8Rng) -> Link {
        // Median and spread of the way each way, in microseconds, and bits per second up and down.
        let (median_us, spread, up, down) = match self {
            Self::Fibre => (5_000.0, 0.6, 50e6, 200e6),
            Self::Dsl => (11_000.0, 0.5, 8e6, 40e6),
            Self::WiFi => (8_000.0, 0.6, 20e6, 80e6),
            Self::Cellular => (11_000.0, 0.5, 8e6, 30e6),
            Self::Satellite => (9_000.0, 0.5, 10e6, 80e6),
            Self::DataCentre => (4_000.0, 0.8, 500e6, 500e6),
        };
        let delay_us: f64 = LogNormal::new(f64::ln(median_us), spread).unwrap().sample(random);
        let jitter = self.jitter(random);
        let direction = |bits_per_s: f64| Direction {
            delay_us: delay_us.clamp(300.0, 150e3) as u32,
            jitter: jitter.clone(),
            loss: Loss::bursty(self.loss(), BURST),
            rate: Some(Rate { bits_per_s: bits_per_s as u64, queue_bytes: (bits_per_s * 0.1 / 8.0) as u32 }),
            ..Direction::default()
        };
        Link { up: direction(up), down: direction(down), hops: random.random_range(6..16) }
    }

    fn loss(self) -> f64 {
        match self {
            Self::Fibre | Self::DataCentre => 2e-5,
            Self::Dsl => 2e-4,
            Self::WiFi | Self::Satellite => 1e-3,
            Self::Cellular => 5e-4,
        }
    }

    /// The shape of its kind, more or less of it: measured homes of one kind differ by as much (`docs/NETLAB.md`).
    fn jitter(self, random: &mut ChaCha8Rng) -> Jitter {
        let much: f64 = LogNormal::new(0.0, 0.5).unwrap().sample(random);
        match self {
            Self::Fibre | Self::DataCentre => {
                let usual = Fibre::default();
                Jitter::Fibre(Fibre {
                    queues_us: usual.queues_us * much,
                    load_us: usual.load_us * much,
                    ..usual
                })
            }
            Self::Dsl => {
                let spread = Spread::LogNormal { median_us: 400.0 * much, sigma: 0.8 };
                Jitter::Parametric(Parametric { spread, memory_us: 20_000.0 })
            }
            Self::WiFi => {
                let usual = Wifi::default();
                let power_save = random.random_bool(0.3).then(PowerSave::default);
                let (air_us, contended_us) = (usual.air_us * much, usual.contended_us * much);
                Jitter::Wifi(Wifi { air_us, contended_us, power_save, ..usual })
            }
            Self::Cellular => {
                let usual = Cellular::default();
                Jitter::Cellular(Cellular { load_us: usual.load_us * much, ..usual })
            }
            Self::Satellite => Jitter::leo(),
        }
    }
}

/// What is drawn for one device: chance, and networks that nobody is in yet.
pub(crate) struct Draw {
    pub(crate) random: ChaCha8Rng,
    networks: Range<u32>,
    neighbours: u8,
}

/// Networks that one device and all who come in its name may see.
const NETWORKS: u32 = 512;
/// Devices that there are networks for.
pub(crate) const DEVICES: u32 = (224 << 8) / NETWORKS;

impl Draw {
    /// For the device of this number, below [`DEVICES`].
    pub(crate) fn new(seed: u64, device: u32) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(device.into());
        Self { random, networks: device * NETWORKS..(device + 1) * NETWORKS, neighbours: 0 }
    }
}

impl Place {
    /// A place in a network that nobody else is in.
    fn new(name: &str, link: Link, draw: &mut Draw) -> Self {
        let number = draw.networks.next().expect("a device sees fewer networks than it has been given");
        let [_, _, a, b] = number.to_be_bytes();
        Self { name: name.into(), address: Ipv4Addr::new(10, 16 + a, b, 2), link }
    }

    /// Somewhere with one of these kinds of access.
    pub(crate) fn with(name: &str, kinds: &[Access], draw: &mut Draw) -> Self {
        let kind = *kinds.choose(&mut draw.random).unwrap();
        let link = kind.link(&mut draw.random);
        Self::new(&format!("{name}: {}", kind.name()), link, draw)
    }

    /// Another address in the same network, behind the same link, that nobody has had: a kernel remembers whom it spoke with.
    pub(crate) fn beside(&self, draw: &mut Draw) -> Self {
        draw.neighbours += 1;
        let [a, b, c, own] = self.address.octets();
        Self { address: Ipv4Addr::new(a, b, c, own + draw.neighbours), ..self.clone() }
    }

    /// Round trip of an empty way through it, in microseconds.
    pub(crate) fn round_trip_us(&self) -> f64 {
        f64::from(self.link.up.delay_us) + f64::from(self.link.down.delay_us)
    }

    /// The same place with the way of this length.
    pub(crate) fn at_round_trip(mut self, round_trip_us: f64) -> Self {
        for direction in [&mut self.link.up, &mut self.link.down] {
            direction.delay_us = (round_trip_us / 2.0).max(100.0) as u32;
        }
        self
    }
}
