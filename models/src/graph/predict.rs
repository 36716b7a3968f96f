//! What opinion is to be expected of one party by another.

use super::Graph;
use super::tally::Tally;
use crate::observation::Timestamp;

/// What is expected of an opinion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Its mean, from −1 to 1.
    pub opinion: f64,
    /// How probable it is that it is bad.
    pub bad: f64,
}

impl Expected {
    /// How surprising it is that this opinion is bad, or that it is not.
    pub fn surprise_nats(self, opinion: f64) -> f64 {
        let probability = if opinion < 0.0 { self.bad } else { 1.0 - self.bad };
        -libm::log(probability.max(f64::MIN_POSITIVE))
    }
}

impl Graph {
    /// What is expected of an opinion of `to` by `from` at this moment.
    pub fn expected(&self, from: &[u8; 16], to: &[u8; 16], _at: Timestamp) -> Expected {
        let known = |id| self.number(id).and_then(|number| self.parties.get(number));
        let given = known(from).map_or(Tally::default(), |party| party.given);
        let got = known(to).map_or(Tally::default(), |party| party.got);
        let mean =
            |tally: Tally| f64::from(tally.mean) * f64::from(tally.count) / (f64::from(tally.count) + 2.0);
        let share = |tally: Tally| (f64::from(tally.bad) + 0.3) / (f64::from(tally.count) + 3.0);
        Expected { opinion: 0.5 * (mean(given) + mean(got)), bad: 0.5 * (share(given) + share(got)) }
    }
}
