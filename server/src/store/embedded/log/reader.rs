//! Reading a journal from beginning to end without opening it: another process may be writing it.

use super::LogError;
use super::segment::{self, Segment};
use crate::store::embedded::disk::Disk;
use engine::journal::Record;
use std::path::Path;

/// All records in their order, up to the last sound one.
pub fn records(
    disk: &dyn Disk,
    folder: &Path,
) -> Result<impl Iterator<Item = Result<Record, LogError>>, LogError> {
    let segments = segment::all(disk, folder)?.all;
    let last = segments.len().saturating_sub(1);
    Ok(segments.into_iter().enumerate().flat_map(move |(nth, segment)| match read(&segment, nth == last) {
        Ok(records) => records,
        Err(error) => vec![Err(error)],
    }))
}

/// The records of one segment: 64 MiB at most are in memory at a time.
fn read(segment: &Segment, grows: bool) -> Result<Vec<Result<Record, LogError>>, LogError> {
    let sound = segment.sound(grows)?;
    let frames = segment.frames(&sound);
    Ok(frames
        .map(|frame| {
            let damaged =
                |_| LogError::Damaged { path: segment.path.clone(), offset: frame.position - segment.base };
            Record::decode(&frame.body).map_err(damaged)
        })
        .collect())
}
