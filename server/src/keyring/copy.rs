//! A copy of all keys, for a backup.

use super::{FOLDER, PEOPLE};
use crate::store::embedded::disk::{Disk, FileSystem, replace};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// Folder in the data folder, and name.
type Place = (&'static str, &'static str);

/// What a journal cannot be read without. The keys of the last minutes are not among it: they are destroyed soon, and a
/// backup would keep them.
const FILES: [Place; 2] = [(FOLDER, PEOPLE), ("", "master.key")];

/// Copies the master key and the keyring of one data folder into another, in place of what is there. A keyring that is
/// copied after its journal has the keys of everybody in it.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    FILES.into_iter().try_for_each(|place| copy_one(from, to, place))
}

/// Copies what the other folder lacks of them: what is there already may be newer. Nothing where one would be missing all the
/// same.
pub fn complete(from: &Path, to: &Path) -> anyhow::Result<()> {
    let lacking: Vec<Place> = FILES.into_iter().filter(|place| !at(to, *place).exists()).collect();
    let missing = lacking.iter().filter(|place| !at(from, **place).exists());
    let missing: Vec<_> = missing.map(|place| at(to, *place).display().to_string()).collect();
    anyhow::ensure!(
        missing.is_empty(),
        "restoring needs the master key and the keyring of this journal: put {} in place first",
        missing.join(" and ")
    );
    lacking.into_iter().try_for_each(|place| copy_one(from, to, place))
}

/// Whether a folder has any of them.
pub fn is_in(folder: &Path) -> bool {
    FILES.into_iter().any(|place| at(folder, place).exists())
}

/// What is there may be the only copy, so it stays until the new one is durable.
fn copy_one(from: &Path, to: &Path, place: Place) -> anyhow::Result<()> {
    let (file, (folder, name)) = (at(from, place), place);
    let folder = to.join(folder);
    FileSystem
        .make_folder(&folder)
        .and_then(|()| std::fs::read(&file))
        .and_then(|bytes| replace(&FileSystem, &folder, name, &bytes))
        .and_then(|()| FileSystem.sync_folder(to))
        .with_context(|| format!("{} cannot be copied into {}", file.display(), folder.display()))
}

fn at(data: &Path, (folder, name): Place) -> PathBuf {
    data.join(folder).join(name)
}
