//! The default store: an append-only log and two redb files in the data folder, nothing to install.
//!
//! - `journal/` is the truth: a log of records, written by one thread with group commit. Appends that arrive during
//!   a commit share the next one, which costs one sequential write and one `fdatasync`.
//! - `index.redb` and `rows.redb` are caches: where records are found, and the entities' rows. They are written behind, by
//!   another thread, and the index is brought up to date from the journal at start. Whatever is not in them yet is in
//!   memory.

pub mod disk;
mod index;
pub mod log;
mod row_file;
mod rows;
mod sweep;
mod writer;

use crate::entropy;
use disk::{Backend, Disk, FileSystem};
use engine::journal::{AppendError, Journal, Key, ReadError, Record, Seq, Stored};
use engine::store::{Cached, Row, StateStore, StoreError};
use index::Index;
use log::{Log, LogError};
use models::entity::EntityKey;
use redb::{Database, Durability};
use row_file::RowFile;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot, watch};
use writer::{Append, Writer};

/// Appends waiting for the writer; more wait in their own tasks.
const QUEUE: usize = 4096;

/// The embedded store.
pub struct Embedded {
    log: Arc<Log>,
    index: Arc<Index>,
    appends: Option<mpsc::Sender<Append>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What may be kept in memory.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Pages of the index, in bytes.
    pub cache_bytes: usize,
    /// States of entities, in bytes; a burst between two writes of the index may exceed it.
    pub rows_bytes: usize,
    /// Segments of the journal, in bytes, which are forgotten whole.
    pub segment_bytes: u64,
}

/// A segment's usual size.
pub const SEGMENT_BYTES: u64 = 64 << 20;

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The journal is open in another process, damaged, or cannot be read or written.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The index cannot be read or written. It may be deleted: it is made anew from the journal.
    #[error("index.redb: {0}")]
    Index(#[from] redb::Error),
    /// A record cannot be read.
    #[error(transparent)]
    Record(#[from] ReadError),
}

impl Embedded {
    /// Opens or creates the store in a folder. Fails where another process has it open.
    pub fn open(folder: &Path, bounds: Bounds) -> Result<Self, OpenError> {
        Self::open_on(Arc::new(FileSystem), folder, bounds)
    }

    /// The same on any disk.
    pub fn open_on(disk: Arc<dyn Disk>, folder: &Path, bounds: Bounds) -> Result<Self, OpenError> {
        let (log, appender) =
            Log::open(Arc::clone(&disk), &folder.join("journal"), entropy::bytes(), bounds.segment_bytes)?;
        let path = folder.join("index.redb");
        let open_index = || -> Result<Index, redb::Error> {
            let backend = Backend(disk.open(&path)?);
            let database =
                Database::builder().set_cache_size(bounds.cache_bytes).create_with_backend(backend)?;
            let rows = RowFile::open(Arc::clone(&disk), folder, log.id(), log.end(), bounds.cache_bytes)?;
            Index::open(database, log.id(), rows, log.begin(), bounds.rows_bytes)
        };
        let index = Arc::new(open_index().or_else(|error| {
            tracing::warn!(%error, "the index cannot be read: it is made anew from the journal");
            disk.remove(&path)?;
            open_index()
        })?);
        catch_up(&log, &index)?;

        let (appends, waiting) = mpsc::channel(QUEUE);
        let (full, filling) = std::sync::mpsc::sync_channel(1);
        let first = log.first_of_last()?.map(|frame| stored(frame.position, &frame.body)).transpose()?;
        let began = first.map(|first| first.record.at);
        let writer = Writer { log: appender, index: Arc::clone(&index), waiting, full, began };
        let behind = Arc::clone(&index);
        let start = |name: &str, work: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.into()).spawn(work).map_err(redb::Error::Io)
        };
        let threads = vec![
            start("journal", Box::new(move || writer.run()))?,
            start("index", Box::new(move || behind.write_behind(&filling)))?,
        ];
        Ok(Self { log, index, appends: Some(appends), threads: Mutex::new(threads) })
    }

    /// All records in their order.
    pub fn records(&self) -> impl Iterator<Item = Result<Stored, ReadError>> {
        self.records_from(0)
    }

    /// All records from the one at this position on, or from the first.
    fn records_from(&self, position: Seq) -> impl Iterator<Item = Result<Stored, ReadError>> {
        self.log.frames(position).map(|frame| {
            let frame = frame.map_err(|error| ReadError::Unavailable(error.to_string()))?;
            stored(frame.position, &frame.body)
        })
    }

    /// Hears from now on when the journal has grown: what was appended can be found by then.
    pub fn grown(&self) -> watch::Receiver<()> {
        self.index.grown()
    }

    /// Writes all that waits for index and rows now, to the disk. It happens by itself now and then.
    pub fn write_behind(&self) -> Result<(), StoreError> {
        self.index.flush(Durability::Immediate).map_err(|error| StoreError(error.to_string()))
    }

    /// Removes some of what the index has of forgotten records. It happens by itself every few seconds.
    pub fn sweep(&self) -> Result<(), StoreError> {
        self.index.sweep().map_err(|error| StoreError(error.to_string()))
    }

    /// Entries and rows in the index's file.
    pub fn index_size(&self) -> Result<(u64, u64), StoreError> {
        self.index.size().map_err(|error| StoreError(error.to_string()))
    }

    /// Entities whose states are in memory.
    pub fn hot_rows(&self) -> usize {
        self.index.rows.len()
    }

    /// Hands a record to the writer, or nothing to see whether it can write. Returns once it is durable.
    async fn hand_over(&self, record: Option<(Record, Vec<u8>)>) -> Result<(), AppendError> {
        let (done, committed) = oneshot::channel();
        let appends = self.appends.as_ref().ok_or_else(|| unavailable("the store is closing"))?;
        let stopped = || unavailable("the writer has stopped");
        appends.send(Append { record, done }).await.map_err(|_| stopped())?;
        committed.await.map_err(|_| stopped())?.answer
    }

    fn record(&self, seq: Seq) -> Result<Option<Stored>, ReadError> {
        if let Some(record) = self.index.recent(seq) {
            return Ok(Some(Stored { seq, record }));
        }
        let frame = self.log.read(seq).map_err(|error| ReadError::Unavailable(error.to_string()))?;
        frame.map(|frame| stored(seq, &frame.body)).transpose()
    }
}

impl Drop for Embedded {
    /// Waits until everything that was handed over is written.
    fn drop(&mut self) {
        self.appends = None;
        for thread in self.threads.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the store had panicked");
            }
        }
    }
}

impl Journal for Embedded {
    async fn append(&self, record: Record) -> Result<(), AppendError> {
        let bytes = record.encode().map_err(|error| AppendError::Unavailable(error.to_string()))?;
        if bytes.len() > log::RECORD_BYTES {
            return Err(unavailable("the record is too long"));
        }
        self.hand_over(Some((record, bytes))).await
    }

    async fn check(&self) -> Result<(), AppendError> {
        match self.log.is_writable() {
            true => Ok(()),
            false => self.hand_over(None).await,
        }
    }

    async fn claimed(&self, key: &Key, version: u64) -> Result<Option<Stored>, ReadError> {
        match self.index.claim(key, version).map_err(unreadable)? {
            Some(seq) => self.record(seq),
            None => Ok(None),
        }
    }

    async fn mentions(&self, key: &Key, before: Option<Seq>, limit: usize) -> Result<Vec<Stored>, ReadError> {
        let seqs = self.index.mentions(key, before, limit).map_err(unreadable)?;
        seqs.into_iter().filter_map(|seq| self.record(seq).transpose()).collect()
    }

    async fn mentions_after(&self, key: &Key, after: Seq, limit: usize) -> Result<Vec<Stored>, ReadError> {
        let seqs = self.index.mentions_after(key, after, limit).map_err(unreadable)?;
        seqs.into_iter().filter_map(|seq| self.record(seq).transpose()).collect()
    }

    async fn records_after(&self, after: Seq, limit: usize) -> Result<Vec<Stored>, ReadError> {
        self.records_from(after)
            .filter(|stored| !matches!(stored, Ok(one) if one.seq == after))
            .take(limit)
            .collect()
    }

    async fn forget(&self, before: Seq) -> Result<Seq, AppendError> {
        let (log, index) = (Arc::clone(&self.log), Arc::clone(&self.index));
        // It waits for the disk, which nobody on the road does.
        let forgetting = tokio::task::spawn_blocking(move || log.forget(before, |begin| index.forget(begin)));
        let forgot = forgetting.await.map_err(|error| unavailable(&error.to_string()))?;
        forgot.map_err(|error| unavailable(&error.to_string()))
    }

    fn begin(&self) -> Seq {
        self.index.begin()
    }
}

impl StateStore for Embedded {
    async fn load(&self, key: &EntityKey) -> Result<Option<Cached>, StoreError> {
        self.index.row(key)
    }

    fn save(&self, key: EntityKey, row: Arc<Row>) {
        self.index.rows.save(key, row);
    }

    fn doubt(&self, key: EntityKey, row: Arc<Row>) {
        self.index.rows.doubt(key, row);
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        let index = Arc::clone(&self.index);
        let scrubbed = tokio::task::spawn_blocking(move || index.scrub()).await;
        scrubbed
            .map_err(|error| StoreError(error.to_string()))?
            .map_err(|error| StoreError(error.to_string()))
    }

    fn remove(&self, key: &EntityKey) {
        self.index.rows.remove(key);
    }
}

/// Indexes what the index had not written when the process ended.
fn catch_up(log: &Log, index: &Index) -> Result<(), OpenError> {
    if index.end() > log.end() {
        tracing::warn!("the index is ahead of the journal: it is made anew");
        index.clear()?;
    }
    for frame in log.frames(index.end()) {
        let frame = frame?;
        index.add(&[(frame.position, &stored(frame.position, &frame.body)?.record)], frame.next);
        if index.waiting() >= index::GENERATION {
            index.flush(Durability::None)?;
        }
    }
    Ok(())
}

fn stored(seq: Seq, bytes: &[u8]) -> Result<Stored, ReadError> {
    let record = Record::decode(bytes).map_err(|why| ReadError::Damaged { seq, why })?;
    Ok(Stored { seq, record })
}

fn unavailable(why: &str) -> AppendError {
    AppendError::Unavailable(why.into())
}

fn unreadable(error: redb::Error) -> ReadError {
    ReadError::Unavailable(error.to_string())
}
