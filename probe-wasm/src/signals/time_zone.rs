//! Time zone: the IANA name that `Intl` resolves (ECMA-402).

use crate::sys::property;
use js_sys::{Array, Intl::DateTimeFormat, Object};
use wire::signal::{Absence, Reading};

pub(super) fn read() -> Reading {
    let options = DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    match property(&options, "timeZone").and_then(|name| name.as_string()) {
        Some(name) => Reading::Text(name),
        None => Reading::Absent(Absence::Unsupported),
    }
}
