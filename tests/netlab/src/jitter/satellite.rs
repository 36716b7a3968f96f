//! Satellites. In low orbit the way changes every 15 s, when terminals are given other satellites (Mohan et al., "A
//! Multifaceted Look at Starlink Performance", WWW 2024), and little within; at rest above the equator it is always the
//! same half second, and the upstream waits for its turn.

use super::wander::Turns;
use super::{Moment, Process};
use crate::dice::{Throws, Way};

/// Low orbit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leo {
    /// What the shortest way takes.
    pub least_us: f64,
    /// How far beyond it the ways of different satellites are, uniformly.
    pub ways_us: f64,
    /// How often the satellite changes.
    pub reassigned_us: u64,
    /// How long nothing is carried at a change.
    pub pause_us: u64,
    /// Mean of what the shared frame adds to each packet.
    pub frame_us: f64,
}

impl Default for Leo {
    fn default() -> Self {
        Self {
            least_us: 7_500.0,
            ways_us: 4_000.0,
            reassigned_us: 15_000_000,
            pause_us: 30_000,
            frame_us: 2_500.0,
        }
    }
}

pub(super) struct Passing {
    leo: Leo,
    satellite: Option<(u64, f64)>,
}

impl Passing {
    pub(super) fn new(leo: Leo) -> Self {
        Self { leo, satellite: None }
    }
}

impl Process for Passing {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64 {
        let leo = &self.leo;
        let other = throws.uniform() * leo.ways_us;
        let frame = throws.exponential(leo.frame_us);
        let every_us = leo.reassigned_us.max(1);
        let (assignment, since_us) = (moment.at_us / every_us, moment.at_us % every_us);
        let way = match self.satellite {
            Some((same, way)) if same == assignment => way,
            _ => other,
        };
        self.satellite = Some((assignment, way));
        leo.least_us + way + frame + leo.pause_us.saturating_sub(since_us) as f64
    }
}

/// At rest above the equator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geo {
    /// Up to 36,000 km and down again, at the speed of light, and the two modems.
    pub least_us: f64,
    /// A terminal has a turn this often, upstream.
    pub turn_us: u64,
    /// Mean of what coding and queues add.
    pub queues_us: f64,
}

impl Default for Geo {
    fn default() -> Self {
        Self { least_us: 270_000.0, turn_us: 40_000, queues_us: 6_000.0 }
    }
}

pub(super) struct Standing {
    geo: Geo,
    way: Way,
    turns: Turns,
}

impl Standing {
    pub(super) fn new(geo: Geo, way: Way) -> Self {
        Self { geo, way, turns: Turns::default() }
    }
}

impl Process for Standing {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64 {
        let geo = &self.geo;
        let wait = self.turns.wait_us(moment, geo.turn_us, throws);
        let queues = throws.exponential(geo.queues_us);
        geo.least_us + queues + if self.way == Way::Up { wait } else { 0.0 }
    }
}
