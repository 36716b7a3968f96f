//! `[learning]`: when a visit is trusted.

use serde::{Deserialize, Serialize};

/// When a visit is trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Learning {
    /// `PENNYPRINT_UNDISPUTED_S`, `--undisputed-s`: how long an allowed visit must stay undisputed before it is
    /// learned, in seconds.
    pub undisputed_s: u32,
}

impl Default for Learning {
    fn default() -> Self {
        Self { undisputed_s: 86_400 }
    }
}
