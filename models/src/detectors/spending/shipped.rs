//! What is shipped, as `pennyprint eval spending --fit` prints it.

use super::parts::PARTS;
use super::priors::LEVELS;

/// Standard deviation of the roots of a card's amounts, in means.
pub(super) const RATIO: f64 = 0.2573;
/// What each part's surprise counts.
pub(super) const WEIGHTS: [f64; PARTS] = [1.7697, 0.6919, 0.05, 0.8535, 0.05, 0.2854, 0.1332, 0.8003];
/// Weighted sums at [`LEVELS`].
pub(super) const SUMS: [f64; LEVELS.len()] = [
    0.5994, 1.9235, 3.1602, 4.5593, 5.5097, 6.9103, 8.1750, 9.3065, 10.7073, 11.8246, 12.6027, 13.3141,
    14.1928,
];
