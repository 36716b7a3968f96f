//! A fibre to the home: the upstream waits for its turn in a cycle of well under a millisecond (ITU-T G.984), and
//! backbones behind it add a little that changes over minutes.

use super::wander::{Turns, Wander};
use super::{Moment, Process};
use crate::dice::{Throws, Way};

/// A fibre and the wired way behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fibre {
    /// The optical line gives each home a turn this often.
    pub turn_us: u64,
    /// Median of what queues on the way add to a packet.
    pub queues_us: f64,
    /// Standard deviation of that one's logarithm.
    pub queues_sigma: f64,
    /// Median of what slowly changes.
    pub load_us: f64,
    /// Standard deviation of its logarithm.
    pub load_sigma: f64,
    /// How long that is remembered.
    pub load_memory_us: f64,
}

impl Default for Fibre {
    fn default() -> Self {
        Self {
            turn_us: 500,
            queues_us: 75.0,
            queues_sigma: 1.9,
            load_us: 80.0,
            load_sigma: 2.2,
            load_memory_us: 1.8e9,
        }
    }
}

pub(super) struct Running {
    fibre: Fibre,
    way: Way,
    load: Wander,
    turns: Turns,
}

impl Running {
    pub(super) fn new(fibre: Fibre, way: Way) -> Self {
        Self { fibre, way, load: Wander::default(), turns: Turns::default() }
    }
}

impl Process for Running {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64 {
        let Fibre { turn_us, queues_us, queues_sigma, load_us, load_sigma, load_memory_us } = self.fibre;
        let wait_us = self.turns.wait_us(moment, turn_us, throws);
        let turn_us = if self.way == Way::Up { wait_us } else { 0.0 };
        let queues = queues_us * (queues_sigma * throws.normal()).exp();
        let load = load_us * (load_sigma * self.load.at(moment.at_us, load_memory_us, throws)).exp();
        turn_us + queues + load
    }
}
