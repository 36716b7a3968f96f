//! How fast the device computes: the time it took for work that could not be done ahead, because it began with this page
//! view's own token. The server has looked through a part of it, so it was done; that it took so long is the page's word,
//! and a fast machine can always pretend to be slow.

use super::timing;
use crate::observation::{Observation, Reading};

/// The signal: microseconds.
const COMPUTE_SPEED: &str = "compute_speed";

/// Time for the work, in microseconds.
pub(super) fn compute_speed(observation: &Observation) -> Option<f64> {
    let signal = observation.signals.iter().find(|signal| signal.name == COMPUTE_SPEED)?;
    match signal.reading {
        Reading::Integer(us) if us > 0 => timing::sane_us(us as f64),
        _ => None,
    }
}
