//! Packets that are lost in bursts: the channel of Gilbert (1960) and Elliott (1963), a Markov chain of a good and a
//! bad state with a share of losses in each.

use crate::dice::Throws;

/// Shares are per packet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Loss {
    /// From good to bad.
    pub turns_bad: f64,
    /// From bad to good; a bad stretch is `1 / turns_good` packets long.
    pub turns_good: f64,
    /// Lost while it is good.
    pub when_good: f64,
    /// Lost while it is bad.
    pub when_bad: f64,
}

impl Loss {
    /// Each packet by itself.
    pub fn independent(share: f64) -> Self {
        Self { when_good: share, ..Self::default() }
    }

    /// This share of all packets, in stretches of this mean length in which all are lost.
    pub fn bursty(share: f64, mean_packets: f64) -> Self {
        let turns_good = 1.0 / mean_packets.max(1.0);
        let turns_bad = turns_good * share / (1.0 - share).max(f64::EPSILON);
        Self { turns_bad, turns_good, when_good: 0.0, when_bad: 1.0 }
    }

    /// The share of all packets that is lost in the long run.
    pub fn share(&self) -> f64 {
        let turns = self.turns_bad + self.turns_good;
        let bad = if turns > 0.0 { self.turns_bad / turns } else { 0.0 };
        bad * self.when_bad + (1.0 - bad) * self.when_good
    }
}

/// In which state the channel is.
#[derive(Default)]
pub(crate) struct Channel {
    bad: bool,
}

impl Channel {
    pub(crate) fn loses(&mut self, loss: &Loss, throws: &mut Throws<'_>) -> bool {
        let turns = if self.bad { loss.turns_good } else { loss.turns_bad };
        self.bad ^= throws.happens(turns);
        throws.happens(if self.bad { loss.when_bad } else { loss.when_good })
    }
}
