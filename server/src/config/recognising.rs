//! `[recognition]`: whether devices are recognised that cleared their storage.

use serde::{Deserialize, Serialize};

/// Whether devices are recognised that cleared their storage. Off unless somebody switches it on: whoever clears storage may
/// not want to be recognised, and under the ePrivacy Directive (Art. 5(3)) and its like the operator needs a reason that holds,
/// such as that fraud cannot be prevented without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recognising {
    /// Whether it is done at all.
    pub enabled: bool,
    /// Most devices of a site that are remembered, some 320 bytes each. When there are more, those that have not been seen for
    /// long are forgotten.
    pub devices: usize,
    /// Days after which a device that was not seen is forgotten.
    pub days: u32,
}

impl Default for Recognising {
    fn default() -> Self {
        Self { enabled: false, devices: 1_000_000, days: 90 }
    }
}
