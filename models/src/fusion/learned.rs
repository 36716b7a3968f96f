//! Weights that are learned from outcomes: the risk is the weighted sum of what each detector's p-value is worth in nats, the weights those of a
//! ridge logistic regression (Hoerl & Kennard 1970; Cox 1958) on occasions whose truth is known, none below 0, so that more surprise never
//! lowers the risk. What a genuine occasion of the site comes to is kept beside them, so that the sum has a p-value and a threshold stays a share.
//!
//! Outcomes are known more often of what was challenged than of what was not. That changes the base rate, which is fitted and thrown away, and the weights
//! by little as long as what is undisputed for long counts as genuine.

use super::{Heard, KAPPA, Reason, Risk, Weights, explain, nats, weighted};
use crate::calibration::Table;
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Confirmed frauds before outcomes say more than equal weights do.
pub const FRAUDS: usize = 200;
/// Genuine occasions before the tail of their sums is known.
pub const GENUINE: usize = 2_000;
/// What a detector counts before outcomes say anything: together they see the same frauds, so less than on its own.
const BEFORE: f64 = 0.6;
/// Most that one counts.
const MOST: f64 = 2.0;
/// How sure [`BEFORE`] is: as sure as this many nats² of evidence on frauds.
const RIDGE: f64 = 20.0;
/// Most that the p-value of one detector is worth, in nats.
const CAP_NATS: f64 = 6.0;
/// Rounds over all weights.
const ROUNDS: usize = 100;
/// Weights have settled when none moves by more.
const SETTLED: f64 = 1e-5;
/// Sums are tabled as scores of `e^−(sum + SHIFT)`, which is below 1 for every sum.
const SHIFT: f64 = 30.0;

/// Weights, and what genuine occasions come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Learned {
    /// How much each detector counts; one that is not named counts [`BEFORE`].
    weights: BTreeMap<String, f64>,
    /// Sums of genuine occasions.
    usual: Table,
}

/// An encoded one, before its bounds are checked.
#[derive(Deserialize)]
struct Stored {
    weights: BTreeMap<String, f64>,
    usual: Table,
}

impl TryFrom<Stored> for Learned {
    type Error = &'static str;

    fn try_from(Stored { weights, usual }: Stored) -> Result<Self, Self::Error> {
        let sound = weights.values().all(|weight| (0.0..=MOST).contains(weight));
        sound.then_some(Self { weights, usual }).ok_or("a detector counts from 0 to 2")
    }
}

impl Learned {
    /// Learned from what was heard on occasions of which it is known whether they were fraud; `None` where too few are.
    pub fn fit(history: &[(Vec<Heard>, bool)]) -> Option<Self> {
        let frauds = history.iter().filter(|(_, fraud)| *fraud).count();
        if frauds < FRAUDS || history.len() - frauds < GENUINE {
            return None;
        }
        let names: Vec<&str> = {
            let all = history.iter().flat_map(|(heard, _)| weighted(heard, |_| 1.0)).map(|(name, _, _)| name);
            all.collect::<alloc::collections::BTreeSet<_>>().into_iter().collect()
        };
        let worth = |heard: &[Heard]| {
            let mut terms = alloc::vec![0.0; names.len()];
            for (name, _, known) in weighted(heard, |_| 1.0) {
                if let Ok(at) = names.binary_search(&name)
                    && let Some(term) = terms.get_mut(at)
                {
                    *term = capped(known.p_value);
                }
            }
            terms
        };
        let cases: Vec<(Vec<f64>, bool)> =
            history.iter().map(|(heard, fraud)| (worth(heard), *fraud)).collect();
        let found = logistic(&cases, names.len(), frauds as f64 / cases.len() as f64);
        let weights = names.iter().zip(found).map(|(name, weight)| ((*name).into(), weight)).collect();
        let mut learned = Self { weights, usual: Table::of(String::new(), 0, Vec::new()) };
        let genuine = history.iter().filter(|(_, fraud)| !fraud);
        let sums = genuine.filter_map(|(heard, _)| learned.sum(heard));
        learned.usual = Table::of(String::new(), 0, sums.map(score).collect());
        Some(learned)
    }

    /// The combined risk of what was heard.
    pub fn fuse(&self, prior_nats: f64, heard: &[Heard]) -> Risk {
        let Some(sum) = self.sum(heard) else { return Risk::unknown(prior_nats) };
        let (mut reasons, mut mature) = (Vec::<Reason>::new(), false);
        let credit = libm::log(KAPPA);
        for (detector, weight, known) in weighted(heard, |detector| self.of(detector)) {
            let share = weight * (capped(known.p_value) - credit);
            explain(&mut reasons, detector, known, weight * credit, share);
            mature |= known.mature;
        }
        Risk::of(prior_nats, reasons, self.usual.p_value(score(sum)), mature)
    }

    /// How much each detector counts.
    pub fn weights(&self) -> Weights {
        Weights(self.weights.clone())
    }

    fn of(&self, detector: &str) -> f64 {
        self.weights.get(detector).copied().unwrap_or(BEFORE)
    }

    /// In nats; `None` where no detector that counts knows anything.
    fn sum(&self, heard: &[Heard]) -> Option<f64> {
        let terms = weighted(heard, |detector| self.of(detector));
        terms.map(|(_, weight, known)| weight * capped(known.p_value)).reduce(|sum, term| sum + term)
    }
}

fn capped(p_value: f64) -> f64 {
    nats(p_value).min(CAP_NATS)
}

fn score(sum: f64) -> f64 {
    libm::exp(-(sum + SHIFT)).min(1.0)
}

/// Weights by coordinate ascent on the penalised likelihood, each kept from 0 to [`MOST`].
fn logistic(cases: &[(Vec<f64>, bool)], terms: usize, share: f64) -> Vec<f64> {
    let mut weights = alloc::vec![BEFORE; terms];
    let mut base = libm::log(share / (1.0 - share));
    let dot = |weights: &[f64], case: &[f64]| {
        case.iter().zip(weights).map(|(term, weight)| term * weight).sum::<f64>()
    };
    let mut odds: Vec<f64> = cases.iter().map(|(case, _)| dot(&weights, case)).collect();
    for _ in 0..ROUNDS {
        let mut moved = 0.0_f64;
        let (slope, bend) = ascent(cases, &odds, base, |_| 1.0);
        base += (slope / (bend + 1e-9)).clamp(-1.0, 1.0);
        for (at, weight) in weights.iter_mut().enumerate() {
            let term = |case: &[f64]| case.get(at).copied().unwrap_or(0.0);
            let (slope, bend) = ascent(cases, &odds, base, term);
            let step = ((slope - RIDGE * (*weight - BEFORE)) / (bend + RIDGE)).clamp(-0.5, 0.5);
            let next = (*weight + step).clamp(0.0, MOST);
            let step = next - *weight;
            odds.iter_mut().zip(cases).for_each(|(odds, (case, _))| *odds += step * term(case));
            *weight = next;
            moved = moved.max(step.abs());
        }
        if moved < SETTLED {
            break;
        }
    }
    weights
}

/// First and second derivative of the log-likelihood in the direction of one term.
fn ascent(cases: &[(Vec<f64>, bool)], odds: &[f64], base: f64, term: impl Fn(&[f64]) -> f64) -> (f64, f64) {
    cases.iter().zip(odds).fold((0.0, 0.0), |(slope, bend), ((case, fraud), odds)| {
        let (x, p) = (term(case), 1.0 / (1.0 + libm::exp(-(base + odds))));
        (slope + (f64::from(*fraud) - p) * x, bend + p * (1.0 - p) * x * x)
    })
}
