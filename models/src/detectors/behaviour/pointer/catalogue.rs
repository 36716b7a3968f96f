//! The catalogue of what is measured of an action, and the grid that each measure is counted on. The grid is fixed, so that
//! counts of one person can be added to, compared with and forgotten against those of another.

use super::super::measure::Unit;
use crate::math::ln::ln;
use core::f64::consts::PI;
use libm::{copysign, fabs, sinh, sqrt};

/// How the values of a measure are laid over its cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    /// Equal steps.
    Linear,
    /// Equal ratios; what is not above the lower end falls into the first cell.
    Ratio,
    /// Equal steps near zero, equal ratios far from it, on both sides; the unit is the width of the middle.
    Signed(f64),
}

/// One measure of an action.
#[derive(Debug)]
pub struct Measure {
    /// Stable snake_case code.
    pub code: &'static str,
    /// In plain words.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    pub(super) scale: Scale,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Number of cells of its grid.
    pub cells: usize,
}

use Scale::{Linear, Ratio, Signed};
use Unit::{
    Count, PerSecond, Pixels, PixelsPerSecond, PixelsPerSecondCubed, PixelsPerSecondSquared, Radians,
    RadiansPerPixel, RadiansPerSecond, Seconds, Times,
};

const fn measure(
    code: &'static str,
    name: &'static str,
    unit: Unit,
    scale: Scale,
    (low, high): (f64, f64),
    cells: usize,
) -> Measure {
    Measure { code, name, unit, scale, low, high, cells }
}

/// Number of measures.
pub const MEASURES: usize = CATALOGUE.len();

/// The measures, in the order of [`super::features`].
pub static CATALOGUE: [Measure; 50] = [
    measure("kind", "kind of action", Times, Linear, (0.0, 3.0), 3),
    measure("direction", "direction", Radians, Linear, (-PI, PI), 16),
    measure("duration", "duration", Seconds, Ratio, (0.03, 10.0), 24),
    measure("path", "length of the way", Pixels, Ratio, (3.0, 4000.0), 24),
    measure("chord", "distance", Pixels, Ratio, (1.0, 2000.0), 24),
    measure("straightness", "straightness", Times, Linear, (0.0, 1.0), 24),
    measure("points", "reported moves", Count, Ratio, (4.0, 400.0), 24),
    measure("rest", "rest before", Seconds, Ratio, (0.01, 60.0), 24),
    measure("held", "button held", Seconds, Ratio, (0.02, 2.0), 32),
    measure("settled", "hand still before the press", Seconds, Ratio, (0.005, 1.0), 24),
    measure("speed", "speed", PixelsPerSecond, Ratio, (10.0, 5000.0), 24),
    measure("speed_spread", "spread of the speed", PixelsPerSecond, Ratio, (10.0, 5000.0), 24),
    measure("speed_most", "highest speed", PixelsPerSecond, Ratio, (30.0, 15000.0), 24),
    measure("speed_first", "speed at the start", PixelsPerSecond, Ratio, (5.0, 5000.0), 24),
    measure("speed_last", "speed at the end", PixelsPerSecond, Ratio, (5.0, 5000.0), 24),
    measure("across", "speed across", PixelsPerSecond, Signed(50.0), (-4000.0, 4000.0), 24),
    measure("down", "speed down", PixelsPerSecond, Signed(50.0), (-4000.0, 4000.0), 24),
    measure("across_spread", "spread of the speed across", PixelsPerSecond, Ratio, (10.0, 5000.0), 24),
    measure("down_spread", "spread of the speed down", PixelsPerSecond, Ratio, (10.0, 5000.0), 24),
    measure("acceleration", "acceleration", PixelsPerSecondSquared, Signed(300.0), (-50000.0, 50000.0), 24),
    measure(
        "acceleration_spread",
        "spread of the acceleration",
        PixelsPerSecondSquared,
        Ratio,
        (300.0, 300000.0),
        24,
    ),
    measure(
        "acceleration_most",
        "highest acceleration",
        PixelsPerSecondSquared,
        Ratio,
        (300.0, 500000.0),
        24,
    ),
    measure("braking_most", "hardest braking", PixelsPerSecondSquared, Ratio, (300.0, 500000.0), 24),
    measure("jerk_spread", "spread of the jerk", PixelsPerSecondCubed, Ratio, (1e4, 3e7), 24),
    measure("jerk_most", "highest jerk", PixelsPerSecondCubed, Ratio, (1e4, 1e8), 24),
    measure("turning", "turning", RadiansPerSecond, Ratio, (0.3, 100.0), 24),
    measure("turning_spread", "spread of the turning", RadiansPerSecond, Ratio, (0.3, 200.0), 24),
    measure("handedness", "turning to one side", RadiansPerSecond, Signed(0.5), (-60.0, 60.0), 24),
    measure("curvature", "curvature", RadiansPerPixel, Ratio, (0.001, 2.0), 24),
    measure("curvature_spread", "spread of the curvature", RadiansPerPixel, Ratio, (0.001, 2.0), 24),
    measure("turned", "sum of all turns", Radians, Ratio, (0.2, 100.0), 24),
    measure("sharp", "share of sharp turns", Times, Linear, (0.0, 0.6), 16),
    measure("bow", "bow off the straight line", Times, Signed(0.02), (-2.0, 2.0), 24),
    measure("overshoot", "overshoot", Times, Ratio, (0.002, 2.0), 16),
    measure("peak", "time of the highest speed", Times, Linear, (0.0, 1.0), 20),
    measure("start", "time of first acceleration", Seconds, Ratio, (0.008, 2.0), 24),
    measure("peaks", "bursts of speed per second", PerSecond, Ratio, (0.3, 30.0), 24),
    measure("pause", "longest pause within", Seconds, Ratio, (0.008, 1.0), 32),
    measure("interval", "interval between events", Seconds, Ratio, (0.004, 0.3), 40),
    measure("interval_least", "shortest interval between events", Seconds, Ratio, (0.0005, 0.2), 40),
    measure("interval_spread", "spread of the intervals", Seconds, Ratio, (0.0005, 0.3), 32),
    measure("step", "step between events", Pixels, Ratio, (0.8, 100.0), 24),
    measure("step_most", "longest step between events", Pixels, Ratio, (1.0, 800.0), 24),
    measure("level", "share of steps straight across", Times, Linear, (0.0, 1.0), 20),
    measure("plumb", "share of steps straight down", Times, Linear, (0.0, 1.0), 20),
    measure("slanted", "share of steps at half a right angle", Times, Linear, (0.0, 0.6), 16),
    measure("end_across", "end, from the left", Pixels, Linear, (0.0, 1920.0), 32),
    measure("end_down", "end, from the top", Pixels, Linear, (0.0, 1200.0), 32),
    measure("reach", "distance and duration", Times, Linear, (0.0, 64.0), 64),
    measure("heading", "direction and speed", Times, Linear, (0.0, 64.0), 64),
];

/// The grids of all measures: where the ends of each are laid.
pub(super) struct Grids([(f64, f64); MEASURES]);

impl Grids {
    pub(super) fn new() -> Self {
        Self(CATALOGUE.each_ref().map(|measure| (measure.laid(measure.low), measure.laid(measure.high))))
    }

    /// The cells of these values, by measure; what lies beyond a grid falls into its last cells.
    pub(super) fn cells(&self, values: &[Option<f64>; MEASURES]) -> Cells {
        // All logarithms at once: one by one they would take most of the time.
        let mut logarithms = [1.0; MEASURES];
        for ((of, measure), value) in logarithms.iter_mut().zip(&CATALOGUE).zip(values) {
            *of = value.map_or(1.0, |value| measure.in_logarithm(value));
        }
        logarithms.iter_mut().for_each(|one| *one = ln(*one));
        let mut cells = [ABSENT; MEASURES];
        let measures = CATALOGUE.iter().zip(&self.0).zip(values.iter().zip(logarithms));
        for (cell, ((measure, (low, high)), (value, logarithm))) in cells.iter_mut().zip(measures) {
            if let Some(value) = value {
                let share = (measure.with_logarithm(*value, logarithm) - low) / (high - low);
                *cell = measure.cell(share);
            }
        }
        cells
    }
}

/// Number of cells of all measures together.
#[allow(clippy::indexing_slicing, reason = "beyond the end it would not compile")]
pub const CELLS: usize = {
    let (mut sum, mut at) = (0, 0);
    while at < MEASURES {
        sum += CATALOGUE[at].cells;
        at += 1;
    }
    sum
};

/// A cell that is not: the action has nothing to measure there.
pub const ABSENT: u8 = u8::MAX;

/// The cells of an action, by measure; [`ABSENT`] where it has no such thing.
pub type Cells = [u8; MEASURES];

/// Where the cells of each measure begin among all cells.
#[allow(clippy::indexing_slicing, reason = "beyond the end it would not compile")]
pub(super) const STARTS: [u16; MEASURES] = {
    let (mut starts, mut at) = ([0; MEASURES], 1);
    while at < MEASURES {
        starts[at] = starts[at - 1] + CATALOGUE[at - 1].cells as u16;
        at += 1;
    }
    starts
};

/// The measures that an action has, by number, and its cell of each among all cells.
pub(super) fn places(cells: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let placed = cells.iter().zip(STARTS).enumerate().filter(|(_, (cell, _))| **cell != ABSENT);
    placed.map(|(measure, (cell, start))| (measure, usize::from(start) + usize::from(*cell)))
}

/// What stands in the cells of each measure, one measure after the other.
pub(super) fn by_measure<T>(all: &[T]) -> impl Iterator<Item = &[T]> {
    let lines = STARTS.into_iter().zip(&CATALOGUE);
    lines.map(|(start, measure)| {
        all.get(usize::from(start)..usize::from(start) + measure.cells).unwrap_or_default()
    })
}

/// Rounding of a logarithm does not decide, in cells: what lies on the edge of one, as 40 points do, lies in the upper.
const EDGE: f64 = 1e-8;

impl Measure {
    /// The cell at this share of the grid.
    fn cell(&self, share: f64) -> u8 {
        let cells = self.cells as f64;
        let edge = if self.scale == Linear { 0.0 } else { EDGE };
        (share * cells + edge).clamp(0.0, cells - 1.0) as u8
    }

    /// The value in the middle of a cell.
    pub(super) fn value(&self, cell: f64) -> f64 {
        let share = (cell + 0.5) / self.cells as f64;
        let laid = self.laid(self.low) + share * (self.laid(self.high) - self.laid(self.low));
        match self.scale {
            Linear => laid,
            Ratio => libm::exp(laid),
            Signed(unit) => unit * sinh(laid),
        }
    }

    /// Where a value is laid, within the ends of the grid.
    fn laid(&self, value: f64) -> f64 {
        self.with_logarithm(value, ln(self.in_logarithm(value)))
    }

    /// What is laid by its logarithm: of ratios the value, of what has a sign, whose scale is `asinh(value / unit)`, `|v| + √(v² + 1)`.
    fn in_logarithm(&self, value: f64) -> f64 {
        let value = value.max(self.low).min(self.high);
        match self.scale {
            Linear => 1.0,
            Ratio => value,
            Signed(unit) => fabs(value / unit) + sqrt(value / unit * (value / unit) + 1.0),
        }
    }

    fn with_logarithm(&self, value: f64, logarithm: f64) -> f64 {
        match self.scale {
            Linear => value,
            Ratio => logarithm,
            Signed(_) => copysign(logarithm, value.max(self.low)),
        }
    }

    /// Whether a value says something to a person: kinds and pairs do not.
    pub(super) fn ordered(&self) -> bool {
        !matches!(self.code, "kind" | "reach" | "heading")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, one by one, as it is written down.
    fn plain(measure: &Measure, value: f64) -> u8 {
        let laid = |value: f64| match measure.scale {
            Linear => value,
            Ratio => libm::log(value.max(measure.low)),
            Signed(unit) => libm::asinh(value / unit),
        };
        measure.cell((laid(value) - laid(measure.low)) / (laid(measure.high) - laid(measure.low)))
    }

    #[test]
    fn cells_found_together_are_those_found_one_by_one() {
        let grids = Grids::new();
        let same = |value: f64| {
            let plain = CATALOGUE.each_ref().map(|measure| plain(measure, value));
            assert_eq!(grids.cells(&[Some(value); MEASURES]), plain, "{value}");
        };
        // Counts, times in ticks and steps in pixels fall onto edges of cells; others may fall anywhere.
        (-5_000..5_000)
            .for_each(|count| [1.0, 0.5, 1e-4].iter().for_each(|unit| same(f64::from(count) * unit)));
        let mut random = crate::math::random::Random::of(7);
        (0..20_000).for_each(|_| {
            let size = libm::exp(60.0 * random.unit() - 30.0);
            [size, -size].into_iter().for_each(same);
        });
        [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, f64::MIN_POSITIVE, -0.0]
            .into_iter()
            .for_each(same);
        assert_eq!(grids.cells(&[None; MEASURES]), [ABSENT; MEASURES]);
    }
}
