//! User agent: `[userAgent, platform, vendor, productSub]` of the navigator (WHATWG HTML, "Client identification"):
//! the operating system that the browser claims, to be held against what its packets look like.
//!
//! Stability: changes with the browser's major version and with the operating system; browsers freeze more of it
//! every year. Cost: 55 µs.

use crate::reflect::global;
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    Reading::Texts(super::texts(&global("navigator"), &["userAgent", "platform", "vendor", "productSub"]))
}
