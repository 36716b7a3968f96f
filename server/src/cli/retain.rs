//! `pennyprint retain`: forgets now what is older than it has to be. A running server does so by itself once a day.

use super::Data;
use crate::clock;
use crate::config::Config;
use clap::Args;
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
        let before = bytes(&journal)?;
        let done = app.road.retain(clock::now(), config.storage.retention_us()).await?;
        println!(
            "{} records are older than {} days: {} checkpoints made, {} settings and devices carried forward, {} entities \
             forgotten",
            done.old, config.storage.retention_days, done.checkpoints, done.carried, done.forgotten
        );
        // Segments go whole: what shares one with younger records goes with them.
        println!("{} bytes went", before.saturating_sub(bytes(&journal)?));
        Ok(())
    }
}

/// What the segments of a journal take.
fn bytes(journal: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(journal)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|ending| ending == "log") {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(bytes)
}
