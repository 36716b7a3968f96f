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
    /// Also copy the master key and the keyring. Without them the backup cannot be read, nor be used alone. An older copy of the
    /// keyring still has who was erased since, and lacks who came since: each backup puts a new one in its place.
    #[arg(long)]
    with_key: bool,
}

#[derive(Args)]
pub(super) struct Restore {
    /// Folder with the backup. The master key and the keyring are taken from it too, unless the data folder has them.
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
        if self.with_key {
            return keyring::copy(&from, &self.to);
        }
        println!(
            "keep {} and {} apart: restoring needs them",
            from.join("master.key").display(),
            from.join(keyring::FOLDER).display()
        );
        if keyring::is_in(&self.to) {
            println!(
                "the keys in {} are older than the journal beside them: a journal that is restored with them lacks the keys of \
                 everybody who came since; run this with --with-key, or remove them",
                self.to.display()
            );
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
        keyring::complete(&from, &to)?;
        let copied = copy(&from, &to)?;
        println!("{} segments, {} bytes restored", copied.segments, copied.bytes);
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<Copied> {
    Ok(backup::copy(&FileSystem, &from.join("journal"), &to.join("journal"))?)
}
