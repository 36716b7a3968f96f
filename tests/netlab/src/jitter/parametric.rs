//! A distribution of delays with a memory: packets that are close in time take alike.

use super::wander::Wander;
use super::{Moment, Process};
use crate::dice::Throws;

/// A lognormal or gamma delay that wanders.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parametric {
    /// How it is distributed.
    pub spread: Spread,
    /// After this time, 37 % of a deviation is left; 0 for none.
    pub memory_us: f64,
}

/// A distribution of delays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// A normal logarithm.
    LogNormal {
        /// Half of the packets take less.
        median_us: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// A gamma; a shape of 1 is the exponential.
    Gamma {
        /// Of all packets.
        mean_us: f64,
        /// The squared mean over the variance; from 1 on, quantiles up to 99 % are within 3 % of the mean of the exact ones.
        shape: f64,
    },
}

impl Spread {
    /// The delay where a standard normal would be `z`.
    pub(crate) fn at(&self, z: f64) -> f64 {
        match *self {
            Self::LogNormal { median_us, sigma } => median_us * (sigma * z).exp(),
            // Wilson and Hilferty (1931): the cube root of a gamma is nearly normal.
            Self::Gamma { mean_us, shape } => {
                let ninth = 1.0 / (9.0 * shape.max(f64::EPSILON));
                mean_us * (1.0 - ninth + z * ninth.sqrt()).max(0.0).powi(3)
            }
        }
    }
}

pub(super) struct Running {
    parametric: Parametric,
    wander: Wander,
}

impl Running {
    pub(super) fn new(parametric: Parametric) -> Self {
        Self { parametric, wander: Wander::default() }
    }
}

impl Process for Running {
    fn delay_us(&mut self, moment: Moment, throws: &mut Throws<'_>) -> f64 {
        self.parametric.spread.at(self.wander.at(moment.at_us, self.parametric.memory_us, throws))
    }
}
