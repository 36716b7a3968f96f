//! The one visible list of what is measured of how a device is held. A measure is one line here and one in [`super::measured`], in the
//! same order.
//!
//! The priors are guesses and wide, and yield to what is learned; no recorded posture was at hand. Those of a [`Logarithm`] are natural
//! logarithms.

use super::super::measure::{Measure, Scale, Unit};
use Scale::{Logarithm, Signed};
use Unit::{Degrees, MetresPerSecondSquared};

/// How many measures there are.
pub const COUNT: usize = 9;

/// The visible list.
pub static MEASURES: [Measure; COUNT] = [
    //           code              in plain words                               unit     scale    mean, between people, between visits
    Measure::new("tilt_back", "held, front to back", Degrees, Signed, [40.0, 20.0, 12.0]),
    Measure::new("tilt_side", "held, left to right", Degrees, Signed, [0.0, 12.0, 8.0]),
    Measure::new(
        "tilt_back_spread",
        "spread of how it is held, front to back",
        Degrees,
        Logarithm,
        [1.2, 0.6, 0.5],
    ),
    Measure::new(
        "tilt_side_spread",
        "spread of how it is held, left to right",
        Degrees,
        Logarithm,
        [1.0, 0.6, 0.5],
    ),
    Measure::new("shaking", "shaking", MetresPerSecondSquared, Logarithm, [-1.2, 0.8, 0.5]),
    Measure::new(
        "shaking_across",
        "shaking, left to right",
        MetresPerSecondSquared,
        Logarithm,
        [-1.5, 0.8, 0.5],
    ),
    Measure::new(
        "shaking_along",
        "shaking, bottom to top",
        MetresPerSecondSquared,
        Logarithm,
        [-1.4, 0.8, 0.5],
    ),
    Measure::new(
        "shaking_out",
        "shaking, front to back",
        MetresPerSecondSquared,
        Logarithm,
        [-1.2, 0.8, 0.5],
    ),
    Measure::new("tap_jolt", "jolt of a tap", MetresPerSecondSquared, Logarithm, [-1.0, 0.8, 0.5]),
];
