//! `[storage]`: where data is kept.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where data is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// `PENNYPRINT_DATA`, `--data`: the folder for the journal and the master key.
    pub data: PathBuf,
    /// Bound of the store's page cache, in MiB.
    pub cache_mib: usize,
    /// Bound of the entities' states that are kept in memory, in MiB. The others are read from the store.
    pub rows_mib: usize,
    /// Days after which records are forgotten, 250 at least and 36,500 at most. A visit may be learned up to 120 days after it
    /// was sealed and taken back no later than that, so the checkpoint that stands for it reaches back over 240 days; the
    /// rest is for what is on its way.
    pub retention_days: u32,
}

impl Storage {
    /// [`Storage::retention_days`] in microseconds.
    pub fn retention_us(&self) -> i64 {
        i64::from(self.retention_days) * DAY_US
    }
}

const DAY_US: i64 = 24 * 3_600 * 1_000_000;

impl Default for Storage {
    fn default() -> Self {
        Self { data: PathBuf::from("data"), cache_mib: 128, rows_mib: 256, retention_days: 365 }
    }
}
