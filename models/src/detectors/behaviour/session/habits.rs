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
    /// Every kind, in order.
    pub const ALL: [Self; 5] = [Self::Desktop, Self::IPhone, Self::AndroidPhone, Self::Tablet, Self::Other];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Stable snake_case code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::IPhone => "iphone",
            Self::AndroidPhone => "android_phone",
            Self::Tablet => "tablet",
            Self::Other => "other",
        }
    }
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
