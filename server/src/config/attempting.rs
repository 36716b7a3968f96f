//! `[attempts]`: what is remembered of what was tried lately.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What is remembered of what was tried lately: purchases, banks' answers, and what happened to accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attempting {
    /// Days of a site's journal that are read again at the start, at most.
    pub days: u32,
    /// Assessments of a site that are read again at the start, at most.
    pub assessments: usize,
    /// A file of dangerous states and the ways to them (`docs/CARD-TESTING.md`) in place of the shipped ones.
    pub transitions: Option<PathBuf>,
}

impl Default for Attempting {
    fn default() -> Self {
        Self { days: 30, assessments: 100_000, transitions: None }
    }
}
