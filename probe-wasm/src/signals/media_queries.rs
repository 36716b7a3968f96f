//! Media queries: the answer to each of [`FEATURES`], as the number of the first value that fits, from 1; 0
//! where the browser knows none of them (W3C Media Queries, Levels 4 and 5).
//!
//! Stability: pointer and hover change with mouse and touch, colours with the monitor, preferences with the
//! settings; dark mode with the hour for many. Cost: 270 µs.

use crate::reflect::{call, is, window};
use wire::signal::Reading;

/// A feature and its values.
const FEATURES: &[(&str, &[&str])] = &[
    ("pointer", &["fine", "coarse", "none"]),
    ("any-pointer", &["fine", "coarse", "none"]),
    ("hover", &["hover", "none"]),
    ("color-gamut", &["rec2020", "p3", "srgb"]),
    ("dynamic-range", &["high", "standard"]),
    ("prefers-color-scheme", &["light", "dark"]),
    ("prefers-reduced-motion", &["no-preference", "reduce"]),
    ("prefers-contrast", &["no-preference", "more", "less", "custom"]),
    ("forced-colors", &["none", "active"]),
];

pub(super) fn read() -> Reading {
    let window = window();
    let fits = |feature: &str, value: &str| {
        let query = ["(", feature, ":", value, ")"].concat();
        is(&call(&window, "matchMedia", &[query.into()]), "matches")
    };
    let mut answers = Vec::with_capacity(FEATURES.len());
    for (feature, values) in FEATURES {
        let first = values.iter().position(|value| fits(feature, value));
        answers.push(first.map_or(0, |at| at as i64 + 1));
    }
    Reading::Integers(answers)
}
