//! Copies of a journal, taken while it is being written.
//!
//! Segments only ever grow, so a copy of each up to the last sound frame is the journal as it was at some moment: whatever
//! was acknowledged before the copying began is in it. What the journal has forgotten leaves the backup too.

use super::segment::{self, Segment, Segments};
use super::{LogError, at, begin};
use crate::store::embedded::disk::Disk;
use std::path::Path;
use std::sync::Arc;

/// What a backup holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Segments that it holds.
    pub segments: usize,
    /// Segments that were there from an earlier time.
    pub kept: usize,
    /// Bytes that were copied now.
    pub bytes: u64,
    /// Segments that were removed, because the journal has forgotten them.
    pub forgotten: usize,
}

/// Copies the journal of one folder into another. What is there already is not copied again; only the last segment
/// ever differs. Frames are checked on the way.
pub fn copy(disk: &dyn Disk, from: &Path, to: &Path) -> Result<Copied, LogError> {
    let Segments { begin, all: segments, .. } = segment::all(disk, from)?;
    disk.make_folder(to).map_err(at(to))?;
    let last = segments.len().saturating_sub(1);
    let mut copied = Copied { segments: segments.len(), ..Copied::default() };
    for (nth, segment) in segments.iter().enumerate() {
        copy_one(disk, segment, to, nth == last, &mut copied)?;
    }
    disk.sync_folder(to).map_err(at(to))?;
    if let Some(first) = segments.first().filter(|_| begin > 0) {
        // Only now: until the first segment is here, those before it are the backup.
        begin::write(disk, to, first.id, begin)?;
        for path in segment::all(disk, to)?.forgotten {
            disk.remove(&path).map_err(at(&path))?;
            copied.forgotten += 1;
        }
        disk.sync_folder(to).map_err(at(to))?;
    }
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
    // One whose header cannot be read is what an interrupted backup left.
    if Segment::open(path.clone(), Arc::clone(&file), segment.base).is_ok_and(|there| there.id != segment.id)
    {
        return Err(LogError::OtherJournal(path));
    }
    let sound = segment.sound(grows)?;
    if file.size().map_err(at(&path))? == sound.len() as u64 {
        copied.kept += 1;
        return Ok(());
    }
    let written = file.set_size(0).and_then(|()| file.write_at(&sound, 0)).and_then(|()| file.sync());
    written.map_err(at(&path))?;
    copied.bytes += sound.len() as u64;
    Ok(())
}
