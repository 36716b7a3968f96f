//! Cores: `navigator.hardwareConcurrency`, logical processors as the browser admits them.

use crate::sys;
use wire::signal::{Absence, Reading};

pub(super) fn read() -> Reading {
    let cores = sys::navigator().and_then(|navigator| sys::property(&navigator, "hardwareConcurrency"));
    match cores.and_then(|cores| cores.as_f64()) {
        Some(cores) => Reading::Integer(cores as i64),
        None => Reading::Absent(Absence::Unsupported),
    }
}
