//! What is shipped, as `pennyprint eval spending --fit` prints it.

use super::parts::PARTS;
use super::priors::LEVELS;

/// Standard deviation of the roots of a card's amounts, in means.
pub(super) const RATIO: f64 = 0.2581;
/// What each part's surprise counts.
pub(super) const WEIGHTS: [f64; PARTS] = [0.3337, 0.4968, 0.1932, 0.1177, 0.0, 0.2200, 0.0501, 0.9071];
/// Weighted sums at [`LEVELS`].
pub(super) const SUMS: [f64; LEVELS.len()] =
    [0.2883, 0.6509, 0.9807, 1.3644, 1.5965, 1.9422, 2.3770, 3.0942, 3.8214, 4.3648, 5.1817, 5.5967, 6.0907];
