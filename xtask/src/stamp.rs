//! Skips what is up to date: a stamp is the SHA-256 of every input's path and bytes, kept beside the npm packages.

use crate::shell::root;
use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What one step read and wrote.
pub(crate) struct Stamp {
    file: PathBuf,
    value: String,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// Hashes the inputs (files, or folders with all that is in them) of the step called `name`.
    pub(crate) fn of(name: &str, inputs: &[impl AsRef<Path>], outputs: Vec<PathBuf>) -> Result<Self> {
        let mut files = Vec::new();
        for input in inputs {
            collect(&root().join(input), &mut files)?;
        }
        files.sort();
        let mut hash = Sha256::new();
        for file in files {
            let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            hash.update(file.strip_prefix(root())?.as_os_str().as_encoded_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        let value = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { file: cache()?.join(name), value, outputs })
    }

    /// Nothing changed since [`Stamp::done`], and what was written is still there.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|value| value == self.value)
            && self.outputs.iter().all(|path| path.exists())
    }

    /// The step has been done.
    pub(crate) fn done(&self) -> Result<()> {
        Ok(fs::write(&self.file, &self.value)?)
    }
}

/// Held while www/dist is being written, so that two commands at once do not mix their files.
pub(crate) fn lock() -> Result<File> {
    let file = File::create(cache()?.join("lock"))?;
    file.lock()?;
    Ok(file)
}

fn cache() -> Result<PathBuf> {
    let cache = root().join("www/node_modules/.cache/pennyprint");
    fs::create_dir_all(&cache)?;
    Ok(cache)
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), into)?;
        }
    } else {
        into.push(path.to_owned());
    }
    Ok(())
}
