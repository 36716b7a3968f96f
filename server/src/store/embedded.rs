//! The default store: redb, one file, one writer thread with group commit.
//!
//! Appends that arrive while a commit is under way go into the next one together, so the cost of a commit is
//! shared by whoever waits for it. State rows are kept in memory and written behind in commits of their
//! own that nobody waits for.

mod writer;

use dashmap::DashMap;
use engine::journal::{AppendError, Journal, Key, ReadError, Record, Seq, Stored};
use engine::store::{Row, StateStore, StoreError};
use models::entity::EntityKey;
use redb::{Database, ReadableDatabase, TableDefinition};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Position → encoded record.
const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
/// Key, then claim and version or mention and position → position. Both stand side by side, because a commit
/// pays for every leaf that it touches.
const INDEX: TableDefinition<[u8; ENTRY], u64> = TableDefinition::new("index");
/// Entity → encoded row.
const ROWS: TableDefinition<[u8; Key::BYTES], &[u8]> = TableDefinition::new("rows");

const ENTRY: usize = Key::BYTES + 1 + 8;
/// Appends waiting for the writer; more wait in their own tasks.
const QUEUE: usize = 4096;

/// The embedded store.
pub struct Embedded {
    database: Arc<Database>,
    rows: Arc<DashMap<EntityKey, Arc<Row>>>,
    appends: Option<mpsc::Sender<Append>>,
    dirty: mpsc::UnboundedSender<EntityKey>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

/// Records on their way to the writer.
struct Append {
    records: Vec<(Record, Vec<u8>)>,
    done: oneshot::Sender<Result<(), AppendError>>,
}

impl Embedded {
    /// Opens or creates the store in a folder. Fails where another process has it open.
    ///
    /// `cache_bytes` bounds redb's page cache.
    pub fn open(folder: &Path, cache_bytes: usize) -> Result<Self, redb::Error> {
        let mut builder = Database::builder();
        builder.set_cache_size(cache_bytes);
        let database = Arc::new(builder.create(folder.join("pennyprint.redb"))?);
        let transaction = database.begin_write()?;
        transaction.open_table(RECORDS)?;
        transaction.open_table(INDEX)?;
        transaction.open_table(ROWS)?;
        transaction.commit()?;
        let rows = Arc::new(DashMap::new());
        let (appends, waiting) = mpsc::channel(QUEUE);
        let (dirty, changed) = mpsc::unbounded_channel();
        let writer = writer::Writer::new(Arc::clone(&database), Arc::clone(&rows), waiting, changed)?;
        let writer = std::thread::Builder::new().name("journal".into()).spawn(move || writer.run());
        let writer = Mutex::new(Some(writer.map_err(redb::Error::Io)?));
        Ok(Self { database, rows, appends: Some(appends), dirty, writer })
    }
}

impl Drop for Embedded {
    /// Waits until everything that was handed over is written.
    fn drop(&mut self) {
        self.appends = None;
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer
            && writer.join().is_err()
        {
            tracing::error!("the journal's writer thread had panicked");
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
        let read = || -> Result<Option<(Seq, Vec<u8>)>, redb::Error> {
            let transaction = self.database.begin_read()?;
            let index = transaction.open_table(INDEX)?;
            let Some(seq) = index.get(claim(key, version))?.map(|seq| seq.value()) else {
                return Ok(None);
            };
            let records = transaction.open_table(RECORDS)?;
            Ok(records.get(seq)?.map(|bytes| (seq, bytes.value().to_vec())))
        };
        read().map_err(unreadable)?.map(stored).transpose()
    }

    async fn mentions(&self, key: &Key, before: Option<Seq>, limit: usize) -> Result<Vec<Stored>, ReadError> {
        let read = || -> Result<Vec<(Seq, Vec<u8>)>, redb::Error> {
            let transaction = self.database.begin_read()?;
            let index = transaction.open_table(INDEX)?;
            let records = transaction.open_table(RECORDS)?;
            let range = mention(key, 0)..mention(key, before.unwrap_or(Seq::MAX));
            let mut found = Vec::new();
            for entry in index.range(range)?.rev().take(limit) {
                let seq = entry?.1.value();
                if let Some(bytes) = records.get(seq)? {
                    found.push((seq, bytes.value().to_vec()));
                }
            }
            Ok(found)
        };
        read().map_err(unreadable)?.into_iter().map(stored).collect()
    }
}

impl StateStore for Embedded {
    async fn load(&self, key: &EntityKey) -> Result<Option<Arc<Row>>, StoreError> {
        if let Some(row) = self.rows.get(key) {
            return Ok(Some(Arc::clone(&row)));
        }
        let read = || -> Result<Option<Vec<u8>>, redb::Error> {
            let rows = self.database.begin_read()?.open_table(ROWS)?;
            Ok(rows.get(Key::from(*key).to_bytes())?.map(|bytes| bytes.value().to_vec()))
        };
        let Some(bytes) = read().map_err(|error| StoreError(error.to_string()))? else {
            return Ok(None);
        };
        let row: Row = postcard::from_bytes(&bytes).map_err(|error| StoreError(error.to_string()))?;
        let row = Arc::new(row);
        self.rows.entry(*key).or_insert_with(|| Arc::clone(&row));
        Ok(Some(row))
    }

    fn save(&self, key: EntityKey, row: Arc<Row>) {
        let mut entry = self.rows.entry(key).or_default();
        if entry.version < row.version {
            *entry = row;
            // Fails only while closing, when the journal alone is enough.
            let _ = self.dirty.send(key);
        }
    }
}

fn claim(key: &Key, version: u64) -> [u8; ENTRY] {
    entry(key, b'c', version)
}

fn mention(key: &Key, seq: Seq) -> [u8; ENTRY] {
    entry(key, b'm', seq)
}

fn entry(key: &Key, what: u8, number: u64) -> [u8; ENTRY] {
    let mut bytes = [what; ENTRY];
    let (front, back) = bytes.split_at_mut(Key::BYTES);
    front.copy_from_slice(&key.to_bytes());
    back.iter_mut().skip(1).zip(number.to_be_bytes()).for_each(|(byte, digit)| *byte = digit);
    bytes
}

fn stored((seq, bytes): (Seq, Vec<u8>)) -> Result<Stored, ReadError> {
    let record = Record::decode(&bytes).map_err(|why| ReadError::Damaged { seq, why })?;
    Ok(Stored { seq, record })
}

fn unreadable(error: redb::Error) -> ReadError {
    ReadError::Unavailable(error.to_string())
}
