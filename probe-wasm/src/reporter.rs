//! Events on their way out: encoded at once, sent in batches, bounded in memory.

use wire::codec::Encoder;
use wire::event::{Event, TICK_US, Tick, What};
use wire::report;

/// A batch of this many bytes is sent without waiting for its time.
const SEND_AT_BYTES: usize = 12 * 1024;
/// Beyond this the newest events are dropped. One report on its way and one beacon stay below the 64 KiB
/// that a browser lets a page send while it goes away.
const KEEP_BYTES: usize = 24 * 1024;
/// The same bound as a count of the shortest events.
const KEEP_EVENTS: usize = wire::limits::EVENTS_PER_REPORT;

/// The events of one page view that have not been sent.
#[derive(Default)]
pub(crate) struct Reporter {
    encoder: Encoder,
    /// When the page view began, milliseconds of the page's clock.
    began_ms: f64,
    /// Tick of the first event in the buffer.
    start: Tick,
    /// Number of the next batch.
    batch: u32,
    /// Events were dropped since the last batch.
    dropped: bool,
    /// A timer that will send the batch is running.
    pub(crate) timer_runs: bool,
    /// A report is on its way.
    pub(crate) sending: bool,
    /// How long events may wait; 0 until the server has said so.
    pub(crate) report_after_ms: u32,
}

impl Reporter {
    /// Nothing observed since `began_ms`.
    pub(crate) fn new(began_ms: f64) -> Self {
        Self { began_ms, ..Self::default() }
    }

    /// Appends one event that happened at `at_ms` of the page's clock.
    pub(crate) fn push(&mut self, at_ms: f64, what: What) {
        if self.encoder.byte_len() >= KEEP_BYTES || self.encoder.len() >= KEEP_EVENTS {
            self.dropped = true;
            return;
        }
        let at = (at_ms - self.began_ms) * 1000.0 / f64::from(TICK_US) + 0.5;
        let at = at as Tick;
        if self.encoder.is_empty() {
            self.start = at;
        }
        self.encoder.push(&Event { at: at.saturating_sub(self.start), what });
    }

    /// Nothing to send.
    pub(crate) fn is_empty(&self) -> bool {
        self.encoder.is_empty()
    }

    /// Enough to be sent without waiting.
    pub(crate) fn is_full(&self) -> bool {
        self.encoder.byte_len() >= SEND_AT_BYTES || self.encoder.len() >= KEEP_EVENTS / 2
    }

    /// The next report, if there is anything to send. Where events were dropped the batch numbers leave
    /// out one, which is how the server sees it.
    pub(crate) fn take(&mut self, page_view: &str) -> Option<Vec<u8>> {
        if self.encoder.is_empty() {
            return None;
        }
        let bytes = report::encode(page_view, self.batch, self.start, &self.encoder.take());
        self.batch += 1 + u32::from(core::mem::take(&mut self.dropped));
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::limits::REPORT_BYTES;
    use wire::report::Report;

    #[test]
    fn a_report_says_when_things_happened() {
        let mut reporter = Reporter::new(1_000.0);
        reporter.push(1_250.0, What::Blur);
        reporter.push(1_300.5, What::KeyUp { slot: 3 });
        let report = Report::decode(&reporter.take("pv_1").unwrap()).unwrap();
        assert_eq!((report.page_view.as_str(), report.batch), ("pv_1", 0));
        assert_eq!(report.events.iter().map(|event| event.at).collect::<Vec<_>>(), [2_500, 3_005]);
        assert_eq!(reporter.take("pv_1"), None);
    }

    #[test]
    fn memory_is_bounded_and_what_was_dropped_leaves_a_gap() {
        let mut reporter = Reporter::new(0.0);
        for index in 0..100_000 {
            reporter.push(f64::from(index), What::Scroll { y: index * 50 });
        }
        assert!(reporter.is_full());
        let bytes = reporter.take("pv_1").unwrap();
        assert!(bytes.len() <= KEEP_BYTES + 128 && bytes.len() < REPORT_BYTES, "{} bytes", bytes.len());
        assert_eq!(Report::decode(&bytes).unwrap().batch, 0);
        reporter.push(200_000.0, What::Blur);
        assert_eq!(Report::decode(&reporter.take("pv_1").unwrap()).unwrap().batch, 2);
        reporter.push(200_001.0, What::Blur);
        assert_eq!(Report::decode(&reporter.take("pv_1").unwrap()).unwrap().batch, 3);
    }

    #[test]
    fn a_time_before_the_page_view_or_none_at_all_does_no_harm() {
        let mut reporter = Reporter::new(500.0);
        for at_ms in [f64::NAN, f64::NEG_INFINITY, 0.0, f64::INFINITY] {
            reporter.push(at_ms, What::Blur);
        }
        assert_eq!(Report::decode(&reporter.take("pv_1").unwrap()).unwrap().events.len(), 4);
    }
}
