//! Maths: hash of the last bits of [`RESULTS`]. ECMA-262 leaves the accuracy of these functions to the engine,
//! and engines leave some of them to the system's library: together they tell engine, its version and sometimes
//! the processor.
//!
//! Stability: changes with versions of the engine, every few years. Cost: 200 µs.

use crate::reflect::{call_with, global, hash, number_of};
use wire::signal::Reading;

/// A function of `Math` and its arguments.
const RESULTS: &[(&str, &[f64])] = &[
    ("tan", &[-1e300]),
    ("sin", &[1e16]),
    ("cos", &[1e20]),
    ("sinh", &[1.0]),
    ("cosh", &[10.0]),
    ("tanh", &[0.123]),
    ("asinh", &[1.0]),
    ("acosh", &[1e154]),
    ("atanh", &[0.5]),
    ("exp", &[-10.5]),
    ("expm1", &[1.0]),
    ("log1p", &[10.0]),
    ("cbrt", &[100.0]),
    ("pow", &[core::f64::consts::PI, -100.0]),
];

pub(super) fn read() -> Reading {
    let math = global("Math");
    let mut bytes = Vec::with_capacity(RESULTS.len() * 8);
    for (name, arguments) in RESULTS {
        let result = number_of(&call_with(&math, name, arguments));
        bytes.extend_from_slice(&result.to_le_bytes());
    }
    Reading::Integer(hash(&bytes))
}
