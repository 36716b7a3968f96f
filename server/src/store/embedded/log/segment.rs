//! One file of the log: a header, then frames, then zeros.
//!
//! The zeros are written ahead, a megabyte at a time: `fdatasync` of bytes that lie inside the file need not write
//! the file's size, which halves what it costs.

use super::frame::{ALIGN, FRONT_BYTES, Frame, Front};
use super::{LogError, at};
use engine::journal::Seq;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Magic, format, four zeros, position of the first byte, id of the journal.
pub(super) const HEADER_BYTES: u64 = 40;
const MAGIC: [u8; 8] = *b"PPRINTJL";
const FORMAT: u32 = 1;
/// Zeros that are written at once.
static AHEAD: [u8; 1 << 20] = [0; 1 << 20];
/// What is read at first: most frames fit.
const READ_BYTES: usize = 4096;

pub(super) struct Segment {
    path: PathBuf,
    file: File,
    /// Position of its first byte.
    pub(super) base: Seq,
    /// The journal's id.
    pub(super) id: [u8; 16],
}

/// Opens the segments of a folder, in their order.
pub(super) fn all(folder: &Path) -> Result<Vec<Segment>, LogError> {
    let mut files = list(folder)?;
    if let [_, .., (_, last)] = files.as_slice()
        && is_blank(last)?
    {
        // Made by a rotation that a crash interrupted: nothing was ever written to it.
        std::fs::remove_file(last).map_err(at(last))?;
        files.pop();
    }
    let mut segments: Vec<Segment> = Vec::with_capacity(files.len());
    for (base, path) in files {
        let segment = Segment::open(&path, base)?;
        if let Some(before) = segments.last() {
            if before.id != segment.id {
                return Err(LogError::Format(path));
            }
            let length = before.length()?;
            if before.base + length != base {
                return Err(LogError::Damaged { path: before.path.clone(), offset: length });
            }
        }
        segments.push(segment);
    }
    Ok(segments)
}

fn list(folder: &Path) -> Result<Vec<(Seq, PathBuf)>, LogError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "log") {
            let name = path.file_stem().and_then(|name| name.to_str());
            match name.and_then(|name| name.parse().ok()) {
                Some(base) => found.push((base, path)),
                None => return Err(LogError::Format(path)),
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_blank(path: &Path) -> Result<bool, LogError> {
    Ok(std::fs::read(path).map_err(at(path))?.iter().all(|&byte| byte == 0))
}

impl Segment {
    /// Makes a new segment, durable with its name.
    pub(super) fn create(folder: &Path, base: Seq, id: [u8; 16]) -> Result<Self, LogError> {
        let path = folder.join(format!("{base:020}.log"));
        // A rotation that failed half-way may have left one: nothing refers to it.
        let options = File::options().create(true).truncate(true).read(true).write(true).open(&path);
        let file = options.map_err(at(&path))?;
        let format = u64::from(FORMAT).to_le_bytes();
        let header = [&MAGIC[..], &format, &base.to_le_bytes(), &id].concat();
        file.write_all_at(&header, 0).and_then(|()| file.sync_all()).map_err(at(&path))?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
        Ok(Self { path, file, base, id })
    }

    /// Opens a segment and checks its header.
    pub(super) fn open(path: &Path, base: Seq) -> Result<Self, LogError> {
        let file = File::options().read(true).write(true).open(path).map_err(at(path))?;
        let mut header = [0; HEADER_BYTES as usize];
        match file.read_exact_at(&mut header, 0) {
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(at(path)(error)),
            // A header that is cut short is none.
            Ok(()) | Err(_) => {}
        }
        let [magic, format, stands, id @ ..] = header.as_chunks::<8>().0 else {
            return Err(LogError::Format(path.into()));
        };
        let expected = [MAGIC, u64::from(FORMAT).to_le_bytes(), base.to_le_bytes()];
        if [*magic, *format, *stands] != expected {
            return Err(LogError::Format(path.into()));
        }
        let mut journal = [0; 16];
        journal.copy_from_slice(id.as_flattened());
        Ok(Self { path: path.into(), file, base, id: journal })
    }

    /// Reads the frame at a position of this segment.
    pub(super) fn read(&self, position: Seq) -> Result<Frame, LogError> {
        let offset = position - self.base;
        let damaged = || LogError::Damaged { path: self.path.clone(), offset };
        let mut bytes = vec![0; READ_BYTES];
        let got = self.fill(&mut bytes, offset)?;
        let front = Front::read(bytes.get(..got).unwrap_or_default(), position).ok_or_else(damaged)?;
        if front.length > READ_BYTES - FRONT_BYTES {
            bytes.resize(FRONT_BYTES + front.length, 0);
            self.fill(&mut bytes, offset)?;
        }
        front.frame(&bytes).ok_or_else(damaged)
    }

    /// Finds the end of the last segment's frames and cuts off what a crash left behind it.
    pub(super) fn recover(&self) -> Result<Seq, LogError> {
        let mut bytes = Vec::new();
        let length = self.length()?;
        bytes.resize(length as usize, 0);
        self.fill(&mut bytes, 0)?;
        let frame_at = |offset: u64| {
            let bytes = bytes.get(offset as usize..)?;
            Front::read(bytes, self.base + offset)?.frame(bytes)
        };
        let mut end = HEADER_BYTES;
        while let Some(frame) = frame_at(end) {
            end = frame.next - self.base;
        }
        let behind = (end..length).step_by(ALIGN as usize).skip(1).filter_map(frame_at);
        if behind.into_iter().any(|frame| frame.durable > self.base + end) {
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
        self.file.write_all_at(group, offset).map_err(at(&self.path))?;
        if end <= written {
            return Ok(written);
        }
        match self.file.write_all_at(&AHEAD, end) {
            Ok(()) => Ok(end + AHEAD.len() as u64),
            // The group itself is written; room for zeros is a convenience.
            Err(_) => Ok(end),
        }
    }

    /// Waits until all that was written is on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Cuts off everything from an offset on, durably.
    pub(super) fn cut(&self, offset: u64) -> Result<(), LogError> {
        self.file.set_len(offset).and_then(|()| self.file.sync_all()).map_err(at(&self.path))
    }

    fn length(&self) -> Result<u64, LogError> {
        Ok(self.file.metadata().map_err(at(&self.path))?.len())
    }

    /// Reads until the buffer or the file ends; returns how much.
    fn fill(&self, bytes: &mut [u8], offset: u64) -> Result<usize, LogError> {
        let mut got = 0;
        while let Some(rest) = bytes.get_mut(got..).filter(|rest| !rest.is_empty()) {
            match self.file.read_at(rest, offset + got as u64) {
                Ok(0) => break,
                Ok(read) => got += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(at(&self.path)(error)),
            }
        }
        Ok(got)
    }
}
