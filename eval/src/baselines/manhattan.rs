//! Sum of distances, each by its usual size. *Scaled* as in Killourhy and Maxion (DSN 2009): distances from the mean by the mean absolute
//! deviation. *Clipped*: from the median, and no value counts more than five times its usual size.

use super::Model;
use super::scaling::Scaling;
use anyhow::Result;

const CLIP: f64 = 5.0;

struct Manhattan {
    scaling: Scaling,
    clip: f64,
}

pub(super) fn scaled(points: &[Vec<f64>], _: u64) -> Result<Box<dyn Model>> {
    let scaling = Scaling::new(points, |column| around(mean(column), column));
    Ok(Box::new(Manhattan { scaling, clip: f64::INFINITY }))
}

pub(super) fn clipped(points: &[Vec<f64>], _: u64) -> Result<Box<dyn Model>> {
    let scaling = Scaling::new(points, |column| around(median(column), column));
    Ok(Box::new(Manhattan { scaling, clip: CLIP }))
}

impl Model for Manhattan {
    fn score(&self, point: &[f64]) -> f64 {
        self.scaling.of(point).map(|distance| distance.abs().min(self.clip)).sum()
    }
}

fn around(centre: f64, column: &[f64]) -> (f64, f64) {
    let deviation = column.iter().map(|value| (value - centre).abs()).sum::<f64>() / column.len() as f64;
    (centre, deviation)
}

fn mean(column: &[f64]) -> f64 {
    column.iter().sum::<f64>() / column.len() as f64
}

fn median(column: &mut [f64]) -> f64 {
    column.sort_by(f64::total_cmp);
    let at = |place: usize| column.get(place).copied().unwrap_or(f64::NAN);
    (at((column.len().max(1) - 1) / 2) + at(column.len() / 2)) / 2.0
}
