//! The only place that asks for the time.

use models::observation::Timestamp;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// A moment on the monotonic clock, in microseconds since the process began to ask. For durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tick(u64);

impl Tick {
    /// This moment.
    pub fn now() -> Self {
        Self(u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX))
    }

    /// Microseconds since an earlier moment, at most an hour or so (`u32`).
    pub fn since_us(self, earlier: Tick) -> u32 {
        u32::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(u32::MAX)
    }

    /// A moment that a test chooses.
    #[cfg(test)]
    pub(crate) fn since_start_us(us: u64) -> Self {
        Self(us)
    }

    /// Since the process began to ask.
    pub fn since_start(self) -> Duration {
        Duration::from_micros(self.0)
    }

    /// Whole seconds since an earlier moment.
    pub fn since_s(self, earlier: Tick) -> u64 {
        self.0.saturating_sub(earlier.0) / 1_000_000
    }
}

/// The calendar time.
pub fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
}

/// RFC 3339, UTC, to the millisecond: `2026-11-21T19:16:31.042Z`.
pub fn rfc3339(at: Timestamp) -> String {
    let nanos = i128::from(at.0 / 1_000) * 1_000_000;
    OffsetDateTime::from_unix_timestamp_nanos(nanos)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(|| "out of range".into())
}
