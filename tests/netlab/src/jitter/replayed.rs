//! What was measured, again: the residuals of a series of round trips, in their order, from a place that the seed picks.

use super::{Moment, Process};
use crate::dice::Throws;
use crate::pings::Round;
use std::sync::Arc;

/// Residuals to go through. They are of round trips: put them into one direction of a link, not into both.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    residuals_us: Arc<[f64]>,
    /// How long one lasts; 0 if every packet takes the next.
    pub lasts_us: u64,
}

/// Rounds on either side of one that say what was usual then.
const AROUND: usize = 2;
/// Fewer round trips than this are no shape.
const FEWEST: usize = 20;

impl Replayed {
    /// What is left of measured round trips after their slow changes are taken out; `None` of fewer than 20.
    pub fn of(rounds: &[Round], lasts_us: u64) -> Option<Self> {
        let mut residuals_us = Vec::new();
        for (place, round) in rounds.iter().enumerate() {
            let around = rounds.iter().take(place + AROUND + 1).skip(place.saturating_sub(AROUND));
            let usual_us = median(around.flat_map(Round::answered_us).collect())?;
            residuals_us.extend(round.answered_us().map(|rtt_us| rtt_us - usual_us));
        }
        let least_us = residuals_us.iter().copied().fold(f64::INFINITY, f64::min);
        residuals_us.iter_mut().for_each(|residual_us| *residual_us -= least_us);
        (residuals_us.len() >= FEWEST).then(|| Self { residuals_us: residuals_us.into(), lasts_us })
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

pub(super) struct Running {
    replayed: Replayed,
    now: Option<(usize, u64)>,
}

impl Running {
    pub(super) fn new(replayed: Replayed) -> Self {
        Self { replayed, now: None }
    }
}

impl Process for Running {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64 {
        let residuals_us = &self.replayed.residuals_us;
        let (place, since_us) = match self.now {
            None => ((throws.uniform() * residuals_us.len() as f64) as usize, moment.at_us),
            Some((place, since_us)) if moment.at_us.saturating_sub(since_us) < self.replayed.lasts_us => {
                (place, since_us)
            }
            Some((place, _)) => ((place + 1) % residuals_us.len(), moment.at_us),
        };
        self.now = Some((place, since_us));
        residuals_us.get(place).copied().unwrap_or_default()
    }
}
