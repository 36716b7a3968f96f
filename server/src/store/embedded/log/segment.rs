//! One file of the log: a header, then frames, then zeros.
//!
//! The zeros are written ahead, a megabyte at a time: `fdatasync` of bytes that lie inside the file need not write
//! the file's size, which halves what it costs.

use super::frame::{ALIGN, FRONT_BYTES, Frame, Front};
use super::{LogError, at, begin};
use crate::store::embedded::disk::{Disk, DiskFile};
use engine::journal::Seq;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Magic, format, four zeros, position of the first byte, id of the journal.
pub const HEADER_BYTES: u64 = 40;
const MAGIC: [u8; 8] = *b"PPRINTJL";
const FORMAT: u32 = 1;
/// Zeros that are written at once.
static AHEAD: [u8; 1 << 20] = [0; 1 << 20];
/// What is read at first: most frames fit.
const READ_BYTES: usize = 4096;

pub(super) struct Segment {
    pub(super) path: PathBuf,
    file: Arc<dyn DiskFile>,
    /// Position of its first byte.
    pub(super) base: Seq,
    /// The journal's id.
    pub(super) id: [u8; 16],
}

/// The segments of a folder, in their order, and those that are left over of what it has forgotten. A last one that was never
/// finished is none.
pub(super) struct Segments {
    pub(super) begin: Seq,
    pub(super) all: Vec<Segment>,
    pub(super) forgotten: Vec<PathBuf>,
}

/// Opens the segments of a folder.
pub(super) fn all(disk: &dyn Disk, folder: &Path) -> Result<Segments, LogError> {
    let mut begins = begin::read(disk, folder)?;
    loop {
        let opened = open_all(disk, folder, begins);
        // Another process may have forgotten some of them meanwhile.
        let now = if opened.is_err() { begin::read(disk, folder)? } else { begins };
        if now == begins {
            return opened;
        }
        begins = now;
    }
}

fn open_all(disk: &dyn Disk, folder: &Path, begins: Option<([u8; 16], Seq)>) -> Result<Segments, LogError> {
    let begin = begins.map_or(0, |(_, begin)| begin);
    let mut files = Vec::new();
    for path in disk.list(folder).map_err(at(folder))? {
        if path.extension().is_some_and(|extension| extension == "log") {
            let name = path.file_stem().and_then(|name| name.to_str());
            let base: Seq = name.and_then(|name| name.parse().ok()).ok_or(LogError::Format(path.clone()))?;
            files.push((base, path));
        }
    }
    files.sort();
    let kept = files.split_off(files.partition_point(|(base, _)| *base < begin));
    let forgotten = files.into_iter().map(|(_, path)| path).collect();
    let mut segments: Vec<Segment> = Vec::with_capacity(kept.len());
    let count = kept.len();
    for (nth, (base, path)) in kept.into_iter().enumerate() {
        let file = disk.open(&path).map_err(at(&path))?;
        // Made by a start or a rotation that is under way or was interrupted: nothing in it was ever acknowledged, and it
        // is made anew.
        if nth + 1 == count && is_blank(&*file).map_err(at(&path))? {
            break;
        }
        let segment = Segment::open(path, file, base)?;
        if let Some(before) = segments.last() {
            if before.id != segment.id {
                return Err(LogError::OtherJournal(segment.path));
            }
            let length = before.length()?;
            if before.base + length != base {
                return Err(LogError::Damaged { path: before.path.clone(), offset: length });
            }
        }
        segments.push(segment);
    }
    match (segments.first(), begins) {
        (Some(first), _) if first.base != begin => return Err(LogError::Missing(path(folder, begin))),
        (Some(first), Some((id, _))) if first.id != id => {
            return Err(LogError::OtherJournal(first.path.clone()));
        }
        (None, Some(_)) => return Err(LogError::Missing(path(folder, begin))),
        _ => {}
    }
    Ok(Segments { begin, all: segments, forgotten })
}

fn path(folder: &Path, base: Seq) -> PathBuf {
    folder.join(format!("{base:020}.log"))
}

/// Whether a file has no header yet and nothing behind it.
fn is_blank(file: &dyn DiskFile) -> io::Result<bool> {
    let mut header = [0; HEADER_BYTES as usize];
    file.read_at(&mut header, 0)?;
    Ok(file.size()? <= HEADER_BYTES && header == [0; HEADER_BYTES as usize])
}

impl Segment {
    /// Makes a new segment, durable with its name.
    pub(super) fn create(disk: &dyn Disk, folder: &Path, base: Seq, id: [u8; 16]) -> Result<Self, LogError> {
        let path = path(folder, base);
        let file = disk.open(&path).map_err(at(&path))?;
        let format = u64::from(FORMAT).to_le_bytes();
        let header = [&MAGIC[..], &format, &base.to_le_bytes(), &id].concat();
        // A rotation that failed half-way may have left something: nothing refers to it.
        let made = file.set_size(0).and_then(|()| file.write_at(&header, 0)).and_then(|()| file.sync());
        made.map_err(at(&path))?;
        disk.sync_folder(folder).map_err(at(folder))?;
        Ok(Self { path, file, base, id })
    }

    /// Checks the header of a segment.
    pub(super) fn open(path: PathBuf, file: Arc<dyn DiskFile>, base: Seq) -> Result<Self, LogError> {
        let mut header = [0; HEADER_BYTES as usize];
        // A header that is cut short is none.
        file.read_at(&mut header, 0).map_err(at(&path))?;
        let [magic, format, stands, journal @ ..] = header.as_chunks::<8>().0 else {
            return Err(LogError::Format(path));
        };
        let expected = [MAGIC, u64::from(FORMAT).to_le_bytes(), base.to_le_bytes()];
        if [*magic, *format, *stands] != expected {
            return Err(LogError::Format(path));
        }
        let mut id = [0; 16];
        id.copy_from_slice(journal.as_flattened());
        Ok(Self { path, file, base, id })
    }

    /// Reads the frame at a position of this segment.
    pub(super) fn read(&self, position: Seq) -> Result<Frame, LogError> {
        let offset = position - self.base;
        let damaged = || LogError::Damaged { path: self.path.clone(), offset };
        let mut bytes = vec![0; READ_BYTES];
        let got = self.file.read_at(&mut bytes, offset).map_err(at(&self.path))?;
        let front = Front::read(bytes.get(..got).unwrap_or_default(), position).ok_or_else(damaged)?;
        if front.length > READ_BYTES - FRONT_BYTES {
            bytes.resize(FRONT_BYTES + front.length, 0);
            self.file.read_at(&mut bytes, offset).map_err(at(&self.path))?;
        }
        front.frame(&bytes).ok_or_else(damaged)
    }

    /// All its bytes, and where its frames end.
    fn scan(&self) -> Result<(Vec<u8>, u64), LogError> {
        let mut bytes = vec![0; self.length()? as usize];
        let got = self.file.read_at(&mut bytes, 0).map_err(at(&self.path))?;
        bytes.truncate(got);
        let end = self.frames(&bytes).last().map_or(HEADER_BYTES, |frame| frame.next - self.base);
        Ok((bytes, end))
    }

    /// The frames at the beginning of its bytes, up to the first that is not sound.
    pub(super) fn frames(&self, bytes: &[u8]) -> impl Iterator<Item = Frame> {
        let mut offset = HEADER_BYTES;
        std::iter::from_fn(move || {
            let frame = self.frame_at(bytes, offset)?;
            offset = frame.next - self.base;
            Some(frame)
        })
    }

    /// Its bytes up to the last sound frame; `grows` where another process may be writing it.
    pub(super) fn sound(&self, grows: bool) -> Result<Vec<u8>, LogError> {
        let (mut bytes, mut end) = self.scan()?;
        if grows && self.is_damaged(&bytes, end) {
            // Or it was written while it was read: then it is sound by now.
            (bytes, end) = self.scan()?;
        }
        if self.is_damaged(&bytes, end) || !grows && end < bytes.len() as u64 {
            return Err(LogError::Damaged { path: self.path.clone(), offset: end });
        }
        bytes.truncate(end as usize);
        Ok(bytes)
    }

    /// Whether something behind the last sound frame knew more to be durable.
    fn is_damaged(&self, bytes: &[u8], end: u64) -> bool {
        let behind = (end..bytes.len() as u64).step_by(ALIGN as usize).skip(1);
        let mut frames = behind.filter_map(|offset| self.frame_at(bytes, offset));
        frames.any(|frame| frame.durable > self.base + end)
    }

    fn frame_at(&self, bytes: &[u8], offset: u64) -> Option<Frame> {
        let bytes = bytes.get(offset as usize..)?;
        Front::read(bytes, self.base + offset)?.frame(bytes)
    }

    /// Finds the end of the last segment's frames and cuts off what a crash left behind it.
    pub(super) fn recover(&self) -> Result<Seq, LogError> {
        let (bytes, end) = self.scan()?;
        if self.is_damaged(&bytes, end) {
            return Err(LogError::Damaged { path: self.path.clone(), offset: end });
        }
        if bytes.get(end as usize..).is_some_and(|tail| tail.iter().any(|&byte| byte != 0)) {
            tracing::warn!(path = %self.path.display(), offset = end, "an unfinished group was cut off");
        }
        self.cut(end)?;
        Ok(self.base + end)
    }

    /// Writes a group. Bytes before `written` have been written before; returns that mark anew.
    pub(super) fn write(&self, offset: u64, group: &[u8], written: u64) -> Result<u64, LogError> {
        let end = offset + group.len() as u64;
        self.file.write_at(group, offset).map_err(at(&self.path))?;
        if end <= written {
            return Ok(written);
        }
        match self.file.write_at(&AHEAD, end) {
            Ok(()) => Ok(end + AHEAD.len() as u64),
            // The group itself is written; room for zeros is a convenience.
            Err(_) => Ok(end),
        }
    }

    /// Waits until all that was written is on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync()
    }

    /// Cuts off everything from an offset on, durably.
    pub(super) fn cut(&self, offset: u64) -> Result<(), LogError> {
        self.file.set_size(offset).and_then(|()| self.file.sync()).map_err(at(&self.path))
    }

    fn length(&self) -> Result<u64, LogError> {
        self.file.size().map_err(at(&self.path))
    }
}
