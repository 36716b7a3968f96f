//! The one visible list of what is measured of scrolling. A measure is one line here and one in [`super::measured`], in the same order.
//!
//! The priors are guesses, wide enough for wheels and fingers, and yield to what is learned; no recorded scrolling was at hand. Those of a
//! [`Logarithm`] are natural logarithms.

use super::super::measure::{Measure, Scale, Unit};
use Scale::{Logarithm, Plain};
use Unit::{Percent, Pixels, PixelsPerSecond, Seconds};

/// How many measures there are.
pub const COUNT: usize = 8;

/// The visible list.
pub static MEASURES: [Measure; COUNT] = [
    //           code                 in plain words                      unit      scale   mean, between people, between visits
    Measure::new("burst_speed", "speed of scrolling", PixelsPerSecond, Logarithm, [7.3, 0.7, 0.4]),
    Measure::new(
        "burst_top_speed",
        "highest speed of scrolling",
        PixelsPerSecond,
        Logarithm,
        [8.0, 0.7, 0.4],
    ),
    Measure::new("burst_length", "length of a scroll", Pixels, Logarithm, [6.2, 0.7, 0.4]),
    Measure::new("burst_time", "time of a scroll", Seconds, Logarithm, [-0.9, 0.6, 0.4]),
    Measure::new("burst_pause", "pause between scrolls", Seconds, Logarithm, [0.4, 0.7, 0.5]),
    Measure::new("scrolled_up", "scrolled upwards", Percent, Plain, [20.0, 15.0, 12.0]),
    Measure::new("scroll_step", "step of a scroll", Pixels, Logarithm, [3.7, 0.8, 0.4]),
    Measure::new("scroll_regularity", "steps of one size", Percent, Plain, [30.0, 25.0, 12.0]),
];
