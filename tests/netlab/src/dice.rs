//! Draws that depend on the seed, the host, the way and the number of the packet, and on nothing else: each packet has
//! a stream of its own, so it does not matter how many draws the one before it took.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::net::Ipv4Addr;

/// From the host to the router, or from the router to the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// The dice of one way of one host's link.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, host: Ipv4Addr, way: Way) -> Self {
        let mut key = [0; 32];
        let parts = seed.to_le_bytes().into_iter().chain(host.octets()).chain([way as u8]);
        key.iter_mut().zip(parts).for_each(|(into, byte)| *into = byte);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// The throws of one packet.
    pub(crate) fn of_packet(&mut self, number: u64) -> Throws<'_> {
        self.0.set_stream(number);
        self.0.set_word_pos(0);
        Throws(&mut self.0)
    }
}

pub(crate) struct Throws<'a>(&'a mut ChaCha8Rng);

impl Throws<'_> {
    /// From 0 up to, not including, 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0.random()
    }

    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Standard normal (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.uniform()).ln()
    }
}
