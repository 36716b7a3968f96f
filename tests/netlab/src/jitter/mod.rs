//! What a packet takes beyond the constant part of its way.

use crate::dice::{Throws, Way};

/// A process that delays packets, by the kind of network that it stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Jitter {
    /// None at all.
    #[default]
    Still,
}

impl Jitter {
    pub(crate) fn start(&self, _way: Way) -> Box<dyn Process> {
        match self {
            Self::Still => Box::new(Still),
        }
    }
}

/// When a packet enters.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    /// Since the network began.
    pub(crate) at_us: u64,
    /// Since the packet before it; `None` for the first.
    pub(crate) idle_us: Option<u64>,
}

/// The state of one direction. Time may enter what it answers, never how the throws are used.
pub(crate) trait Process: Send {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64;
}

struct Still;

impl Process for Still {
    fn delay_us(&mut self, _: Moment, _: &mut Throws<'_>) -> f64 {
        0.0
    }
}
