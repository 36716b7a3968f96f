//! Copies of a journal, taken while it is being written.
//!
//! Segments only ever grow, so a copy of each up to the last sound frame is the journal as it was at some moment: whatever
//! was acknowledged before the copying began is in it.

use super::segment::{self, Segment};
use super::{LogError, at};
use crate::store::embedded::disk::Disk;
use std::path::Path;

/// What a backup holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Segments that it holds.
    pub segments: usize,
    /// Segments that were there from an earlier time.
    pub kept: usize,
    /// Bytes that were copied now.
    pub bytes: u64,
}

/// Copies the journal of one folder into another. What is there already is not copied again; only the last segment
/// ever differs. Frames are checked on the way.
pub fn copy(disk: &dyn Disk, from: &Path, to: &Path) -> Result<Copied, LogError> {
    let segments = segment::all(disk, from)?;
    disk.make_folder(to).map_err(at(to))?;
    let last = segments.len().saturating_sub(1);
    let mut copied = Copied { segments: segments.len(), ..Copied::default() };
    for (nth, segment) in segments.iter().enumerate() {
        copy_one(disk, segment, to, nth == last, &mut copied)?;
    }
    disk.sync_folder(to).map_err(at(to))?;
    Ok(copied)
}

fn copy_one(
    disk: &dyn Disk,
    segment: &Segment,
    to: &Path,
    grows: bool,
    copied: &mut Copied,
) -> Result<(), LogError> {
    let path = to.join(segment.path.file_name().unwrap_or_default());
    let file = disk.open(&path).map_err(at(&path))?;
    let (mut bytes, mut end) = segment.scan()?;
    if grows && segment.is_damaged(&bytes, end) {
        // Or it was written while it was read: then it is sound by now.
        (bytes, end) = segment.scan()?;
    }
    if segment.is_damaged(&bytes, end) || !grows && end < bytes.len() as u64 {
        return Err(LogError::Damaged { path: segment.path.clone(), offset: end });
    }
    if file.size().map_err(at(&path))? == end {
        copied.kept += 1;
        return Ok(());
    }
    let sound = bytes.get(..end as usize).unwrap_or_default();
    let written = file.set_size(0).and_then(|()| file.write_at(sound, 0)).and_then(|()| file.sync());
    written.map_err(at(&path))?;
    copied.bytes += end;
    Ok(())
}
