//! Cores: `navigator.hardwareConcurrency`, logical processors as the browser admits them (WHATWG HTML).
//!
//! Stability: changes with the machine; Safari and resisting browsers round or cut it. Cost: 25 µs.

use crate::reflect::{navigator, number_of};
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    Reading::Integer(number_of(&navigator("hardwareConcurrency")) as i64)
}
