//! `[trust]`: what is remembered of who dealt with whom.

use serde::{Deserialize, Serialize};

/// What is remembered of who dealt with whom, at each site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trusting {
    /// Days after which an interaction is forgotten.
    pub days: u32,
    /// Parties that are remembered at most; beyond them the oldest interactions are forgotten first.
    pub parties: usize,
    /// Pairs of parties, each way, that are remembered at most: about 100 bytes each.
    pub edges: usize,
    /// Pairs that one interaction may move at once; what is left is worked off behind it.
    pub budget: usize,
}

impl Default for Trusting {
    fn default() -> Self {
        Self { days: 365, parties: 1_000_000, edges: 10_000_000, budget: 200 }
    }
}

/// A gigabyte or ten.
const MOST: usize = 100_000_000;

impl Trusting {
    /// Refuses what cannot work, naming the setting.
    pub fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!((1..=365).contains(&self.days), "trust.days must be between 1 and 365");
        for (name, value) in [("parties", self.parties), ("edges", self.edges)] {
            anyhow::ensure!((1..=MOST).contains(&value), "trust.{name} must be between 1 and {MOST}");
        }
        anyhow::ensure!((1..=100_000).contains(&self.budget), "trust.budget must be between 1 and 100000");
        Ok(())
    }
}
