//! Where the log begins, once its oldest segments are forgotten: a small file beside them. Without it, a first segment that
//! was lost would look like one that was forgotten.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic |
//! | 16 | id of the journal |
//! | 8 | position of the first segment's first byte |
//! | 4 | CRC-32C of all that precedes |

use super::{LogError, at};
use crate::store::embedded::disk::{Disk, replace};
use engine::journal::Seq;
use std::path::{Path, PathBuf};

const FILE: &str = "begin";
const MAGIC: [u8; 8] = *b"PPRINTBG";
const BYTES: usize = 36;

/// Where a log begins, and which one that is; `None` while it has forgotten nothing.
pub(super) fn read(disk: &dyn Disk, folder: &Path) -> Result<Option<([u8; 16], Seq)>, LogError> {
    let path = path(folder);
    // Opening a file makes it.
    if !disk.list(folder).map_err(at(folder))?.contains(&path) {
        return Ok(None);
    }
    let mut bytes = [0; BYTES];
    disk.open(&path).and_then(|file| file.read_at(&mut bytes, 0)).map_err(at(&path))?;
    parse(&bytes).map(Some).ok_or(LogError::Damaged { path, offset: 0 })
}

/// Says durably where a log begins from here on. Before its segments are removed: those that are left over by a crash are
/// then known to be.
pub(super) fn write(disk: &dyn Disk, folder: &Path, id: [u8; 16], begin: Seq) -> Result<(), LogError> {
    let mut bytes = [&MAGIC[..], &id, &begin.to_le_bytes()].concat();
    bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
    replace(disk, folder, FILE, &bytes).map_err(at(&path(folder)))
}

fn parse(bytes: &[u8; BYTES]) -> Option<([u8; 16], Seq)> {
    let (magic, rest) = bytes.split_first_chunk()?;
    let (id, rest) = rest.split_first_chunk()?;
    let (begin, checksum) = rest.split_first_chunk()?;
    let sound = *magic == MAGIC && checksum == crc32c::crc32c(bytes.get(..BYTES - 4)?).to_le_bytes();
    sound.then_some((*id, u64::from_le_bytes(*begin)))
}

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}
