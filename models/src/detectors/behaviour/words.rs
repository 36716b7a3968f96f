//! Findings in plain words, with the observed and the usual value and their units.

use super::session::{DeviceKind, Measure, Unit, What};
use crate::explain::{Quantity, Range};
use alloc::{format, string::String};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl What {
    /// Stable snake_case code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Measure(measure, ..) => measure.code,
            Self::Hour(_) => "hour",
            Self::Weekday(_) => "weekday",
            Self::Device(_) => "device_kind",
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Measure(Measure { label, unit, .. }, value, expected) => {
                let show = |value: f64| quantity(*unit, value.max(0.0));
                let (low, high) = expected.range_90();
                format!("{label} {}, usually {}", show(*value), Range(show(low), show(high)))
            }
            Self::Hour(hour) => format!("came between {hour} and {} h UTC", (hour + 1) % 24),
            Self::Weekday(day) => {
                format!("came on a {}", DAYS.get(usize::from(*day)).copied().unwrap_or("day of the week"))
            }
            Self::Device(kind) => format!("came {}", device(*kind)),
        }
    }
}

fn quantity(unit: Unit, value: f64) -> Quantity {
    match unit {
        Unit::Minutes => Quantity::duration(value * 60e6),
        Unit::Seconds => Quantity::duration(value * 1e6),
        Unit::WordsPerMinute => Quantity::of(value, "words/min"),
        Unit::PixelsPerSecond => Quantity::of(value, "px/s"),
        Unit::PerSecond => Quantity::of(value, "/s"),
    }
}

fn device(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Desktop => "from a computer",
        DeviceKind::IPhone => "from an iPhone",
        DeviceKind::AndroidPhone => "from an Android phone",
        DeviceKind::Tablet => "from a tablet",
        DeviceKind::Other => "from a device of another kind",
    }
}
