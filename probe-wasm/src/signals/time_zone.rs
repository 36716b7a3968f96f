//! Time zone: the IANA name that the browser resolves (`Temporal`; where it is missing, ECMA-402). Says roughly where
//! somebody lives or travels, as the address of the network does.
//!
//! Stability: changes when its owner travels. Cost: 400 µs; without `Temporal` the first date format of a
//! process takes 15 ms.

use crate::reflect::{call, get, maybe, window};
use js_sys::{Array, Intl::DateTimeFormat, Object};
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    let temporal = maybe(&window(), "Temporal");
    let name = if temporal.is_undefined() {
        get(&DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options(), "timeZone")
    } else {
        call(&get(&temporal, "Now"), "timeZoneId", &[])
    };
    Reading::Text(name.as_string().unwrap_or_default())
}
