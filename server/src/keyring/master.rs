//! The installation's master key: a file of its own beside the journal, so that neither alone reveals who
//! somebody is.

use crate::entropy;
use anyhow::Context;
use engine::ids::hex;
use engine::secrets::Secrets;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Reads the master key of a data folder, or makes one that only the owner can read.
pub fn open(folder: &Path) -> anyhow::Result<Secrets> {
    let file = folder.join("master.key");
    if !file.exists() {
        // Another key would turn everybody into somebody else.
        anyhow::ensure!(
            !folder.join("journal").exists(),
            "{} is missing beside a journal; put the file back that belongs to it",
            file.display()
        );
        make(&file).with_context(|| format!("{} cannot be made", file.display()))?;
    }
    let text =
        std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let key = text.trim();
    let halves = key
        .split_at_checked(32)
        .and_then(|(left, right)| Some([engine::ids::unhex(left)?, engine::ids::unhex(right)?].concat()));
    let master: Option<[u8; 32]> = halves.and_then(|bytes| bytes.try_into().ok());
    let master = master.with_context(|| format!("{} must hold 64 hexadecimal digits", file.display()))?;
    Ok(Secrets::new(master))
}

/// Written whole under another name first, so that a crash leaves either no key or a good one.
fn make(file: &Path) -> std::io::Result<()> {
    let (left, right) = (hex(&entropy::bytes::<16>()), hex(&entropy::bytes::<16>()));
    let unfinished = file.with_extension("new");
    let mut written =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    written.write_all(format!("{left}{right}\n").as_bytes())?;
    written.sync_all()?;
    std::fs::rename(unfinished, file)?;
    // The journal is durable from its first record on, so the key's name must be before.
    file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
