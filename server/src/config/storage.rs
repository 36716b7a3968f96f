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
}

impl Default for Storage {
    fn default() -> Self {
        Self { data: PathBuf::from("data"), cache_mib: 128, rows_mib: 256 }
    }
}
