//! Measures of a detector. Scores rise with suspicion: an impostor's should be higher than a genuine visit's.

mod amounts;
mod outcomes;

pub use amounts::{Case, detection_by_amount, saved, worth_investigating};
pub use outcomes::{Class, Outcomes};

/// What genuine visits scored, and what impostors did.
#[derive(Clone, Debug, Default)]
pub struct Scored {
    /// Scores of the person's own.
    pub genuine: Vec<f64>,
    /// Scores of somebody else's.
    pub impostor: Vec<f64>,
}

impl Scored {
    /// Everybody's together.
    pub fn pooled(each: &[Self]) -> Self {
        Self {
            genuine: each.iter().flat_map(|one| &one.genuine).copied().collect(),
            impostor: each.iter().flat_map(|one| &one.impostor).copied().collect(),
        }
    }

    /// Adds the score of a visit.
    pub fn push(&mut self, is_genuine: bool, score: f64) {
        if is_genuine { &mut self.genuine } else { &mut self.impostor }.push(score);
    }

    /// A measure of these scores.
    pub fn measure(&self, measure: fn(&[f64], &[f64]) -> f64) -> f64 {
        measure(&self.genuine, &self.impostor)
    }
}

/// Area under the ROC curve: the probability that an impostor scores higher than a genuine visit, ties counted half
/// (Mann and Whitney, 1947). NaN where either is empty.
pub fn auc(genuine: &[f64], impostor: &[f64]) -> f64 {
    let genuine = sorted(genuine);
    let above: f64 = impostor
        .iter()
        .map(|score| {
            let below = genuine.partition_point(|one| one < score);
            let up_to = genuine.partition_point(|one| one <= score);
            (below + up_to) as f64 / 2.0
        })
        .sum();
    above / (genuine.len() as f64 * impostor.len() as f64)
}

/// One threshold's rates: from it on a visit is refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// The threshold.
    pub threshold: f64,
    /// Share of genuine visits that are refused (false non-match rate).
    pub fnmr: f64,
    /// Share of impostors that are let in (false match rate).
    pub fmr: f64,
}

/// The rates at every threshold that tells two scores apart, from refusing everybody to refusing nobody.
pub fn rates(genuine: &[f64], impostor: &[f64]) -> Vec<Rates> {
    let (genuine, impostor) = (sorted(genuine), sorted(impostor));
    let mut thresholds: Vec<f64> = genuine.iter().chain(&impostor).copied().collect();
    thresholds.sort_by(f64::total_cmp);
    thresholds.dedup();
    thresholds.push(f64::INFINITY);
    let share_below = |scores: &[f64], threshold: f64| {
        scores.partition_point(|score| *score < threshold) as f64 / scores.len() as f64
    };
    let at = |threshold: f64| Rates {
        threshold,
        fnmr: 1.0 - share_below(&genuine, threshold),
        fmr: share_below(&impostor, threshold),
    };
    thresholds.into_iter().map(at).collect()
}

/// Equal error rate: where the false match and the false non-match rate meet, the ROC curve interpolated linearly (as in
/// Killourhy and Maxion, DSN 2009). NaN where either is empty.
pub fn eer(genuine: &[f64], impostor: &[f64]) -> f64 {
    if genuine.is_empty() || impostor.is_empty() {
        return f64::NAN;
    }
    let rates = rates(genuine, impostor);
    for pair in rates.windows(2) {
        if let [before, after] = pair
            && after.fmr >= after.fnmr
        {
            let (gap, closed) = (before.fnmr - before.fmr, after.fmr - after.fnmr);
            let share = if gap + closed > 0.0 { gap / (gap + closed) } else { 0.0 };
            return before.fmr + share * (after.fmr - before.fmr);
        }
    }
    f64::NAN
}

/// False non-match rate at the highest threshold that lets in at most this share of impostors.
pub fn fnmr_at(fmr: f64, genuine: &[f64], impostor: &[f64]) -> f64 {
    let rates = rates(genuine, impostor);
    rates.iter().rev().find(|at| at.fmr <= fmr).map_or(f64::NAN, |at| at.fnmr)
}

/// Average precision: the mean precision over impostors, each at its own score as the threshold, ties taken together. NaN
/// where there is no impostor.
pub fn average_precision(genuine: &[f64], impostor: &[f64]) -> f64 {
    let (genuine, impostor) = (sorted(genuine), sorted(impostor));
    let at_least = |scores: &[f64], score: f64| scores.len() - scores.partition_point(|one| *one < score);
    let precision = |score: &f64| {
        let hits = at_least(&impostor, *score) as f64;
        hits / (hits + at_least(&genuine, *score) as f64)
    };
    impostor.iter().map(precision).sum::<f64>() / impostor.len() as f64
}

/// Mean and sample standard deviation.
pub fn mean_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

fn sorted(scores: &[f64]) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_told_apart_wholly_has_no_errors() {
        let (genuine, impostor) = ([1.0, 2.0, 3.0], [4.0, 5.0]);
        assert_eq!(auc(&genuine, &impostor), 1.0);
        assert_eq!(eer(&genuine, &impostor), 0.0);
        assert_eq!(fnmr_at(0.0, &genuine, &impostor), 0.0);
        assert_eq!(average_precision(&genuine, &impostor), 1.0);
    }

    #[test]
    fn who_is_not_told_apart_at_all_is_a_coin() {
        let same = [1.0, 1.0, 1.0, 1.0];
        assert_eq!(auc(&same, &same), 0.5);
        assert!((eer(&same, &same) - 0.5).abs() < 1e-12);
        assert_eq!(average_precision(&same, &same), 0.5);
    }

    #[test]
    fn one_of_four_on_the_wrong_side_is_a_quarter() {
        let (genuine, impostor) = ([1.0, 2.0, 3.0, 6.0], [0.5, 5.0, 7.0, 8.0]);
        assert!((eer(&genuine, &impostor) - 0.25).abs() < 1e-12);
        assert!((auc(&genuine, &impostor) - 11.0 / 16.0).abs() < 1e-12);
        assert_eq!(fnmr_at(0.25, &genuine, &impostor), 0.25);
        assert_eq!(fnmr_at(0.0, &genuine, &impostor), 1.0);
    }
}
