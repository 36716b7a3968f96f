//! When and on what somebody comes.

use serde::{Deserialize, Serialize};

/// How many choices of its own the population's share is worth: unusual from the third visit on, hard evidence later.
pub(super) const WORTH: f64 = 1.0;

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum DeviceKind {
    Desktop,
    IPhone,
    AndroidPhone,
    Tablet,
    Other,
}

impl DeviceKind {
    /// How many there are.
    pub const COUNT: usize = 5;
}

/// When and on what a visit was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Hour of the day, 0–23, by UTC.
    pub hour: u8,
    /// Day of the week, 0 for Monday, by UTC.
    pub weekday: u8,
    /// Kind of device.
    pub device: DeviceKind,
}
