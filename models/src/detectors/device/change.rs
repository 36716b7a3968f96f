//! Changes that last. One value far out is pulled in, so that a bad visit blunts nothing; several in a row on the same side are a new router or
//! an update, and what was before says nothing of what comes (Page 1954, *Continuous inspection schemes*, Biometrika 41:100, whose run of
//! deviations this is).

use super::metrics::{INTRINSIC_METRICS, PATH_METRICS};
use crate::math::moments::Moments;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// So many in a row are a change.
const LASTING: f64 = 3.0;
/// Metrics that may be far out at once.
const MOST: usize = if PATH_METRICS > INTRINSIC_METRICS { PATH_METRICS } else { INTRINSIC_METRICS };

/// The values of a profile's metrics that were far out of late, without one in between that was not; by the metric's index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(u8, Moments)>")]
pub(super) struct FarOut(Vec<(u8, Moments)>);

impl TryFrom<Vec<(u8, Moments)>> for FarOut {
    type Error = &'static str;

    fn try_from(runs: Vec<(u8, Moments)>) -> Result<Self, Self::Error> {
        match runs.len() <= MOST {
            true => Ok(Self(runs)),
            false => Err("more metrics than there are"),
        }
    }
}

impl FarOut {
    /// One more that is far from the centre of what was usual; what is usual from now on, where there were enough.
    pub(super) fn push(&mut self, metric: usize, value: f64, centre: f64) -> Option<Moments> {
        let metric = metric as u8;
        let run = self.take(metric).filter(|run| (run.mean() > centre) == (value > centre));
        let mut run = run.unwrap_or_default();
        run.push(value, LASTING);
        if run.n() >= LASTING {
            return Some(run);
        }
        self.0.push((metric, run));
        None
    }

    /// The metric is as usual.
    pub(super) fn end(&mut self, metric: usize) {
        self.take(metric as u8);
    }

    fn take(&mut self, metric: u8) -> Option<Moments> {
        let at = self.0.iter().position(|(other, _)| *other == metric)?;
        Some(self.0.swap_remove(at).1)
    }
}
