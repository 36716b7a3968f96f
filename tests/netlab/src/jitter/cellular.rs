//! A mobile network, by what 3GPP gives its radio to do: a phone asks for a grant at its own turns, listens at turns
//! only once it was idle for a moment, is connected anew once it was idle for long, and frames that were not heard are
//! sent again eight milliseconds later (TS 36.321: scheduling requests, DRX, HARQ; TS 36.331: RRC).

use super::wander::{Turns, Wander};
use super::{Moment, Process};
use crate::dice::{Throws, Way};

/// A mobile network and the wired way behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cellular {
    /// What the radio and the operator's core take at least.
    pub least_us: f64,
    /// A phone may ask for a grant this often.
    pub grant_us: u64,
    /// A phone listens this often once it was idle for a moment.
    pub listens_us: u64,
    /// That moment.
    pub dozes_after_us: u64,
    /// It has to be connected anew after being idle for so long.
    pub released_after_us: u64,
    /// What that takes, by a factor of up to two.
    pub promotion_us: f64,
    /// Of frames, at each attempt.
    pub unheard: f64,
    /// Until such a frame is sent again.
    pub again_us: f64,
    /// A packet waits for others in the cell, exponentially; the mean of that changes slowly, and this is its median.
    pub load_us: f64,
    /// Standard deviation of its logarithm.
    pub load_sigma: f64,
    /// How long that is remembered.
    pub load_memory_us: f64,
}

impl Default for Cellular {
    fn default() -> Self {
        Self {
            least_us: 500.0,
            grant_us: 10_000,
            listens_us: 20_000,
            dozes_after_us: 100_000,
            released_after_us: 10_000_000,
            promotion_us: 40_000.0,
            unheard: 0.1,
            again_us: 8_000.0,
            load_us: 3_000.0,
            load_sigma: 0.9,
            load_memory_us: 1.8e9,
        }
    }
}

/// The attempts that 3GPP's usual settings allow.
const ATTEMPTS: f64 = 4.0;

pub(super) struct Running {
    cellular: Cellular,
    way: Way,
    load: Wander,
    turns: Turns,
}

impl Running {
    pub(super) fn new(cellular: Cellular, way: Way) -> Self {
        Self { cellular, way, load: Wander::default(), turns: Turns::default() }
    }
}

impl Process for Running {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64 {
        let cell = &self.cellular;
        let dozing = moment.idle_for(cell.dozes_after_us);
        let turn = match self.way {
            Way::Up => self.turns.wait_us(moment, cell.grant_us, throws),
            Way::Down if dozing => self.turns.wait_us(moment, cell.listens_us, throws),
            Way::Down => 0.0,
        };
        let unheard = cell.unheard.clamp(f64::MIN_POSITIVE, 0.99);
        let again = ((1.0 - throws.uniform()).ln() / unheard.ln()).floor().min(ATTEMPTS - 1.0);
        let promotion = cell.promotion_us * (1.0 + throws.uniform());
        let z = self.load.at(moment.at_us, cell.load_memory_us, throws);
        let load = throws.exponential(cell.load_us * (cell.load_sigma * z).exp());
        let connects = if moment.idle_for(cell.released_after_us) { promotion } else { 0.0 };
        cell.least_us + turn + again * cell.again_us + load + connects
    }
}
