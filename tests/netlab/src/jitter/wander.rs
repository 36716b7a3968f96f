//! Things that go on whether packets come or not: a value that wanders (Ornstein and Uhlenbeck 1930), a state that comes
//! and goes, and turns to send. The time since the packet before decides how far a packet's throw takes them.

use super::Moment;
use crate::dice::Throws;

/// Standard normal at any time, and alike at times that are close.
#[derive(Default)]
pub(crate) struct Wander {
    last: Option<(u64, f64)>,
}

impl Wander {
    pub(crate) fn at(&mut self, at_us: u64, memory_us: f64, throws: &mut Throws<'_>) -> f64 {
        let throw = throws.normal();
        let value = match self.last {
            None => throw,
            Some((last_us, last)) => {
                let kept = (-(at_us.saturating_sub(last_us) as f64) / memory_us.max(f64::EPSILON)).exp();
                kept * last + (1.0 - kept * kept).sqrt() * throw
            }
        };
        self.last = Some((at_us, value));
        value
    }
}

/// On and off for exponential times.
#[derive(Default)]
pub(crate) struct Spells {
    last: Option<(u64, bool)>,
}

impl Spells {
    pub(crate) fn at(&mut self, at_us: u64, on_us: f64, off_us: f64, throws: &mut Throws<'_>) -> bool {
        let throw = throws.uniform();
        let share = on_us / (on_us + off_us).max(f64::EPSILON);
        let on = match self.last {
            None => throw < share,
            Some((last_us, last)) => {
                let forgets = at_us.saturating_sub(last_us) as f64 * (1.0 / on_us + 1.0 / off_us);
                let kept = (-forgets).exp();
                throw < if last { share + (1.0 - share) * kept } else { share * (1.0 - kept) }
            }
        };
        self.last = Some((at_us, on));
        on
    }
}

/// Turns at equal intervals while the link is busy; whoever comes back after a pause finds them anywhere.
#[derive(Default)]
pub(crate) struct Turns {
    phase: f64,
}

impl Turns {
    pub(crate) fn wait_us(&mut self, moment: Moment, every_us: u64, throws: &mut Throws<'_>) -> f64 {
        let throw = throws.uniform();
        if moment.idle_for(every_us) {
            self.phase = throw;
        }
        moment.until_tick_us(every_us, (self.phase * every_us as f64) as u64)
    }
}
