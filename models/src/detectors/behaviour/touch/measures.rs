//! The one visible list of what is measured of fingers and pens. A measure is one line here and one in [`super::measured`], in the same
//! order.
//!
//! The priors are guesses of the order of everyday use, and wide: no recorded touches were at hand to fit them to. They yield to what is
//! learned and are refitted for a site. Those of a [`Logarithm`] are natural logarithms.

use super::super::measure::{Measure, Scale, Unit};
use Scale::{Logarithm, Plain, Signed};
use Unit::{Degrees, Percent, Pixels, PixelsPerSecond, Seconds, Times};

/// How many measures there are.
pub const COUNT: usize = 16;

/// The visible list.
pub static MEASURES: [Measure; COUNT] = [
    //           code                 in plain words                        unit      scale   mean, between people, between visits
    Measure::new("tap_time", "time of a tap", Seconds, Logarithm, [-2.4, 0.4, 0.25]),
    Measure::new("tap_interval", "time between taps", Seconds, Logarithm, [-0.2, 0.5, 0.4]),
    Measure::new("tap_drift", "drift within a tap", Pixels, Plain, [1.5, 1.5, 0.8]),
    Measure::new("swipe_time", "time of a swipe", Seconds, Logarithm, [-1.4, 0.5, 0.3]),
    Measure::new("swipe_length", "length of a swipe", Pixels, Logarithm, [5.2, 0.5, 0.3]),
    Measure::new("swipe_speed", "speed of a swipe", PixelsPerSecond, Logarithm, [6.7, 0.6, 0.3]),
    Measure::new(
        "swipe_end_speed",
        "speed at the end of a swipe",
        PixelsPerSecond,
        Logarithm,
        [6.7, 0.8, 0.4],
    ),
    Measure::new("swipe_straightness", "straightness of a swipe", Percent, Plain, [95.0, 5.0, 3.0]),
    Measure::new("swipe_bow", "bow of a swipe", Percent, Signed, [0.0, 5.0, 3.0]),
    Measure::new("swipe_slant", "slant of a swipe", Degrees, Signed, [0.0, 12.0, 6.0]),
    Measure::new("start_across", "where a swipe starts, from the left", Pixels, Plain, [200.0, 80.0, 40.0]),
    Measure::new("start_down", "where a swipe starts, from the top", Pixels, Plain, [450.0, 120.0, 80.0]),
    Measure::new("contact_size", "size of the contact", Pixels, Logarithm, [3.2, 0.5, 0.15]),
    Measure::new("contact_shape", "width of the contact to its height", Times, Logarithm, [0.0, 0.2, 0.08]),
    Measure::new("contact_pressure", "pressure of the contact", Percent, Plain, [40.0, 15.0, 8.0]),
    Measure::new("drag_speed", "speed of a drag", PixelsPerSecond, Logarithm, [5.0, 0.7, 0.4]),
];
