//! `pennyprint retain`: forgets now what is older than it has to be. A running server does so by itself once a day.

use super::Data;
use crate::clock;
use crate::config::Config;
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Retain {
    #[command(flatten)]
    data: Data,
    /// Configuration file (TOML), for `storage.retention_days`.
    #[arg(long, env = "PENNYPRINT_CONFIG")]
    config: Option<PathBuf>,
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
impl Retain {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let config = Config::load(self.config.as_deref())?;
        config.check()?;
        let journal = self.data.data.join("journal");
        anyhow::ensure!(journal.is_dir(), "there is no journal at {}", journal.display());
        let app = self.data.open().await?;
        let before = segments(&journal)?;
        let done = app.road.retain(clock::now(), config.storage.retention_us()).await?;
        println!(
            "{} records are older than {} days: {} checkpoints made, {} settings and devices carried forward, {} entities \
             forgotten",
            done.old, config.storage.retention_days, done.checkpoints, done.carried, done.forgotten
        );
        // They go whole: what shares one with younger records goes with them.
        let after = segments(&journal)?;
        let went = before.iter().filter(|(path, _)| !after.contains_key(*path));
        println!(
            "{} segments went, {} bytes",
            went.clone().count(),
            went.map(|(_, bytes)| bytes).sum::<u64>()
        );
        let keys = app.road.destroy_orphans().await?;
        println!("{keys} keys of people and devices that are forgotten were destroyed");
        Ok(())
    }
}

/// The segments of a journal and what they take.
fn segments(journal: &Path) -> anyhow::Result<BTreeMap<PathBuf, u64>> {
    let mut segments = BTreeMap::new();
    for entry in std::fs::read_dir(journal)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|ending| ending == "log") {
            segments.insert(entry.path(), entry.metadata()?.len());
        }
    }
    Ok(segments)
}
