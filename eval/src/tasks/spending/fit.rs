//! What each comparison is worth. A fraud comes about by the card or by the payee, and nobody is told which: either cause has a probability of its
//! own, a logistic function, and both are fitted together by expectation and maximisation (noisy-or: Vomlel, Int. J. Approx. Reasoning 43,
//! 2006).

#![allow(
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "matrices: rows and columns are below N, which all arrays are long"
)]

use models::detectors::spending::LEVELS;

const ROUNDS: usize = 60;
const TOGETHER: usize = 15;
/// Keeps what does not matter near 0.
const RIDGE: f64 = 1e-3;

/// A logistic function: weights, the last of what is always 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Logistic<const N: usize>([f64; N]);

/// Either cause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Either<const C: usize> {
    pub card: Logistic<C>,
    pub payee: Logistic<2>,
}

/// What is known of a purchase of either cause.
pub(super) type Case<const C: usize> = ([f64; C], [f64; 2]);

impl<const C: usize> Either<C> {
    /// Fitted to purchases, each with whether it was fraud. No weight of the card's is below `floor`.
    pub(super) fn fit(cases: &[(Case<C>, bool)], floor: f64) -> Self {
        let frauds = cases.iter().filter(|(_, fraud)| *fraud).count() as f64;
        // At first the card and the payee are as likely.
        let halves = |fraud: bool| if fraud { (0.5, 0.5) } else { (0.0, 0.0) };
        let mut causes: Vec<(f64, f64)> = cases.iter().map(|(_, fraud)| halves(*fraud)).collect();
        let share = frauds / cases.len() as f64;
        let mut either = Self { card: Logistic::constant(share), payee: Logistic::constant(share) };
        for _ in 0..TOGETHER {
            let card: Vec<_> =
                cases.iter().zip(&causes).map(|(((card, _), _), cause)| (*card, cause.0)).collect();
            let payee: Vec<_> =
                cases.iter().zip(&causes).map(|(((_, payee), _), cause)| (*payee, cause.1)).collect();
            either = Self { card: either.card.fit(&card, floor), payee: either.payee.fit(&payee, 0.0) };
            let each = cases.iter().zip(&mut causes).filter(|((_, fraud), _)| *fraud);
            each.for_each(|((case, _), causes)| {
                let (card, payee) = (either.card.of(&case.0), either.payee.of(&case.1));
                let any = either.fraud(case);
                *causes = (card / any, payee / any);
            });
        }
        either
    }

    /// Probability of fraud.
    pub(super) fn fraud(&self, (card, payee): &Case<C>) -> f64 {
        1.0 - (1.0 - self.card.of(card)) * (1.0 - self.payee.of(payee))
    }
}

impl<const N: usize> Logistic<N> {
    fn constant(share: f64) -> Self {
        let mut weights = [0.0; N];
        if let Some(last) = weights.last_mut() {
            *last = (share / (1.0 - share)).ln();
        }
        Self(weights)
    }

    pub(super) fn weights(&self) -> &[f64; N] {
        &self.0
    }

    fn of(&self, terms: &[f64; N]) -> f64 {
        let odds: f64 = terms.iter().zip(&self.0).map(|(term, weight)| term * weight).sum();
        1.0 / (1.0 + (-odds).exp())
    }

    /// By Newton's method, from what it is. What would fall below the floor stays on it.
    fn fit(&self, cases: &[([f64; N], f64)], floor: f64) -> Self {
        let mut free = [true; N];
        loop {
            let found = self.unbounded(cases, &free, floor);
            let below = (0..N - 1).filter(|at| free[*at] && found.0[*at] < floor);
            match below.min_by(|a, b| found.0[*a].total_cmp(&found.0[*b])) {
                Some(worst) => free[worst] = false,
                None => return found,
            }
        }
    }

    fn unbounded(&self, cases: &[([f64; N], f64)], free: &[bool; N], floor: f64) -> Self {
        let mut found = Self(std::array::from_fn(|at| if free[at] { self.0[at] } else { floor }));
        for _ in 0..ROUNDS {
            let (mut slope, mut bend) = ([0.0; N], [[0.0; N]; N]);
            for (terms, share) in cases {
                let p = found.of(terms);
                let (miss, certainty) = (share - p, p * (1.0 - p));
                for row in 0..N {
                    slope[row] += miss * terms[row];
                    for column in 0..N {
                        bend[row][column] += certainty * terms[row] * terms[column];
                    }
                }
            }
            for term in 0..N {
                slope[term] -= RIDGE * found.0[term];
                bend[term][term] += RIDGE;
                if !free[term] {
                    (slope[term], bend[term]) = (0.0, [0.0; N]);
                    bend.iter_mut().for_each(|row| row[term] = 0.0);
                    bend[term][term] = 1.0;
                }
            }
            let step = solved(bend, slope);
            // Short enough not to leap over the summit.
            let longest = step.iter().fold(0.0_f64, |longest, one| longest.max(one.abs()));
            found
                .0
                .iter_mut()
                .zip(step)
                .for_each(|(weight, step)| *weight += step * (2.0 / longest.max(2.0)));
            if longest < 1e-6 {
                break;
            }
        }
        found
    }
}

/// The solution of a positive definite system, by elimination.
fn solved<const N: usize>(mut rows: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for pivot in 0..N {
        for row in pivot + 1..N {
            let factor = rows[row][pivot] / rows[pivot][pivot];
            for column in pivot..N {
                rows[row][column] -= factor * rows[pivot][column];
            }
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|column| rows[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / rows[row][row];
    }
    right
}

/// Values that shares of [`LEVELS`] of genuine purchases exceed.
pub(super) fn exceeded(mut genuine: Vec<f64>) -> [f64; LEVELS.len()] {
    genuine.sort_by(f64::total_cmp);
    LEVELS.map(|share| {
        let at = ((1.0 - share) * genuine.len() as f64) as usize;
        genuine.get(at).or(genuine.last()).copied().unwrap_or_default()
    })
}
