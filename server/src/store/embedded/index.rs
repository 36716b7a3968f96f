//! Where records are found: a cache beside the journal, written behind. The entities' rows are written with it, to a file of
//! their own.
//!
//! New entries wait in memory and are written in generations, sorted: devices that come back stand nowhere
//! together, so writing each on its own would cost a page for every assessment.

use super::row_file::RowFile;
use super::rows::Rows;
use super::sweep::Sweep;
use crate::clock::Tick;
use engine::journal::{Body, Key, Record, Seq};
use engine::store::{Cached, StoreError};
use models::entity::EntityKey;
use redb::{Database, Durability, ReadOnlyTable, ReadableDatabase, ReadableTableMetadata, TableDefinition};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;
use tokio::sync::watch;

/// Key, then claim and version or mention and position → position.
pub(super) const ENTRIES: TableDefinition<Entry, Seq> = TableDefinition::new("entries");
/// Id of the journal → the position before which no entries of forgotten records are left.
pub(super) const SWEPT: TableDefinition<[u8; 16], Seq> = TableDefinition::new("swept");
/// Id of the journal → the position before which all its entries are written.
const INDEXED: TableDefinition<[u8; 16], Seq> = TableDefinition::new("indexed");

pub(super) type Entry = [u8; Key::BYTES + 1 + 8];

/// Entries that are written at once.
pub(super) const GENERATION: usize = 64 * 1024;
/// Sealed visits at hand, and the events of the largest among them: 64 MiB at most.
const SEALS_AT_HAND: usize = 4_096;
const EVENTS_AT_HAND: usize = 1_024;
/// How long a changed row or entry waits at most, where writing goes well.
const BEHIND: Duration = Duration::from_secs(15);
/// How often the index is made durable, so that little is indexed again after a crash.
const DURABLE_EVERY_S: u64 = 60;

pub(super) struct Index {
    database: Database,
    journal: [u8; 16],
    waiting: RwLock<Waiting>,
    /// Told whenever more can be found.
    grown: watch::Sender<()>,
    flushing: Mutex<()>,
    /// What points before this position does not count: those records are forgotten.
    begin: AtomicU64,
    sweep: Mutex<Sweep>,
    pub(super) rows: Rows,
    row_file: RowFile,
}

/// All that can be found at one moment.
pub(super) struct Look<'i> {
    waiting: RwLockReadGuard<'i, Waiting>,
    written: ReadOnlyTable<Entry, Seq>,
    begin: Seq,
}

impl Look<'_> {
    /// Whether a record claims this version.
    pub(super) fn is_claimed(&self, key: &Key, version: u64) -> Result<bool, redb::Error> {
        let entry = claim(key, version);
        let found = match self.waiting.get(&entry) {
            Some(seq) => Some(seq),
            None => self.written.get(entry)?.map(|seq| seq.value()),
        };
        Ok(found.is_some_and(|seq| seq >= self.begin))
    }
}

/// Entries that are not in the file yet.
#[derive(Default)]
struct Waiting {
    fresh: BTreeMap<Entry, Seq>,
    /// Being written now.
    leaving: Arc<BTreeMap<Entry, Seq>>,
    /// The newest sealed visits: they are the ones that are asked for soon.
    seals: BTreeMap<Seq, Record>,
    /// Everything before this position can be found.
    end: Seq,
}

impl Waiting {
    fn get(&self, entry: &Entry) -> Option<Seq> {
        self.fresh.get(entry).or_else(|| self.leaving.get(entry)).copied()
    }
}

impl Index {
    /// The index of a journal. What the database knows of another one is forgotten.
    pub(super) fn open(
        database: Database,
        journal: [u8; 16],
        row_file: RowFile,
        begin: Seq,
        rows_bytes: usize,
    ) -> Result<Self, redb::Error> {
        let transaction = database.begin_write()?;
        transaction.open_table(ENTRIES)?;
        transaction.open_table(INDEXED)?;
        transaction.open_table(SWEPT)?;
        transaction.commit()?;
        let indexed = database.begin_read()?.open_table(INDEXED)?.get(journal)?.map(|seq| seq.value());
        let index = Self {
            database,
            journal,
            waiting: RwLock::default(),
            grown: watch::Sender::default(),
            flushing: Mutex::default(),
            begin: AtomicU64::new(begin),
            sweep: Mutex::default(),
            rows: Rows::new(rows_bytes),
            row_file,
        };
        match indexed {
            Some(end) => index.write().end = end,
            None => index.clear()?,
        }
        Ok(index)
    }

    /// Nothing before this position is found from here on.
    pub(super) fn forget(&self, begin: Seq) {
        self.begin.store(begin, Ordering::Release);
    }

    /// Nothing before this position is found.
    pub(super) fn begin(&self) -> Seq {
        self.begin.load(Ordering::Acquire)
    }

    /// Everything before this position can be found here.
    pub(super) fn end(&self) -> Seq {
        self.read().end
    }

    /// Entries that wait to be written.
    pub(super) fn waiting(&self) -> usize {
        self.read().fresh.len()
    }

    /// Makes records findable: all that stand before `end` and were not.
    pub(super) fn add(&self, records: &[(Seq, &Record)], end: Seq) {
        let mut waiting = self.write();
        for (seq, record) in records {
            waiting.fresh.extend(record.claims.iter().map(|(key, version)| (claim(key, *version), *seq)));
            waiting.fresh.extend(record.mentions.iter().map(|key| (mention(key, *seq), *seq)));
            if let Body::Sealed(sealed) = &record.body
                && sealed
                    .visit
                    .at_hand()
                    .is_some_and(|visit| visit.observation.events.len() <= EVENTS_AT_HAND)
            {
                waiting.seals.insert(*seq, (*record).clone());
                if waiting.seals.len() > SEALS_AT_HAND {
                    waiting.seals.pop_first();
                }
            }
        }
        waiting.end = end;
        drop(waiting);
        self.grown.send_replace(());
    }

    /// Hears from now on when more can be found.
    pub(super) fn grown(&self) -> watch::Receiver<()> {
        self.grown.subscribe()
    }

    /// A record that is still in memory.
    pub(super) fn recent(&self, seq: Seq) -> Option<Record> {
        self.read().seals.get(&seq).cloned()
    }

    /// Forgets everything: the index is made anew from the journal.
    pub(super) fn clear(&self) -> Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        transaction.delete_table(ENTRIES)?;
        transaction.delete_table(INDEXED)?;
        transaction.delete_table(SWEPT)?;
        transaction.open_table(ENTRIES)?;
        transaction.open_table(INDEXED)?;
        transaction.open_table(SWEPT)?;
        transaction.commit()?;
        *self.write() = Waiting::default();
        Ok(())
    }

    /// The record that claims this version.
    pub(super) fn claim(&self, key: &Key, version: u64) -> Result<Option<Seq>, redb::Error> {
        let entry = claim(key, version);
        // Memory first: what leaves memory in between is in the file by then.
        let waiting = self.read().get(&entry);
        let found = match waiting {
            Some(seq) => Some(seq),
            None => self.written()?.get(entry)?.map(|seq| seq.value()),
        };
        Ok(found.filter(|seq| *seq >= self.begin()))
    }

    /// All that can be found at this moment. Nothing can be added while it is held.
    pub(super) fn look(&self) -> Result<Look<'_>, redb::Error> {
        // In this order: what leaves memory is forgotten there only after it is in the file.
        let waiting = self.read();
        Ok(Look { written: self.written()?, waiting, begin: self.begin() })
    }

    fn written(&self) -> Result<ReadOnlyTable<Entry, Seq>, redb::Error> {
        Ok(self.database.begin_read()?.open_table(ENTRIES)?)
    }

    /// The records that mention a key, newest first.
    pub(super) fn mentions(
        &self,
        key: &Key,
        before: Option<Seq>,
        limit: usize,
    ) -> Result<Vec<Seq>, redb::Error> {
        let begin = self.begin();
        let range = |before: Seq| -> Range<Entry> { mention(key, begin)..mention(key, before) };
        let before = before.unwrap_or(Seq::MAX).max(begin);
        let mut found: Vec<Seq> = {
            let waiting = self.read();
            let fresh = waiting.fresh.range(range(before)).rev();
            let leaving = waiting.leaving.range(range(before)).rev();
            fresh.chain(leaving).map(|(_, seq)| *seq).take(limit).collect()
        };
        if found.len() < limit {
            let older = found.last().copied().unwrap_or(before);
            for entry in self.written()?.range(range(older))?.rev().take(limit - found.len()) {
                found.push(entry?.1.value());
            }
        }
        Ok(found)
    }

    /// The records that mention a key, oldest first, those behind `after` only.
    pub(super) fn mentions_after(
        &self,
        key: &Key,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Seq>, redb::Error> {
        let begin = self.begin();
        let range = |after: Seq| mention(key, after.saturating_add(1).max(begin))..=mention(key, Seq::MAX);
        // Memory first: what leaves memory in between is in the file by then, and what is in both is told apart.
        let waiting: Vec<Seq> = {
            let waiting = self.read();
            let leaving = waiting.leaving.range(range(after)).map(|(_, seq)| *seq);
            let fresh = waiting.fresh.range(range(after)).map(|(_, seq)| *seq);
            leaving.chain(fresh).take(limit).collect()
        };
        let mut found = Vec::new();
        for entry in self.written()?.range(range(after))?.take(limit) {
            found.push(entry?.1.value());
        }
        let newest = found.last().copied().unwrap_or(after);
        found.extend(waiting.into_iter().filter(|seq| *seq > newest));
        found.truncate(limit);
        Ok(found)
    }

    /// The newest row of an entity. One from the file may be behind: it was written before the process ended.
    pub(super) fn row(&self, key: &EntityKey) -> Result<Option<Cached>, StoreError> {
        if let Some(kept) = self.rows.get(key) {
            return Ok(Some(kept));
        }
        if self.rows.is_removed(key) {
            return Ok(None);
        }
        let read = self.row_file.get(key).map_err(|error| StoreError(error.to_string()))?;
        let Some(bytes) = read else { return Ok(None) };
        let row = postcard::from_bytes(&bytes).map_err(|error| StoreError(error.to_string()))?;
        Ok(Some(Cached { row: Arc::new(row), current: false }))
    }

    /// Writes whatever waits whenever it is told that there is much, or now and then; once more at the end. Only
    /// now and then it waits for the disk: its `fsync` would stand in the way of the journal's, and what a crash
    /// takes from a cache is indexed again.
    pub(super) fn write_behind(&self, full: &Receiver<()>) {
        let mut durable_at = Tick::now();
        loop {
            let told = full.recv_timeout(BEHIND);
            let ended = matches!(told, Err(RecvTimeoutError::Disconnected));
            let due = ended || Tick::now().since_s(durable_at) >= DURABLE_EVERY_S;
            let durability = if due { Durability::Immediate } else { Durability::None };
            if due {
                durable_at = Tick::now();
            }
            if let Err(error) = self.flush(durability) {
                tracing::warn!(%error, "the index was not written; what waits stays in memory and in the journal");
            } else if let Err(error) = self.sweep() {
                tracing::warn!(%error, "entries of forgotten records were not all removed; the rest is next");
            }
            if ended {
                return;
            }
        }
    }

    /// Writes all that waits now.
    pub(super) fn flush(&self, durability: Durability) -> Result<(), redb::Error> {
        let _one_at_a_time = self.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        self.flush_alone(durability)
    }

    /// Writes all that waits, and the rows' file anew.
    pub(super) fn scrub(&self) -> Result<(), redb::Error> {
        let _one_at_a_time = self.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        self.write().seals.clear();
        self.flush_alone(Durability::None)?;
        self.row_file.scrub()
    }

    fn flush_alone(&self, durability: Durability) -> Result<(), redb::Error> {
        let (leaving, end) = {
            let mut waiting = self.write();
            let mut leaving = std::mem::take(&mut waiting.fresh);
            // Not empty where the last attempt failed.
            leaving.extend(waiting.leaving.iter());
            waiting.leaving = Arc::new(leaving);
            (Arc::clone(&waiting.leaving), waiting.end)
        };
        let (changed, removed) = (self.rows.take_changed(), self.rows.removed());
        if leaving.is_empty() && changed.is_empty() && removed.is_empty() {
            return Ok(());
        }
        let written = self.write_out(&leaving, &changed, &removed, end, durability);
        match written {
            Ok(()) => {
                self.write().leaving = Arc::default();
                self.rows.are_removed(&removed);
                self.rows.let_go();
            }
            Err(_) => self.rows.mark(changed),
        }
        written
    }

    fn write_out(
        &self,
        leaving: &BTreeMap<Entry, Seq>,
        changed: &[EntityKey],
        removed: &[EntityKey],
        end: Seq,
        durability: Durability,
    ) -> Result<(), redb::Error> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(durability)?;
        {
            let mut entries = transaction.open_table(ENTRIES)?;
            for (entry, seq) in leaving {
                entries.insert(*entry, *seq)?;
            }
            transaction.open_table(INDEXED)?.insert(self.journal, end)?;
        }
        transaction.commit()?;
        let rows: Vec<_> = changed.iter().filter_map(|key| Some((*key, self.rows.get(key)?.row))).collect();
        // In this order: a row is kept only once its newest record can be found.
        self.row_file.write(rows, removed, self.end(), durability)
    }

    /// Entries and rows in the files.
    pub(super) fn size(&self) -> Result<(u64, u64), redb::Error> {
        Ok((self.written()?.len()?, self.row_file.len()?))
    }

    /// Removes a bounded part of the entries that point at forgotten records; those that are left do not count.
    pub(super) fn sweep(&self) -> Result<(), redb::Error> {
        let _one_at_a_time = self.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sweep = self.sweep.lock().unwrap_or_else(PoisonError::into_inner);
        sweep.step(&self.database, &self.row_file, self.journal, self.begin())
    }

    fn read(&self) -> RwLockReadGuard<'_, Waiting> {
        self.waiting.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Waiting> {
        self.waiting.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn claim(key: &Key, version: u64) -> Entry {
    entry(key, b'c', version)
}

fn mention(key: &Key, seq: Seq) -> Entry {
    entry(key, b'm', seq)
}

fn entry(key: &Key, what: u8, number: u64) -> Entry {
    let mut entry = [what; Key::BYTES + 1 + 8];
    let (front, back) = entry.split_at_mut(Key::BYTES);
    front.copy_from_slice(&key.to_bytes());
    back.iter_mut().skip(1).zip(number.to_be_bytes()).for_each(|(byte, digit)| *byte = digit);
    entry
}
