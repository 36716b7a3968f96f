//! A store that forgets everything when it is dropped: for tests and for trying things out.

use dashmap::{DashMap, Entry};
use engine::journal::{AppendError, Journal, Key, ReadError, Record, Seq, Stored};
use engine::store::{Cached, Row, StateStore, StoreError};
use models::entity::EntityKey;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The in-memory store.
#[derive(Default)]
pub struct Memory {
    journal: Mutex<Inner>,
    rows: DashMap<EntityKey, Cached>,
}

#[derive(Default)]
struct Inner {
    records: BTreeMap<Seq, Record>,
    claims: BTreeMap<(Key, u64), Seq>,
    mentions: BTreeSet<(Key, Seq)>,
    last: Seq,
    begin: Seq,
}

impl Inner {
    fn stored(&self, seq: Seq) -> Option<Stored> {
        self.records.get(&seq).map(|record| Stored { seq, record: record.clone() })
    }
}

impl Memory {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for Memory {
    async fn append(&self, record: Record) -> Result<(), AppendError> {
        let mut inner = self.inner();
        if let Some((taken, _)) = record.claims.iter().find(|claim| inner.claims.contains_key(claim)) {
            return Err(AppendError::Conflict(*taken));
        }
        inner.last += 1;
        let seq = inner.last;
        inner.claims.extend(record.claims.iter().map(|claim| (*claim, seq)));
        inner.mentions.extend(record.mentions.iter().map(|key| (*key, seq)));
        inner.records.insert(seq, record);
        Ok(())
    }

    async fn check(&self) -> Result<(), AppendError> {
        Ok(())
    }

    async fn claimed(&self, key: &Key, version: u64) -> Result<Option<Stored>, ReadError> {
        let inner = self.inner();
        Ok(inner.claims.get(&(*key, version)).and_then(|seq| inner.stored(*seq)))
    }

    async fn mentions(&self, key: &Key, before: Option<Seq>, limit: usize) -> Result<Vec<Stored>, ReadError> {
        let inner = self.inner();
        let range = (*key, 0)..(*key, before.unwrap_or(Seq::MAX));
        Ok(inner.mentions.range(range).rev().filter_map(|(_, seq)| inner.stored(*seq)).take(limit).collect())
    }

    async fn mentions_after(&self, key: &Key, after: Seq, limit: usize) -> Result<Vec<Stored>, ReadError> {
        let inner = self.inner();
        let range = (*key, after.saturating_add(1))..=(*key, Seq::MAX);
        Ok(inner.mentions.range(range).filter_map(|(_, seq)| inner.stored(*seq)).take(limit).collect())
    }

    async fn records_after(&self, after: Seq, limit: usize) -> Result<Vec<Stored>, ReadError> {
        let inner = self.inner();
        let behind = inner.records.range(after.saturating_add(1)..).take(limit);
        Ok(behind.map(|(seq, record)| Stored { seq: *seq, record: record.clone() }).collect())
    }

    async fn forget(&self, before: Seq) -> Result<Seq, AppendError> {
        let mut inner = self.inner();
        inner.begin = inner.begin.max(before);
        inner.records.retain(|seq, _| *seq >= before);
        inner.claims.retain(|_, seq| *seq >= before);
        inner.mentions.retain(|(_, seq)| *seq >= before);
        Ok(before)
    }

    fn begin(&self) -> Seq {
        self.inner().begin
    }
}

impl StateStore for Memory {
    async fn load(&self, key: &EntityKey) -> Result<Option<Cached>, StoreError> {
        Ok(self.rows.get(key).map(|kept| kept.clone()))
    }

    fn save(&self, key: EntityKey, row: Arc<Row>) {
        match self.rows.entry(key) {
            Entry::Occupied(mut kept) => drop(kept.get_mut().save(row)),
            Entry::Vacant(none) => drop(none.insert(Cached::first(row))),
        }
    }

    fn doubt(&self, key: EntityKey, row: Arc<Row>) {
        self.rows.entry(key).or_default().doubt(row);
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn remove(&self, key: &EntityKey) {
        self.rows.remove(key);
    }
}
