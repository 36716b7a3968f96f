//! Memory: `navigator.deviceMemory` in MiB (W3C Device Memory). Browsers round it to a power of two and cut it at
//! both ends; Firefox, Safari and insecure contexts have none.
//!
//! Stability: changes when memory is built in. Cost: 15 µs.

use crate::reflect::{navigator, number_of};
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    Reading::Integer((number_of(&navigator("deviceMemory")) * 1024.0) as i64)
}
