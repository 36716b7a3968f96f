//! The kinematics of one way of the pointer: speed, acceleration, jerk, turning and curvature, step by step.

use super::actions::Point;
use alloc::vec::Vec;
use core::f64::consts::{PI, TAU};
use libm::{atan2, fabs, hypot};

/// Steps of a way and their derivatives; pixels, seconds, radians.
pub(in crate::detectors::behaviour) struct Motion {
    pub(in crate::detectors::behaviour) dt: Vec<f64>,
    pub(in crate::detectors::behaviour) dx: Vec<f64>,
    pub(in crate::detectors::behaviour) dy: Vec<f64>,
    pub(in crate::detectors::behaviour) length: Vec<f64>,
    pub(in crate::detectors::behaviour) speed: Vec<f64>,
    pub(super) acceleration: Vec<f64>,
    pub(super) jerk: Vec<f64>,
    /// Turn from each step that moved to the next that moved, in (−π, π].
    pub(super) turn: Vec<f64>,
    /// Radians per second.
    pub(super) turning: Vec<f64>,
    /// Radians per pixel.
    pub(super) curvature: Vec<f64>,
}

impl Motion {
    pub(in crate::detectors::behaviour) fn of(points: &[Point]) -> Self {
        let steps =
            || points.windows(2).filter_map(|pair| if let [a, b] = pair { Some((a, b)) } else { None });
        let dt: Vec<f64> = steps().map(|(a, b)| b.at_s - a.at_s).collect();
        let dx: Vec<f64> = steps().map(|(a, b)| b.x - a.x).collect();
        let dy: Vec<f64> = steps().map(|(a, b)| b.y - a.y).collect();
        let length: Vec<f64> = dx.iter().zip(&dy).map(|(dx, dy)| hypot(*dx, *dy)).collect();
        let speed: Vec<f64> = length.iter().zip(&dt).map(|(length, dt)| length / dt).collect();
        let acceleration = change(&speed, &dt);
        let jerk = change(&acceleration, dt.get(1..).unwrap_or_default());
        let (mut turn, mut turning, mut curvature) = (Vec::new(), Vec::new(), Vec::new());
        let mut before: Option<f64> = None;
        for (((dx, dy), length), dt) in dx.iter().zip(&dy).zip(&length).zip(&dt) {
            if *length == 0.0 {
                continue;
            }
            let angle = atan2(*dy, *dx);
            if let Some(before) = before {
                let by = wrapped(angle - before);
                turn.push(by);
                turning.push(by / dt);
                curvature.push(by / length);
            }
            before = Some(angle);
        }
        Self { dt, dx, dy, length, speed, acceleration, jerk, turn, turning, curvature }
    }
}

fn change(values: &[f64], dt: &[f64]) -> Vec<f64> {
    let pairs = values.windows(2).filter_map(|pair| if let [a, b] = pair { Some(b - a) } else { None });
    pairs.zip(dt.iter().skip(1)).map(|(by, dt)| by / dt).collect()
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

pub(in crate::detectors::behaviour) fn spread(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    libm::sqrt(squares / values.len().max(1) as f64)
}

pub(super) fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

pub(super) fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::min)
}

pub(in crate::detectors::behaviour) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

pub(super) fn share(values: &[f64], which: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|value| which(**value)).count() as f64 / values.len().max(1) as f64
}
