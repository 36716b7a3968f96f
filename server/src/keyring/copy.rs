//! A copy of all keys, for a backup.

use super::{EPOCHS, FOLDER, PEOPLE};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// Copies the master key and the keyring of one data folder into another, in place of what is there. A keyring that is
/// copied after its journal has the keys of everybody in it. Permissions are copied too: only the owner reads them.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let folder = to.join(FOLDER);
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let keyring = [PEOPLE, EPOCHS].map(|name| Path::new(FOLDER).join(name));
    for name in keyring.into_iter().chain([PathBuf::from("master.key")]) {
        let (from, to) = (from.join(&name), to.join(&name));
        std::fs::copy(&from, &to)
            .with_context(|| format!("{} cannot be copied to {}", from.display(), to.display()))?;
    }
    Ok(())
}
