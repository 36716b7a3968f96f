//! A p-value by rank among recent scores (conformal prediction: Vovk, Gammerman and Shafer, 2005); beyond the highest the tail
//! falls exponentially (Pickands, Annals of Statistics 3, 1975, with shape 0).

use alloc::vec::Vec;
use libm::exp;
use serde::{Deserialize, Serialize};

/// Scores that are kept.
const KEPT: usize = 200;
/// A score of 1.
const UNIT: f64 = 512.0;

/// The latest scores, oldest first, in steps of 1/512.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Recent(Vec<i16>);

impl Recent {
    pub(super) fn push(&mut self, score: f64) {
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        self.0.push(steps(score));
    }

    /// Share of the scores, this one among them, that are at least as high; ties are counted whole.
    pub(super) fn p_value(&self, score: f64) -> f64 {
        let at = steps(score);
        let n = self.0.len() as f64 + 1.0;
        let above = self.0.iter().filter(|one| **one >= at).count();
        let beyond = if above == 0 { self.beyond(at) } else { 1.0 };
        (above as f64 + 1.0) / n * beyond
    }

    /// Whether it holds no more than it keeps.
    pub(super) fn is_bounded(&self) -> bool {
        self.0.len() <= KEPT
    }

    /// How fast the tail falls behind the highest score.
    fn beyond(&self, at: i16) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let from = sorted.len() - sorted.len() / 10;
        let (Some(start), Some(tail), Some(top)) = (sorted.get(from), sorted.get(from..), sorted.last())
        else {
            return 1.0;
        };
        let excess =
            tail.iter().map(|one| f64::from(*one) - f64::from(*start)).sum::<f64>() / tail.len() as f64;
        exp(-(f64::from(at) - f64::from(*top)) / excess.max(1.0))
    }
}

fn steps(score: f64) -> i16 {
    libm::round((score * UNIT).clamp(i16::MIN.into(), i16::MAX.into())) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_of_n_has_one_in_n_and_less_the_farther_it_is() {
        let mut recent = Recent::default();
        (0..99).for_each(|score| recent.push(f64::from(score) / 10.0));
        assert!((recent.p_value(4.95) - 0.5).abs() < 1e-9);
        assert!((recent.p_value(9.8) - 0.02).abs() < 1e-9);
        let (near, far) = (recent.p_value(9.9), recent.p_value(12.0));
        assert!(near < 0.01 && far < near / 10.0 && far > 0.0, "{near} {far}");
    }

    #[test]
    fn who_has_no_history_has_no_surprise() {
        assert_eq!(Recent::default().p_value(50.0), 1.0);
    }
}
