//! Calibration: from a detector's score, which is a p-value by its parametric predictive, to a p-value that is
//! uniform over a site's genuine traffic.
//!
//! A table is the empirical distribution of the scores of entities of one age. As in conformal prediction (Vovk, Gammerman &
//! Shafer, *Algorithmic Learning in a Random World*, 2005) the k-th smallest of n scores stands for k/(n + 1). It is learned from
//! every visit that is not confirmed fraud: leaving alerts out would overshoot the shares aimed at 4–6 times.

use crate::evidence::{Calibration, Evidence, Known};
use crate::fusion::Heard;
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Trusted visits from which on each bucket of ages begins.
pub const AGES: [u32; 4] = [0, 5, 10, 30];
/// Scores before a bucket has a table.
pub const SCORES: usize = 1_000;
/// From one kept order statistic to the next the rank grows by this, once it is large enough to: dense in the low
/// tail, where the thresholds lie.
const STEP: f64 = 1.15;
/// Scores enter no smaller than this: a logarithm is taken of them.
const LEAST: f64 = 1e-30;

/// All tables of a site; none is as shipped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tables(Vec<Table>);

/// What scores are worth that one detector gave to entities of one age.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The detector's name.
    pub detector: String,
    /// Trusted visits from which on it holds, up to the next bucket of [`AGES`].
    pub from_age: u32,
    /// How many scores it was made of.
    pub scores: u32,
    /// (ln score, ln p), both rising; the last is (0, 0).
    points: Vec<(f32, f32)>,
}

/// Scores of a site's visits, on the way to tables.
#[derive(Clone, Debug, Default)]
pub struct Scores(BTreeMap<(String, u32), Vec<f64>>);

impl Scores {
    /// Takes in what was heard at one visit that is not confirmed fraud.
    pub fn push(&mut self, heard: &[Heard]) {
        for Heard { detector, evidence } in heard {
            let (score, age) = match evidence {
                Evidence::Known(Known { score, age, .. }) => (*score, *age),
                Evidence::Unremarkable { age } => (1.0, *age),
                Evidence::Warming { .. } | Evidence::Absent(_) => continue,
            };
            self.0.entry((detector.clone(), bucket(age))).or_default().push(score);
        }
    }

    /// One table for each bucket that holds enough; `None` where none does.
    pub fn tables(self) -> Option<Tables> {
        let enough = self.0.into_iter().filter(|(_, scores)| scores.len() >= SCORES);
        let tables: Vec<Table> =
            enough.map(|((detector, from_age), scores)| Table::of(detector, from_age, scores)).collect();
        (!tables.is_empty()).then_some(Tables(tables))
    }
}

impl Tables {
    /// Every table.
    pub fn all(&self) -> &[Table] {
        &self.0
    }

    /// Calibrates what a detector said, where there is a table for it; the artifact has this number.
    pub fn apply(&self, number: u32, detector: &str, evidence: &mut Evidence) {
        let Evidence::Known(known) = evidence else { return };
        let from_age = bucket(known.age);
        let found = self.0.iter().find(|table| table.detector == detector && table.from_age == from_age);
        if let Some(table) = found {
            known.p_value = table.p_value(known.score);
            known.calibration = Calibration::Table(number);
        }
    }
}

impl Table {
    /// Thins the scores out to a bounded number of order statistics.
    pub(crate) fn of(detector: String, from_age: u32, mut scores: Vec<f64>) -> Self {
        scores.sort_by(f64::total_cmp);
        let count = scores.len();
        let mut points: Vec<(f32, f32)> = Vec::new();
        let mut rank = 1;
        while let Some(score) = scores.get(rank - 1) {
            let next = scores.partition_point(|one| one <= score);
            // Equal scores stand for all of them.
            let p_value = next as f64 / (count + 1) as f64;
            points.push((ln(*score) as f32, libm::log(p_value) as f32));
            rank = (next + 1).max(libm::ceil(rank as f64 * STEP) as usize);
        }
        points.retain(|(score, _)| *score < 0.0);
        points.push((0.0, 0.0));
        Self { detector, from_age, scores: u32::try_from(count).unwrap_or(u32::MAX), points }
    }

    /// The share of genuine scores at or below this one, in (0, 1]. Between two order statistics it is interpolated in
    /// ln p. Below the smallest the parametric tail goes on from there, so that the hardest thresholds stay in reach.
    pub fn p_value(&self, score: f64) -> f64 {
        let score = ln(score);
        let wide = |(score, p): &(f32, f32)| (f64::from(*score), f64::from(*p));
        let at = self.points.partition_point(|point| wide(point).0 < score);
        let above = self.points.get(at).map(wide);
        let below = at.checked_sub(1).and_then(|at| self.points.get(at)).map(wide);
        let ln_p = match (below, above) {
            (Some((low, p_low)), Some((high, p_high))) => {
                p_low + (p_high - p_low) * (score - low) / (high - low)
            }
            (None, Some((high, p_high))) => p_high + score - high,
            (_, None) => 0.0,
        };
        libm::exp(ln_p).clamp(f64::MIN_POSITIVE, 1.0)
    }

    /// The kept order statistics as (score, p-value), rising.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let exp = |value: f32| libm::exp(f64::from(value));
        self.points.iter().map(move |(score, p)| (exp(*score), exp(*p)))
    }
}

/// The bucket that an age belongs to, by where it begins.
fn bucket(age: u32) -> u32 {
    AGES.into_iter().rev().find(|from| *from <= age).unwrap_or(0)
}

fn ln(score: f64) -> f64 {
    libm::log(score.clamp(LEAST, 1.0))
}
