//! What is between a host and the router.

use crate::jitter::Jitter;
use crate::loss::Loss;
use crate::queue::Rate;

/// A link, one direction at a time; the default is a wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// From the host to the router.
    pub up: Direction,
    /// From the router to the host.
    pub down: Direction,
    /// Routers that the packets of either direction pass: what their time to live loses.
    pub hops: u8,
}

impl Link {
    /// A constant delay, each way.
    pub fn delaying(delay_us: u32) -> Self {
        Self::both(Direction { delay_us, ..Direction::default() })
    }

    /// The same in both directions.
    pub fn both(direction: Direction) -> Self {
        Self { up: direction.clone(), down: direction, hops: 0 }
    }
}

/// One direction of a link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Direction {
    /// What every packet takes.
    pub delay_us: u32,
    /// What it takes beyond that.
    pub jitter: Jitter,
    /// What is lost on the way.
    pub loss: Loss,
    /// What comes later than what was sent after it.
    pub reordering: Reordering,
    /// How much fits through.
    pub rate: Option<Rate>,
}

/// Packets keep their order, however large the jitter, except these.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reordering {
    /// Of all packets.
    pub share: f64,
    /// How long such a packet is held while others pass.
    pub held_us: u32,
}
