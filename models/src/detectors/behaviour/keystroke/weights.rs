//! What each of the latest rhythms counts: newer ones more.

use super::template::LATEST;
use alloc::vec::Vec;

/// After 25 more a rhythm counts a factor of e less: `e^(−1/25)` after one.
const FADES: f64 = 0.960_789_439_152_323_2;
/// What a rhythm counts after so many more.
#[allow(clippy::indexing_slicing, reason = "beyond the end it would not compile")]
const FADED: [f64; LATEST] = {
    let (mut faded, mut at) = ([1.0; LATEST], 1);
    while at < LATEST {
        faded[at] = faded[at - 1] * FADES;
        at += 1;
    }
    faded
};

/// Of several rhythms.
pub(super) struct Weights {
    /// The oldest first, all together 1.
    pub(super) each: Vec<f64>,
    /// How many equal ones that would be.
    pub(super) effective: f64,
}

impl Weights {
    /// Of so many rhythms, no more than are kept.
    pub(super) fn of(count: usize) -> Self {
        let raw = || FADED.iter().take(count).rev();
        let (all, squares): (f64, f64) = (raw().sum(), raw().map(|weight| weight * weight).sum());
        Self { each: raw().map(|weight| weight / all).collect(), effective: all * all / squares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_fade_by_a_factor_of_e_in_twenty_five() {
        let Weights { each, effective } = Weights::of(LATEST);
        assert!((each.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for (ago, weight) in each.iter().rev().enumerate() {
            assert!((weight / each[LATEST - 1] - libm::exp(-(ago as f64) / 25.0)).abs() < 1e-14, "{ago}");
        }
        assert!((35.0..45.0).contains(&effective), "{effective}");
    }
}
