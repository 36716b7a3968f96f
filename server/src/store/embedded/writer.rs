//! The one writer: takes whatever waits, writes it in one transaction, answers everybody.

use super::{Append, ENTRY, INDEX, RECORDS, ROWS, claim, mention};
use dashmap::DashMap;
use engine::journal::{AppendError, Key, Record, Seq};
use engine::store::Row;
use models::entity::EntityKey;
use redb::{Database, Durability, ReadableDatabase, ReadableTable, Table};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Most appends in one commit.
const GROUP: usize = 512;
/// Rows that are written behind at once, when as many have changed; the rest at the end. A row that was not
/// written is folded from the journal when it is next needed.
const ROWS_AT_ONCE: usize = 4096;

pub(super) struct Writer {
    database: Arc<Database>,
    rows: Arc<DashMap<EntityKey, Arc<Row>>>,
    waiting: mpsc::Receiver<Append>,
    changed: mpsc::UnboundedReceiver<EntityKey>,
    next: Seq,
}

/// The tables of one transaction.
struct Tables<'t> {
    records: Table<'t, u64, &'static [u8]>,
    index: Table<'t, [u8; ENTRY], u64>,
}

impl Tables<'_> {
    /// Writes all records of one append, or none where a claim is taken.
    fn insert(
        &mut self,
        next: &mut Seq,
        records: &[(Record, Vec<u8>)],
    ) -> Result<Result<(), AppendError>, redb::Error> {
        let claims: Vec<_> = records.iter().flat_map(|(record, _)| &record.claims).collect();
        for (at, wanted) in claims.iter().enumerate() {
            let (key, version) = wanted;
            if claims.iter().take(at).any(|earlier| earlier == wanted)
                || self.index.get(claim(key, *version))?.is_some()
            {
                return Ok(Err(AppendError::Conflict(*key)));
            }
        }
        for (record, bytes) in records {
            let seq = *next;
            *next += 1;
            self.records.insert(seq, bytes.as_slice())?;
            for (key, version) in &record.claims {
                self.index.insert(claim(key, *version), seq)?;
            }
            for key in &record.mentions {
                self.index.insert(mention(key, seq), seq)?;
            }
        }
        Ok(Ok(()))
    }
}

impl Writer {
    pub(super) fn new(
        database: Arc<Database>,
        rows: Arc<DashMap<EntityKey, Arc<Row>>>,
        waiting: mpsc::Receiver<Append>,
        changed: mpsc::UnboundedReceiver<EntityKey>,
    ) -> Result<Self, redb::Error> {
        let records = database.begin_read()?.open_table(RECORDS)?;
        let next = records.last()?.map_or(1, |(seq, _)| seq.value() + 1);
        Ok(Self { database, rows, waiting, changed, next })
    }

    /// Runs until the store is dropped and everything handed over is written.
    pub(super) fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP);
        while self.waiting.blocking_recv_many(&mut group, GROUP) > 0 {
            self.commit(&mut group);
            if self.changed.len() >= ROWS_AT_ONCE {
                self.write_behind();
            }
        }
        self.write_behind();
    }

    fn commit(&mut self, group: &mut Vec<Append>) {
        metrics::histogram!("journal_commit_appends").record(group.len() as f64);
        let first = self.next;
        let answers = self.write(group).unwrap_or_else(|error| {
            tracing::error!(%error, "a commit failed");
            self.next = first;
            vec![Err(AppendError::Unavailable(error.to_string())); group.len()]
        });
        for (append, answer) in group.drain(..).zip(answers) {
            // Whoever asked may have gone; the record stands all the same.
            let _ = append.done.send(answer);
        }
    }

    /// Writes a group in one durable transaction; one answer for each append.
    fn write(&mut self, group: &[Append]) -> Result<Vec<Result<(), AppendError>>, redb::Error> {
        let transaction = self.database.begin_write()?;
        let answers = {
            let mut tables =
                Tables { records: transaction.open_table(RECORDS)?, index: transaction.open_table(INDEX)? };
            let inserted = group.iter().map(|append| tables.insert(&mut self.next, &append.records));
            inserted.collect::<Result<Vec<_>, redb::Error>>()?
        };
        transaction.commit()?;
        Ok(answers)
    }

    /// Writes changed rows in a commit that nobody waits for. A lost row is folded again from the journal.
    fn write_behind(&mut self) {
        let mut keys = HashSet::new();
        while keys.len() < ROWS_AT_ONCE
            && let Ok(key) = self.changed.try_recv()
        {
            keys.insert(key);
        }
        let write = || -> Result<(), redb::Error> {
            let mut transaction = self.database.begin_write()?;
            transaction.set_durability(Durability::None)?;
            {
                let mut table = transaction.open_table(ROWS)?;
                for key in &keys {
                    let Some(row) = self.rows.get(key).map(|row| Arc::clone(&row)) else { continue };
                    if let Ok(bytes) = postcard::to_allocvec(&*row) {
                        table.insert(Key::from(*key).to_bytes(), bytes.as_slice())?;
                    }
                }
            }
            Ok(transaction.commit()?)
        };
        if let Err(error) = write() {
            tracing::warn!(%error, "state rows were not written; they will be folded from the journal");
        }
    }
}
