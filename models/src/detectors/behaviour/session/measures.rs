//! The one visible list of what is measured of a visit as a whole. A measure is one line here and its reader in [`super::Taken`].
//!
//! `rhythm_slow` and `rhythm_quick` are the spectrum of the times between keys (`super::spectrum`).
//!
//! The priors are wide and of the order of everyday use: typing 40–60 words a minute (Dhakal et al., CHI 2018: 52, sd 20), between keys
//! with a deviation of 50–150 ms; they yield to what is learned and are refitted for a site.

pub use super::super::measure::{Measure, Unit};
use super::super::measure::{Scale, Shape};
use Scale::{Logarithm, Plain, Root};
use Shape::{Any, Bell};
use Unit::{Count, Minutes, PerSecond, Percent, PixelsPerSecond, Seconds, WordsPerMinute};

/// Of the hand: its pointer decides whose it is.
const fn measure(
    code: &'static str,
    label: &'static str,
    unit: Unit,
    scale: Scale,
    shape: Shape,
    prior: [f64; 3],
) -> Measure {
    Measure { shape, ..Measure::new(code, label, unit, scale, prior) }
}

/// Of typing: its keyboard decides.
const fn typed(
    code: &'static str,
    label: &'static str,
    unit: Unit,
    scale: Scale,
    shape: Shape,
    prior: [f64; 3],
) -> Measure {
    Measure { typed: true, ..measure(code, label, unit, scale, shape, prior) }
}

/// The visible list. A change of it is a change of the format: `STATE_VERSION` and `PRIORS_VERSION` rise with it.
#[rustfmt::skip]
pub static MEASURES: [Measure; 17] = [
    //      code              in plain words                                  unit, scale and shape             mean, between people, between visits
    measure("duration",       "time on the page",                             Minutes, Plain, Bell,             [8.0, 4.0, 3.0]),
    typed("typing_speed",     "typing speed",                                 WordsPerMinute, Plain, Bell,      [50.0, 15.0, 6.0]),
    typed("typing_rhythm",    "deviation between keys",                       Seconds, Plain, Bell,             [0.06, 0.03, 0.015]),
    measure("pointer_speed",  "pointer speed",                                PixelsPerSecond, Plain, Bell,     [150.0, 60.0, 30.0]),
    measure("click_rate",     "clicks",                                       PerSecond, Plain, Bell,           [0.5, 0.6, 0.3]),
    measure("scroll_speed",   "scroll speed",                                 PixelsPerSecond, Plain, Bell,     [200.0, 60.0, 30.0]),
    typed("corrections",      "keys that correct",                            Percent, Root, Any,               [2.2, 1.0, 1.0]),
    typed("pauses",           "keys after a pause of 2 s",                    Percent, Root, Any,               [2.2, 1.0, 1.0]),
    typed("hesitation",       "from entering a field to its first key",       Seconds, Logarithm, Any,          [0.0, 0.7, 0.6]),
    typed("overlap",          "keys pressed before the last was let go",      Percent, Root, Any,               [4.0, 2.0, 1.0]),
    typed("characters",       "characters typed",                             Count, Logarithm, Any,            [3.7, 0.8, 0.7]),
    measure("pointer_share",  "of seconds with key or pointer, with pointer", Percent, Plain, Any,              [65.0, 20.0, 15.0]),
    measure("hidden",         "of the time, page hidden",                     Percent, Root, Any,               [1.0, 1.5, 1.5]),
    measure("views",          "views of the page",                            Count, Logarithm, Any,            [0.4, 0.6, 0.5]),
    measure("view_time",      "time for each view",                           Seconds, Logarithm, Any,          [4.0, 1.0, 0.8]),
    typed("rhythm_slow",      "of the typing rhythm, slow swings",            Percent, Plain, Any,              [33.0, 8.0, 12.0]),
    typed("rhythm_quick",     "of the typing rhythm, quick swings",           Percent, Plain, Any,              [33.0, 8.0, 12.0]),
];
