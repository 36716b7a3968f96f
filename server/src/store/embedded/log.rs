//! The journal's bytes: frames in segment files, appended in groups, one `fdatasync` for each group.
//!
//! A position is the number of bytes before a frame in all segments together, so it also says where the frame is.
//! Every frame carries its checksum, its own position and how far the log was durable when it was written. That
//! tells a torn tail from damage: what a crash left of a group that was never acknowledged is cut off, but a frame
//! that cannot be read in front of one that knew it to be durable is damage, and nothing is cut off then.
//!
//! The oldest segments are forgotten whole: first it is written down where the log begins, then they are removed.

pub mod backup;
mod begin;
mod frame;
pub mod reader;
mod segment;

pub(super) use self::frame::RECORD_BYTES;

use self::frame::Frame;
pub use self::segment::HEADER_BYTES;
use self::segment::{Segment, Segments};
use super::disk::Disk;
use engine::journal::Seq;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Written to see whether writing works: to readers it is nothing.
static TRIAL: [u8; 4096] = [0; 4096];

/// Why the log cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process has it open.
    #[error("{}: another process has the journal open", .0.display())]
    Locked(PathBuf),
    /// Bytes that had been durable cannot be read.
    #[error("{}: damaged at byte {offset}", path.display())]
    Damaged {
        /// Which segment.
        path: PathBuf,
        /// Where in it.
        offset: u64,
    },
    /// Written by another version of the software, or no segment at all.
    #[error("{}: not a journal segment of a known format", .0.display())]
    Format(PathBuf),
    /// The first segment that was not forgotten is gone.
    #[error("{}: missing", .0.display())]
    Missing(PathBuf),
    /// Two journals in one folder would be neither.
    #[error("{}: a segment of another journal", .0.display())]
    OtherJournal(PathBuf),
    /// The disk refused to make a group durable, so nobody knows what it has: only reading is safe until a restart.
    #[error(
        "the disk failed to make records durable; the journal is read-only until the server is restarted"
    )]
    ReadOnly,
}

/// What readers see.
pub(super) struct Log {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    id: [u8; 16],
    segments: RwLock<BTreeMap<Seq, Arc<Segment>>>,
    /// Everything before this position is forgotten.
    begin: AtomicU64,
    forgetting: Mutex<()>,
    /// Everything before this position is durable.
    durable: AtomicU64,
    /// The last attempt to write succeeded.
    writable: AtomicBool,
    /// Held for as long as the log is open.
    _lock: Box<dyn Send + Sync>,
}

/// The one writer.
pub(super) struct Appender {
    log: Arc<Log>,
    segment: Arc<Segment>,
    /// A segment that has grown to this size is followed by the next.
    segment_bytes: u64,
    /// Frames of the group that is being gathered.
    group: Vec<u8>,
    /// The last segment's bytes before this offset have been written before, if only with zeros.
    written: u64,
    read_only: bool,
}

impl Log {
    /// Opens or creates the log in a folder, and cuts off what a crash left of a group that was not acknowledged.
    pub(super) fn open(
        disk: Arc<dyn Disk>,
        folder: &Path,
        fresh_id: [u8; 16],
        segment_bytes: u64,
    ) -> Result<(Arc<Self>, Appender), LogError> {
        disk.make_folder(folder).map_err(at(folder))?;
        if let Some(above) = folder.parent() {
            disk.sync_folder(above).map_err(at(above))?;
        }
        let lock = disk.lock(&folder.join("lock")).map_err(at(folder))?;
        let lock = lock.ok_or_else(|| LogError::Locked(folder.into()))?;
        let Segments { begin, all: mut segments, forgotten } = segment::all(&*disk, folder)?;
        for path in forgotten {
            disk.remove(&path).map_err(at(&path))?;
        }
        if segments.is_empty() {
            segments.push(Segment::create(&*disk, folder, 0, fresh_id)?);
        }
        let segments: BTreeMap<Seq, Arc<Segment>> =
            segments.into_iter().map(|segment| (segment.base, Arc::new(segment))).collect();
        let Some(segment) = segments.values().next_back().cloned() else {
            return Err(LogError::Format(folder.into()));
        };
        let end = segment.recover()?;
        let (id, written) = (segment.id, end - segment.base);
        let (segments, durable) = (RwLock::new(segments), AtomicU64::new(end));
        let log = Arc::new(Self {
            disk,
            folder: folder.into(),
            id,
            segments,
            begin: AtomicU64::new(begin),
            forgetting: Mutex::default(),
            durable,
            writable: AtomicBool::new(true),
            _lock: lock,
        });
        let appender = Appender {
            log: Arc::clone(&log),
            segment,
            segment_bytes,
            group: Vec::new(),
            written,
            read_only: false,
        };
        Ok((log, appender))
    }

    /// Which journal it is: an index of another one must not be believed.
    pub(super) fn id(&self) -> [u8; 16] {
        self.id
    }

    /// Everything before this position is forgotten.
    pub(super) fn begin(&self) -> Seq {
        self.begin.load(Ordering::Acquire)
    }

    /// Forgets the segments that lie wholly before a position. What begins behind them is durable before `begun` is told, and
    /// only then are they removed.
    pub(super) fn forget(&self, before: Seq, begun: impl FnOnce(Seq)) -> Result<Seq, LogError> {
        let _one_at_a_time = self.forgetting.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = self.segment(before).map_or(0, |segment| segment.base);
        if begin <= self.begin() {
            return Ok(self.begin());
        }
        begin::write(&*self.disk, &self.folder, self.id, begin)?;
        self.begin.store(begin, Ordering::Release);
        begun(begin);
        let forgotten = {
            let mut segments = self.segments.write().unwrap_or_else(PoisonError::into_inner);
            let kept = segments.split_off(&begin);
            std::mem::replace(&mut *segments, kept)
        };
        for segment in forgotten.values() {
            self.disk.remove(&segment.path).map_err(at(&segment.path))?;
        }
        self.disk.sync_folder(&self.folder).map_err(at(&self.folder))?;
        Ok(begin)
    }

    /// The position behind the last durable frame.
    pub(super) fn end(&self) -> Seq {
        self.durable.load(Ordering::Acquire)
    }

    /// The first frame of the last segment.
    pub(super) fn first_of_last(&self) -> Result<Option<Frame>, LogError> {
        let last = {
            let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
            segments.keys().next_back().copied()
        };
        last.map_or(Ok(None), |base| self.read(base + HEADER_BYTES))
    }

    /// Whether the last attempt to write succeeded.
    pub(super) fn is_writable(&self) -> bool {
        self.writable.load(Ordering::Relaxed)
    }

    /// The frame at a position; `None` where there is none yet, or none any more.
    pub(super) fn read(&self, position: Seq) -> Result<Option<Frame>, LogError> {
        if position >= self.end() {
            return Ok(None);
        }
        match self.segment(position).map(|segment| segment.read(position)).transpose() {
            // It was forgotten while it was read.
            Err(_) if position < self.begin() => Ok(None),
            read => read,
        }
    }

    /// All frames from a position on: one of a frame, or one that [`Frame::next`] or [`Log::end`] gave. From a forgotten one it
    /// is all that there are.
    pub(super) fn frames(&self, from: Seq) -> impl Iterator<Item = Result<Frame, LogError>> {
        let mut next = Some(from);
        std::iter::from_fn(move || {
            let frame = self.next_frame(next?).transpose()?;
            next = frame.as_ref().ok().map(|frame| frame.next);
            Some(frame)
        })
    }

    fn next_frame(&self, position: Seq) -> Result<Option<Frame>, LogError> {
        loop {
            let begin = self.begin();
            let position = position.max(begin);
            let first = self.segment(position).map_or(0, |segment| segment.base + HEADER_BYTES);
            let frame = self.read(position.max(first))?;
            if frame.is_some() || begin == self.begin() {
                return Ok(frame);
            }
        }
    }

    fn segment(&self, position: Seq) -> Option<Arc<Segment>> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        segments.range(..=position).next_back().map(|(_, segment)| Arc::clone(segment))
    }
}

impl Appender {
    /// Begins a group, in a new segment where the last one is full or `due` to be followed. Returns whether it is a new one.
    pub(super) fn begin(&mut self, due: bool) -> Result<bool, LogError> {
        self.group.clear();
        let end = self.log.end();
        if end - self.segment.base < self.segment_bytes && !due {
            return Ok(false);
        }
        let done = self.rotate(end);
        self.log.writable.store(done.is_ok(), Ordering::Relaxed);
        done.map(|()| true)
    }

    /// Adds a record of at most [`RECORD_BYTES`] to the group. Returns its position. Nothing is promised before
    /// [`Appender::commit`].
    pub(super) fn push(&mut self, body: &[u8]) -> Seq {
        let durable = self.log.end();
        let begin = durable.max(self.segment.base + HEADER_BYTES);
        let position = begin + self.group.len() as u64;
        frame::write(&mut self.group, position, durable, body);
        position
    }

    /// Makes the group durable, or nothing of it. Returns the position behind it. An empty group tries the disk.
    pub(super) fn commit(&mut self) -> Result<Seq, LogError> {
        let done = self.write();
        self.log.writable.store(done.is_ok(), Ordering::Relaxed);
        done
    }

    fn write(&mut self) -> Result<Seq, LogError> {
        if self.read_only {
            return Err(LogError::ReadOnly);
        }
        let offset = (self.log.end() - self.segment.base).max(HEADER_BYTES);
        let bytes = if self.group.is_empty() { &TRIAL } else { self.group.as_slice() };
        match self.segment.write(offset, bytes, self.written) {
            Ok(written) => self.written = written,
            Err(error) => {
                // What was written of the group must not be found by a later start.
                self.written = offset;
                self.read_only = self.segment.cut(offset).is_err();
                return Err(error);
            }
        }
        if let Err(error) = self.segment.sync() {
            // The kernel may have dropped the pages: a second attempt that succeeds would prove nothing.
            tracing::error!(%error, "a group could not be made durable");
            self.read_only = true;
            return Err(LogError::ReadOnly);
        }
        let end = self.segment.base + offset + self.group.len() as u64;
        self.log.durable.store(end, Ordering::Release);
        Ok(end)
    }

    fn rotate(&mut self, end: Seq) -> Result<(), LogError> {
        if self.read_only {
            return Err(LogError::ReadOnly);
        }
        self.written = end - self.segment.base;
        self.segment.cut(self.written)?;
        let next = Arc::new(Segment::create(&*self.log.disk, &self.log.folder, end, self.log.id)?);
        self.log.segments.write().unwrap_or_else(PoisonError::into_inner).insert(end, Arc::clone(&next));
        (self.segment, self.written) = (next, HEADER_BYTES);
        Ok(())
    }
}

/// Says which file an error is about.
fn at(path: &Path) -> impl FnOnce(io::Error) -> LogError {
    move |source| LogError::Io { path: path.into(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::embedded::disk::FileSystem;
    use std::fs::File;
    use std::io::{Seek, SeekFrom, Write};
    use tempfile::TempDir;

    const ID: [u8; 16] = [7; 16];
    const SEGMENT_BYTES: u64 = 64 << 20;

    fn append(appender: &mut Appender, group: &[&[u8]]) -> Vec<Seq> {
        appender.begin(false).unwrap();
        let positions = group.iter().map(|body| appender.push(body)).collect();
        appender.commit().unwrap();
        positions
    }

    fn bodies(log: &Log) -> Vec<Vec<u8>> {
        log.frames(0).map(|frame| frame.unwrap().body).collect()
    }

    fn overwrite(folder: &TempDir, position: Seq, bytes: &[u8]) {
        let mut file =
            File::options().write(true).open(folder.path().join(format!("{:020}.log", 0))).unwrap();
        file.seek(SeekFrom::Start(position)).unwrap();
        file.write_all(bytes).unwrap();
    }

    #[test]
    fn what_was_committed_is_there_after_reopening() {
        let folder = TempDir::new().unwrap();
        let at = {
            let (_, mut appender) =
                Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap();
            append(&mut appender, &[b"one", b"", &[3; 9_000]]);
            append(&mut appender, &[b"four"])
        };
        let (log, mut appender) =
            Log::open(Arc::new(FileSystem), folder.path(), [8; 16], SEGMENT_BYTES).unwrap();
        assert_eq!(log.id(), ID);
        append(&mut appender, &[b"five"]);
        assert_eq!(bodies(&log), [&b"one"[..], b"", &[3; 9_000], b"four", b"five"]);
        assert_eq!(log.read(at[0]).unwrap().unwrap().body, b"four");
        assert!(log.read(log.end()).unwrap().is_none());
    }

    #[test]
    fn a_torn_group_is_cut_off_and_its_place_is_used_again() {
        let folder = TempDir::new().unwrap();
        let (first, torn) = {
            let (_, mut appender) =
                Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap();
            (append(&mut appender, &[b"kept"])[0], append(&mut appender, &[b"torn", b"reached the disk"]))
        };
        // The second frame of the last group is whole, the first is not: neither was acknowledged.
        overwrite(&folder, torn[0] + 20, &[0xff; 4]);
        let (log, mut appender) = Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap();
        assert_eq!((bodies(&log), log.read(first).unwrap().unwrap().next), (vec![b"kept".to_vec()], torn[0]));
        assert_eq!(append(&mut appender, &[b"next"]), [torn[0]]);
        drop((log, appender));
        assert_eq!(
            bodies(&Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap().0),
            [&b"kept"[..], b"next"]
        );
    }

    #[test]
    fn damage_before_a_durable_group_is_refused_and_nothing_is_cut_off() {
        let folder = TempDir::new().unwrap();
        let positions: Vec<_> = {
            let (_, mut appender) =
                Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap();
            [&b"one"[..], b"two", b"three"].map(|body| append(&mut appender, &[body])[0]).into()
        };
        overwrite(&folder, positions[1] + 24, b"T");
        let opened = Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).map(drop);
        assert!(
            matches!(opened, Err(LogError::Damaged { offset, .. }) if offset == positions[1]),
            "{opened:?}"
        );
        overwrite(&folder, positions[1] + 24, b"t");
        assert_eq!(
            bodies(&Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap().0).len(),
            3
        );
    }

    #[test]
    fn a_full_segment_is_followed_by_the_next_and_a_lost_one_is_missed() {
        let folder = TempDir::new().unwrap();
        let big = vec![5; RECORD_BYTES];
        {
            let (log, mut appender) =
                Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap();
            (0..9).for_each(|_| drop(append(&mut appender, &[&big])));
            assert_eq!(bodies(&log).len(), 9);
        }
        let (log, mut appender) = Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap();
        append(&mut appender, &[b"last"]);
        assert_eq!(bodies(&log).len(), 10);
        let bases: Vec<Seq> = log.segments.read().unwrap().keys().copied().collect();
        assert_eq!(bases.len(), 3);
        drop((log, appender));
        let copy = || backup::copy(&FileSystem, folder.path(), &folder.path().join("copy"));
        assert_eq!(copy().unwrap().segments, 3);
        overwrite(&folder, 1_000, b"x");
        assert!(matches!(copy(), Err(LogError::Damaged { .. })));
        std::fs::remove_file(folder.path().join(format!("{:020}.log", bases[1]))).unwrap();
        assert!(matches!(
            Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).map(drop),
            Err(LogError::Damaged { .. })
        ));
    }

    #[test]
    fn one_process_has_it_at_a_time() {
        let folder = TempDir::new().unwrap();
        let _first = Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).unwrap();
        assert!(matches!(
            Log::open(Arc::new(FileSystem), folder.path(), ID, SEGMENT_BYTES).map(drop),
            Err(LogError::Locked(_))
        ));
    }
}
