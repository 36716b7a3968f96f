//! The isolation forest of [`models::math::forest`], as published: 100 trees of up to 256 points.

use super::Model;
use anyhow::Result;
use models::math::forest::{Forest, Growth};

struct Grown(Forest);

pub(super) fn fit(points: &[Vec<f64>], seed: u64) -> Result<Box<dyn Model>> {
    let points: Vec<Vec<f32>> = points.iter().map(|point| single(point)).collect();
    Ok(Box::new(Grown(Forest::grow(&points, Growth { seed, ..Growth::default() })?)))
}

impl Model for Grown {
    fn score(&self, point: &[f64]) -> f64 {
        self.0.score(&single(point))
    }
}

fn single(point: &[f64]) -> Vec<f32> {
    point.iter().map(|value| *value as f32).collect()
}
