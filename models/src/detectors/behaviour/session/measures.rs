//! The one visible list of what is measured of a visit as a whole. A measure is one line here and its reader in [`super::Taken`].
//!
//! The priors are wide and of the order of everyday use: typing 40–60 words a minute (Dhakal et al., CHI 2018: 52, sd 20), between keys
//! with a deviation of 50–150 ms; they yield to what is learned and are refitted for a site.

use super::super::measure::Scale;
pub use super::super::measure::{Measure, Unit};

/// Of the hand: its pointer decides whose it is.
const fn measure(code: &'static str, label: &'static str, unit: Unit, prior: [f64; 3]) -> Measure {
    Measure::new(code, label, unit, Scale::Linear, prior)
}

/// Of typing: its keyboard decides.
const fn typed(code: &'static str, label: &'static str, unit: Unit, prior: [f64; 3]) -> Measure {
    Measure { typed: true, ..measure(code, label, unit, prior) }
}

/// The visible list.
pub static MEASURES: [Measure; 6] = [
    //      code              in plain words               unit                     mean, between people, between visits
    measure("duration", "time on the page", Unit::Minutes, [8.0, 4.0, 3.0]),
    typed("typing_speed", "typing speed", Unit::WordsPerMinute, [50.0, 15.0, 6.0]),
    typed("typing_rhythm", "deviation between keys", Unit::Seconds, [0.06, 0.03, 0.015]),
    measure("pointer_speed", "pointer speed", Unit::PixelsPerSecond, [150.0, 60.0, 30.0]),
    measure("click_rate", "clicks", Unit::PerSecond, [0.5, 0.6, 0.3]),
    measure("scroll_speed", "scroll speed", Unit::PixelsPerSecond, [200.0, 60.0, 30.0]),
];
