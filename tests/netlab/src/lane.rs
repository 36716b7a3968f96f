//! One direction of one host's link at work: it draws the fate of a packet.

use crate::dice::{Dice, Way};
use crate::jitter::{Moment, Process};
use crate::link::Direction;
use crate::loss::Channel;
use crate::queue::Queue;
use std::net::Ipv4Addr;

/// What became of packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// They went through.
    pub passed: u64,
    /// The link lost them.
    pub lost: u64,
    /// The queue before the bottleneck was full.
    pub overflowed: u64,
}

pub(crate) struct Lane {
    direction: Direction,
    way: Way,
    jitter: Box<dyn Process>,
    dice: Dice,
    channel: Channel,
    queue: Queue,
    packets: u64,
    last_leaves_at_ns: u64,
    pub(crate) counts: Counts,
}

impl Lane {
    pub(crate) fn new(direction: Direction, seed: u64, host: Ipv4Addr, way: Way) -> Self {
        Self {
            jitter: direction.jitter.start(way),
            direction,
            way,
            dice: Dice::new(seed, host, way),
            channel: Channel::default(),
            queue: Queue::default(),
            packets: 0,
            last_leaves_at_ns: 0,
            counts: Counts::default(),
        }
    }

    /// Another path from now on; packets are counted on, and what is on its way is not overtaken.
    pub(crate) fn change(&mut self, direction: Direction) {
        self.jitter = direction.jitter.start(self.way);
        self.channel = Channel::default();
        self.queue = Queue::default();
        self.direction = direction;
    }

    /// When a packet that enters now leaves; `None` if it never does. The link was idle for so long before it.
    pub(crate) fn leaves_at_ns(&mut self, at_ns: u64, idle_us: Option<u64>, bytes: usize) -> Option<u64> {
        let mut throws = self.dice.of_packet(self.packets);
        self.packets += 1;
        let lost = self.channel.loses(&self.direction.loss, &mut throws);
        let held = throws.happens(self.direction.reordering.share);
        let jitter_us = self.jitter.delay_us(Moment { at_us: at_ns / 1_000, idle_us }, &mut throws);
        if lost {
            self.counts.lost += 1;
            return None;
        }
        let through_ns = match &self.direction.rate {
            None => Some(at_ns),
            Some(rate) => self.queue.leaves_at_ns(rate, at_ns, bytes),
        };
        let Some(through_ns) = through_ns else {
            self.counts.overflowed += 1;
            return None;
        };
        self.counts.passed += 1;
        let delay_ns = u64::from(self.direction.delay_us) * 1_000 + (jitter_us.max(0.0) * 1e3) as u64;
        let in_order_ns = (through_ns + delay_ns).max(self.last_leaves_at_ns);
        if held {
            return Some(in_order_ns + u64::from(self.direction.reordering.held_us) * 1_000);
        }
        self.last_leaves_at_ns = in_order_ns;
        Some(in_order_ns)
    }
}
