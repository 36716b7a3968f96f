//! `[attempts]`: what is remembered of what was tried lately.

use anyhow::Context;
use models::transitions::{Described, Machines, SHIPPED};
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

impl Attempting {
    /// The dangerous states and the ways to them.
    pub fn machines(&self) -> anyhow::Result<Machines> {
        let described: Described = match &self.transitions {
            None => toml::from_str(SHIPPED).context("the shipped transitions are not acceptable")?,
            Some(file) => {
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("attempts.transitions: {} cannot be read", file.display()))?;
                toml::from_str(&text)
                    .with_context(|| format!("attempts.transitions: {} is not acceptable", file.display()))?
            }
        };
        Machines::try_from(described).context("attempts.transitions makes no sense")
    }
}
