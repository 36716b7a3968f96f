//! Detectors from the literature, to compare ours with. They know one person's points and nobody else; settings are the published or
//! customary ones, and none was chosen by what a test gave. Scores rise with suspicion.

mod autoencoder;
mod forest;
mod mahalanobis;
mod manhattan;
pub mod reputation;
mod scaling;
mod svm;

use anyhow::{Result, ensure};

/// A person, learned.
pub trait Model: Sync {
    /// How unlike what was learned a point is.
    fn score(&self, point: &[f64]) -> f64;
}

/// Learns a person's points, which have the same number of finite values each. Two calls with one seed give the same.
type Fit = fn(&[Vec<f64>], u64) -> Result<Box<dyn Model>>;

/// One way to learn a person.
pub struct Baseline {
    /// Its key.
    pub key: &'static str,
    fit: Fit,
}

/// All of them.
pub const ALL: [Baseline; 7] = [
    Baseline { key: "scaled_manhattan", fit: manhattan::scaled },
    Baseline { key: "clipped_manhattan", fit: manhattan::clipped },
    Baseline { key: "mahalanobis", fit: mahalanobis::fit },
    Baseline { key: "isolation_forest", fit: forest::fit },
    Baseline { key: "one_class_svm", fit: svm::wide },
    Baseline { key: "one_class_svm_half", fit: svm::half },
    Baseline { key: "autoencoder", fit: autoencoder::fit },
];

impl Baseline {
    /// Learns points.
    ///
    /// # Errors
    /// Fewer than two points, an uneven number of values, none, or one that is not finite.
    pub fn fit(&self, points: &[Vec<f64>], seed: u64) -> Result<Box<dyn Model>> {
        let values = points.first().map_or(0, Vec::len);
        ensure!(points.len() > 1 && values > 0, "{}: two points of one value at least", self.key);
        ensure!(
            points.iter().all(|point| point.len() == values && point.iter().all(|value| value.is_finite())),
            "{}: points need the same number of finite values",
            self.key
        );
        (self.fit)(points, seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points around (1, 2, 3), no two alike, the third value twice the first and the second on its own.
    fn own(n: usize) -> Vec<Vec<f64>> {
        let wave = |at: usize, pace: f64| (at as f64 * pace).sin();
        (0..n)
            .map(|at| [wave(at, 1.3), wave(at, 2.9)])
            .map(|[a, b]| vec![1.0 + a, 2.0 + b, 3.0 + 2.0 * a])
            .collect()
    }

    #[test]
    fn what_is_far_from_all_that_was_learned_scores_higher() {
        for baseline in &ALL {
            let model = baseline.fit(&own(120), 7).unwrap();
            let usual = model.score(&[1.2, 2.1, 3.4]);
            for far in [[9.0, 2.0, 19.0], [1.0, -7.0, 3.0]] {
                assert!(model.score(&far) > usual, "{} {far:?}", baseline.key);
            }
            let again = baseline.fit(&own(120), 7).unwrap();
            assert_eq!(usual, again.score(&[1.2, 2.1, 3.4]), "{}", baseline.key);
        }
    }

    #[test]
    fn a_value_that_never_varied_breaks_nothing() {
        let points: Vec<Vec<f64>> = own(40).into_iter().map(|point| [point, vec![5.0]].concat()).collect();
        for baseline in &ALL {
            let model = baseline.fit(&points, 1).unwrap();
            for point in [[1.0, 2.0, 3.0, 5.0], [1.0, 2.0, 3.0, 6.0]] {
                assert!(model.score(&point).is_finite(), "{}", baseline.key);
            }
        }
    }

    #[test]
    fn points_that_cannot_be_learned_are_refused() {
        for baseline in &ALL {
            for points in [vec![], vec![vec![1.0]], vec![vec![]; 3], vec![vec![1.0], vec![1.0, 2.0]]] {
                assert!(baseline.fit(&points, 1).is_err(), "{} {points:?}", baseline.key);
            }
            assert!(baseline.fit(&[vec![1.0], vec![f64::NAN]], 1).is_err(), "{}", baseline.key);
        }
    }
}
