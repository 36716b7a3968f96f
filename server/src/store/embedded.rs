//! The default store: two redb files in the data folder, nothing to install.
//!
//! - `journal.redb` is the truth: records in the order of their positions, written by one thread with group
//!   commit. Appends that arrive during a commit share the next one, and a commit touches a few neighbouring pages
//!   only, so it costs little more than its `fsync`.
//! - `index.redb` is a cache: where records are found, and the entities' rows. It is written behind, by another
//!   thread, and brought up to date from the journal at start. Whatever is not in it yet is in memory.

mod index;
mod writer;

use engine::journal::{AppendError, Journal, Key, ReadError, Record, Seq, Stored};
use engine::store::{Cached, Row, StateStore, StoreError};
use index::Index;
use models::entity::EntityKey;
use redb::{Database, Durability, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};
use writer::{Append, Writer};

/// Position of the first record of a commit → all records of that commit, each behind its length (u32, little end
/// first). One value is one run of pages: written at once, where single records would be scattered.
const COMMITS: TableDefinition<Seq, &[u8]> = TableDefinition::new("commits");

/// Appends waiting for the writer; more wait in their own tasks.
const QUEUE: usize = 4096;

/// The embedded store.
pub struct Embedded {
    journal: Arc<Database>,
    index: Arc<Index>,
    appends: Option<mpsc::Sender<Append>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is open in another process, damaged, or cannot be read or written.
    #[error(transparent)]
    Store(#[from] redb::Error),
    /// A record cannot be read.
    #[error(transparent)]
    Record(#[from] ReadError),
}

impl Embedded {
    /// Opens or creates the store in a folder. Fails where another process has it open.
    ///
    /// `cache_bytes` bounds the page caches of both files together.
    pub fn open(folder: &Path, cache_bytes: usize) -> Result<Self, OpenError> {
        let file = |name: &str| {
            let mut builder = Database::builder();
            builder.set_cache_size(cache_bytes / 2).create(folder.join(name)).map_err(redb::Error::from)
        };
        let journal = file("journal.redb")?;
        let transaction = journal.begin_write().map_err(redb::Error::from)?;
        transaction.open_table(COMMITS).map_err(redb::Error::from)?;
        transaction.commit().map_err(redb::Error::from)?;
        let index = Index::open(file("index.redb")?)?;
        let next = catch_up(&journal, &index)?;

        let (journal, index) = (Arc::new(journal), Arc::new(index));
        let (appends, waiting) = mpsc::channel(QUEUE);
        let (full, filling) = std::sync::mpsc::sync_channel(1);
        let writer = Writer::new(Arc::clone(&journal), Arc::clone(&index), waiting, full, next);
        let behind = Arc::clone(&index);
        let start = |name: &str, work: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.into()).spawn(work).map_err(redb::Error::Io)
        };
        let threads = vec![
            start("journal", Box::new(move || writer.run()))?,
            start("index", Box::new(move || behind.write_behind(&filling)))?,
        ];
        Ok(Self { journal, index, appends: Some(appends), threads: Mutex::new(threads) })
    }

    fn record(&self, seq: Seq) -> Result<Option<Stored>, ReadError> {
        if let Some(record) = self.index.recent(seq) {
            return Ok(Some(Stored { seq, record }));
        }
        let commits = || -> Result<_, redb::Error> {
            let commits = self.journal.begin_read()?.open_table(COMMITS)?;
            Ok(commits.range(..=seq)?.next_back().transpose()?)
        };
        let Some((first, bytes)) = commits().map_err(unreadable)? else { return Ok(None) };
        let found = (first.value()..).zip(frames(bytes.value())).find(|(at, _)| *at == seq);
        found.map(|(_, bytes)| stored(seq, bytes)).transpose()
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
    async fn append(&self, records: Vec<Record>) -> Result<(), AppendError> {
        let unavailable = |why: &str| AppendError::Unavailable(why.into());
        let mut encoded = Vec::with_capacity(records.len());
        for record in records {
            let bytes = record.encode().map_err(|error| AppendError::Unavailable(error.to_string()))?;
            encoded.push((record, bytes));
        }
        let (done, committed) = oneshot::channel();
        let appends = self.appends.as_ref().ok_or_else(|| unavailable("the store is closing"))?;
        let append = Append { records: encoded, done };
        appends.send(append).await.map_err(|_| unavailable("the writer has stopped"))?;
        committed.await.map_err(|_| unavailable("the writer has stopped"))?
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
}

impl StateStore for Embedded {
    async fn load(&self, key: &EntityKey) -> Result<Option<Cached>, StoreError> {
        self.index.row(key)
    }

    fn save(&self, key: EntityKey, row: Arc<Row>) {
        self.index.save_row(key, row);
    }
}

/// Indexes what the index had not written when the process ended. Returns the next free position.
fn catch_up(journal: &Database, index: &Index) -> Result<Seq, OpenError> {
    let read = journal.begin_read().map_err(redb::Error::from)?;
    let commits = read.open_table(COMMITS).map_err(redb::Error::from)?;
    let last = commits.last().map_err(redb::Error::from)?;
    let last = last.map_or(0, |(first, bytes)| first.value() + frames(bytes.value()).count() as Seq - 1);
    if index.last() > last {
        tracing::warn!("the index is of another journal: it is made anew");
        index.clear()?;
    }
    // A commit is indexed whole, so the first that is missing begins behind the last that is indexed.
    for entry in commits.range(index.last() + 1..).map_err(redb::Error::from)? {
        let (first, bytes) = entry.map_err(redb::Error::from)?;
        for (seq, bytes) in (first.value()..).zip(frames(bytes.value())) {
            index.add(&[(seq, &stored(seq, bytes)?.record)]);
        }
        if index.waiting() >= index::GENERATION {
            index.flush(Durability::None)?;
        }
    }
    Ok(last + 1)
}

/// Appends one record to the bytes of a commit.
fn frame(commit: &mut Vec<u8>, record: &[u8]) {
    commit.extend_from_slice(&(record.len() as u32).to_le_bytes());
    commit.extend_from_slice(record);
}

/// The records of a commit.
fn frames(mut commit: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = commit.split_first_chunk()?;
        let (record, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        commit = rest;
        Some(record)
    })
}

fn stored(seq: Seq, bytes: &[u8]) -> Result<Stored, ReadError> {
    let record = Record::decode(bytes).map_err(|why| ReadError::Damaged { seq, why })?;
    Ok(Stored { seq, record })
}

fn unreadable(error: redb::Error) -> ReadError {
    ReadError::Unavailable(error.to_string())
}
