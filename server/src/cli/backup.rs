//! `pennyprint backup` and `pennyprint restore`.

use super::Data;
use crate::keyring;
use crate::store::embedded::disk::FileSystem;
use crate::store::embedded::log::backup::{self, Copied};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// Folder for the backup. One that holds an older backup of the same journal is brought up to date.
    #[arg(long)]
    to: PathBuf,
    /// Also copy the master key and the keyring. Without them the backup cannot be read, nor be used alone. Who was erased
    /// since stays in an older copy of the keyring: each backup puts a new one in its place.
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
            true => keyring::copy(&from, &self.to)?,
            false => println!(
                "keep {} and {} apart: restoring needs them",
                from.join("master.key").display(),
                from.join(keyring::FOLDER).display()
            ),
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
            keyring::copy(&from, &to)?;
        }
        for (what, name) in [("master key", "master.key"), ("keyring", keyring::FOLDER)] {
            let needed = to.join(name);
            anyhow::ensure!(needed.exists(), "put the {what} of this journal at {} first", needed.display());
        }
        let copied = copy(&from, &to)?;
        println!("{} segments, {} bytes restored", copied.segments, copied.bytes);
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<Copied> {
    Ok(backup::copy(&FileSystem, &from.join("journal"), &to.join("journal"))?)
}
