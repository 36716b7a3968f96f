//! The kinematics of one way of the pointer: speed, acceleration, jerk, turning and curvature, step by step.

use super::actions::Point;
use crate::math::order::sorted;
use alloc::vec::Vec;
use core::f64::consts::{PI, TAU};
use libm::{atan2, fabs, sqrt};

/// Steps of a way and their derivatives; pixels, seconds, radians. Made once for many ways: its room is used again.
#[derive(Default)]
pub(in crate::detectors::behaviour) struct Motion {
    pub(in crate::detectors::behaviour) dt: Vec<f64>,
    pub(in crate::detectors::behaviour) dx: Vec<f64>,
    pub(in crate::detectors::behaviour) dy: Vec<f64>,
    pub(in crate::detectors::behaviour) length: Vec<f64>,
    pub(in crate::detectors::behaviour) speed: Vec<f64>,
    /// The speed's two parts.
    pub(super) across: Vec<f64>,
    pub(super) down: Vec<f64>,
    pub(super) acceleration: Vec<f64>,
    pub(super) jerk: Vec<f64>,
    /// Lengths of the steps that moved.
    pub(super) moved: Vec<f64>,
    /// Turn from each step that moved to the next that moved, in (−π, π].
    pub(super) turn: Vec<f64>,
    /// Radians per second.
    pub(super) turning: Vec<f64>,
    /// Radians per pixel.
    pub(super) curvature: Vec<f64>,
}

impl Motion {
    /// Of one way.
    pub(in crate::detectors::behaviour) fn of(points: &[Point]) -> Self {
        let mut motion = Self::default();
        motion.follow(points);
        motion
    }

    /// Follows another way.
    pub(in crate::detectors::behaviour) fn follow(&mut self, points: &[Point]) {
        let Self { dt, dx, dy, length, speed, across, down, .. } = self;
        let steps = points.array_windows();
        fill(dt, steps.clone().map(|[a, b]| b.at_s - a.at_s));
        fill(dx, steps.clone().map(|[a, b]| b.x - a.x));
        fill(dy, steps.map(|[a, b]| b.y - a.y));
        fill(length, dx.iter().zip(&*dy).map(|(x, y)| sqrt(x * x + y * y)));
        let per_s = |(by, dt): (&f64, &f64)| by / dt;
        fill(speed, length.iter().zip(&*dt).map(per_s));
        fill(across, dx.iter().zip(&*dt).map(per_s));
        fill(down, dy.iter().zip(&*dt).map(per_s));
        change(&self.speed, &self.dt, &mut self.acceleration);
        change(&self.acceleration, self.dt.get(1..).unwrap_or_default(), &mut self.jerk);
        self.bend();
    }

    /// Where it turns.
    fn bend(&mut self) {
        let Self { moved, turn, turning, curvature, .. } = self;
        for column in [&mut *moved, turn, turning, curvature] {
            column.clear();
        }
        let mut before: Option<f64> = None;
        let steps = self.dx.iter().zip(&self.dy).zip(&self.length).zip(&self.dt);
        for (((dx, dy), length), dt) in steps.filter(|((_, length), _)| **length > 0.0) {
            let angle = atan2(*dy, *dx);
            if let Some(before) = before {
                let by = wrapped(angle - before);
                turn.push(by);
                turning.push(by / dt);
                curvature.push(by / length);
            }
            moved.push(*length);
            before = Some(angle);
        }
    }
}

fn fill(column: &mut Vec<f64>, values: impl Iterator<Item = f64>) {
    column.clear();
    column.extend(values);
}

fn change(values: &[f64], dt: &[f64], to: &mut Vec<f64>) {
    let pairs = values.array_windows().zip(dt.get(1..).unwrap_or_default());
    fill(to, pairs.map(|([a, b], dt)| (b - a) / dt));
}

fn wrapped(angle: f64) -> f64 {
    if angle > PI {
        angle - TAU
    } else if angle <= -PI {
        angle + TAU
    } else {
        angle
    }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / (values.len().max(1)) as f64
}

pub(super) fn mean_size(values: &[f64]) -> f64 {
    values.iter().map(|value| fabs(*value)).sum::<f64>() / (values.len().max(1)) as f64
}

/// The mean and the standard deviation.
pub(in crate::detectors::behaviour) fn mean_spread(values: &[f64]) -> (f64, f64) {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, sqrt(squares / values.len().max(1) as f64))
}

/// The least and the greatest, and zero where none is beyond it.
pub(super) fn range(values: &[f64]) -> (f64, f64) {
    values.iter().fold((0.0, 0.0), |(least, most), value| {
        (if *value < least { *value } else { least }, if *value > most { *value } else { most })
    })
}

/// The middle one, of two the higher; 0 of none.
pub(in crate::detectors::behaviour) fn median(values: &[f64]) -> f64 {
    sorted(values.iter().copied()).get(values.len() / 2).copied().unwrap_or(0.0)
}

pub(super) fn share(values: &[f64], which: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|value| which(**value)).count() as f64 / values.len().max(1) as f64
}
