//! What each comparison is worth: logistic regression of fraud on the surprises, by Newton's method, no weight below 0 (what would have one
//! is left out). Then the distribution of the weighted sum over genuine purchases.

use models::detectors::spending::{LEVELS, PARTS};

const ROUNDS: usize = 60;
/// Keeps what does not matter near 0.
const RIDGE: f64 = 1e-3;

/// Weights of the surprises of purchases, each with whether it was fraud.
pub(super) fn weights(cases: &[([f64; PARTS], bool)]) -> [f64; PARTS] {
    let mut kept = [true; PARTS];
    loop {
        let weights = unbounded(cases, &kept);
        let worst =
            (0..PARTS).filter(|part| weights[*part] < 0.0).min_by(|a, b| weights[*a].total_cmp(&weights[*b]));
        match worst {
            Some(part) => kept[part] = false,
            None => return weights,
        }
    }
}

/// Values of the sum that shares of [`LEVELS`] of genuine purchases exceed.
pub(super) fn sums(mut genuine: Vec<f64>) -> [f64; LEVELS.len()] {
    genuine.sort_by(f64::total_cmp);
    LEVELS.map(|share| {
        let at = ((1.0 - share) * genuine.len() as f64) as usize;
        genuine.get(at).or(genuine.last()).copied().unwrap_or_default()
    })
}

/// One more for the share of frauds.
const TERMS: usize = PARTS + 1;

fn unbounded(cases: &[([f64; PARTS], bool)], kept: &[bool; PARTS]) -> [f64; PARTS] {
    let mut found = [0.0; TERMS];
    for _ in 0..ROUNDS {
        let mut slope = [0.0; TERMS];
        let mut bend = [[0.0; TERMS]; TERMS];
        for (surprises, fraud) in cases {
            let mut terms = [1.0; TERMS];
            for part in 0..PARTS {
                terms[part] = if kept[part] { surprises[part] } else { 0.0 };
            }
            let odds: f64 = terms.iter().zip(&found).map(|(term, weight)| term * weight).sum();
            let p = 1.0 / (1.0 + (-odds).exp());
            let (miss, certainty) = (f64::from(u8::from(*fraud)) - p, p * (1.0 - p));
            for row in 0..TERMS {
                slope[row] += miss * terms[row];
                for column in 0..TERMS {
                    bend[row][column] += certainty * terms[row] * terms[column];
                }
            }
        }
        for term in 0..TERMS {
            slope[term] -= RIDGE * found[term];
            bend[term][term] += RIDGE;
        }
        let step = solved(bend, slope);
        // Short enough not to leap over the summit.
        let longest = step.iter().fold(0.0_f64, |longest, one| longest.max(one.abs()));
        found.iter_mut().zip(step).for_each(|(weight, step)| *weight += step * (2.0 / longest.max(2.0)));
        if longest < 1e-9 {
            break;
        }
    }
    std::array::from_fn(|part| found[part])
}

/// The solution of a positive definite system, by elimination.
fn solved(mut rows: [[f64; TERMS]; TERMS], mut right: [f64; TERMS]) -> [f64; TERMS] {
    for pivot in 0..TERMS {
        for row in pivot + 1..TERMS {
            let factor = rows[row][pivot] / rows[pivot][pivot];
            for column in pivot..TERMS {
                rows[row][column] -= factor * rows[pivot][column];
            }
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..TERMS).rev() {
        let known: f64 = (row + 1..TERMS).map(|column| rows[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / rows[row][row];
    }
    right
}
