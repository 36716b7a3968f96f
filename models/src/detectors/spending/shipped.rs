//! What is shipped, as `pennyprint eval spending --fit` prints it.

use super::parts::PARTS;
use super::priors::LEVELS;

/// Standard deviation of the roots of a card's amounts, in means.
pub(super) const RATIO: f64 = 0.2573;
/// What each part's surprise counts.
pub(super) const WEIGHTS: [f64; PARTS] = [1.7697, 0.6919, 0.05, 0.8535, 0.05, 0.2854, 0.1332, 0.8002];
/// Weighted sums at [`LEVELS`].
pub(super) const SUMS: [f64; LEVELS.len()] = [
    0.5994, 1.9233, 3.1602, 4.5591, 5.5096, 6.9100, 8.1748, 9.3063, 10.7071, 11.8243, 12.6024, 13.3139,
    14.1925,
];
