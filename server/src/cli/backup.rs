//! `pennyprint backup` and `pennyprint restore`.

use super::Data;
use crate::store::embedded::disk::FileSystem;
use crate::store::embedded::log::backup::{self, Copied};
use anyhow::Context;
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// Folder for the backup. One that holds an older backup of the same journal is brought up to date.
    #[arg(long)]
    to: PathBuf,
    /// Also copy the master key. Without it the backup does not tell who anybody is, and cannot be used alone.
    #[arg(long)]
    with_key: bool,
}

#[derive(Args)]
pub(super) struct Restore {
    /// Folder with the backup.
    #[arg(long)]
    from: PathBuf,
    #[command(flatten)]
    data: Data,
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
impl Backup {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let from = self.data.data;
        anyhow::ensure!(from.join("journal").is_dir(), "{} holds no journal", from.display());
        let copied = copy(&from, &self.to)?;
        println!("{} segments, {} of them kept, {} bytes copied", copied.segments, copied.kept, copied.bytes);
        if copied.forgotten > 0 {
            println!("{} segments removed that the journal has forgotten", copied.forgotten);
        }
        match self.with_key {
            true => copy_key(&from, &self.to)?,
            false => println!("keep {} apart: restoring needs both", from.join("master.key").display()),
        }
        Ok(())
    }
}

#[allow(clippy::print_stdout, reason = "a command speaks to whoever typed it")]
impl Restore {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let (from, to) = (self.from, self.data.data);
        anyhow::ensure!(from.join("journal").is_dir(), "{} holds no backup", from.display());
        // Two histories in one folder would be neither.
        anyhow::ensure!(!to.join("journal").exists(), "{} has a journal already", to.display());
        if from.join("master.key").exists() && !to.join("master.key").exists() {
            std::fs::create_dir_all(&to).with_context(|| format!("{} cannot be made", to.display()))?;
            copy_key(&from, &to)?;
        }
        anyhow::ensure!(
            to.join("master.key").exists(),
            "put the master key of this journal at {} first",
            to.join("master.key").display()
        );
        let copied = copy(&from, &to)?;
        println!("{} segments, {} bytes restored", copied.segments, copied.bytes);
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<Copied> {
    Ok(backup::copy(&FileSystem, &from.join("journal"), &to.join("journal"))?)
}

/// Permissions are copied too: only the owner reads it.
fn copy_key(from: &Path, to: &Path) -> anyhow::Result<()> {
    let key = to.join("master.key");
    std::fs::copy(from.join("master.key"), &key)
        .with_context(|| format!("the master key cannot be copied to {}", key.display()))?;
    Ok(())
}
