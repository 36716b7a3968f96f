//! A bottleneck: bytes leave at a rate, wait in a queue before it, and are dropped where it is full.

/// A rate and the queue before it. A queue of many times the rate is "bufferbloat" (Gettys and Nichols 2011).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// How fast bytes leave.
    pub bits_per_s: u64,
    /// What may wait; a packet that does not fit is dropped.
    pub queue_bytes: u32,
}

/// When the bottleneck is free again.
#[derive(Default)]
pub(crate) struct Queue {
    free_at_ns: u64,
}

impl Queue {
    /// When a packet that arrives now has left, or `None` if it is dropped.
    pub(crate) fn leaves_at_ns(&mut self, rate: &Rate, at_ns: u64, bytes: usize) -> Option<u64> {
        let bits_per_s = rate.bits_per_s.max(1);
        let takes_ns = |bytes: u64| bytes.saturating_mul(8_000_000_000) / bits_per_s;
        let waits_ns = self.free_at_ns.saturating_sub(at_ns);
        if waits_ns > takes_ns(u64::from(rate.queue_bytes)) {
            return None;
        }
        self.free_at_ns = at_ns.max(self.free_at_ns) + takes_ns(bytes as u64);
        Some(self.free_at_ns)
    }
}
