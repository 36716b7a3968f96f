//! The one writer: takes whatever waits, writes it in one transaction, answers everybody.

use super::{Append, CLAIMS, MENTIONS, RECORDS, ROWS, numbered};
use dashmap::DashMap;
use engine::journal::{AppendError, Key, Seq};
use engine::store::Row;
use models::entity::EntityKey;
use redb::{Database, Durability, ReadableDatabase, ReadableTable, WriteTransaction};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Most appends in one commit.
const GROUP: usize = 512;
/// Rows that are written behind at once.
const ROWS_AT_ONCE: usize = 4096;

pub(super) struct Writer {
    database: Arc<Database>,
    rows: Arc<DashMap<EntityKey, Arc<Row>>>,
    waiting: mpsc::Receiver<Append>,
    changed: mpsc::UnboundedReceiver<EntityKey>,
    next: Seq,
}

type Answer = (oneshot::Sender<Result<(), AppendError>>, Result<(), AppendError>);

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
            if self.changed.len() >= ROWS_AT_ONCE || (self.waiting.is_empty() && !self.changed.is_empty()) {
                self.write_behind();
            }
        }
        self.write_behind();
    }

    fn commit(&mut self, group: &mut Vec<Append>) {
        let first = self.next;
        let mut answers: Vec<Answer> = Vec::with_capacity(group.len());
        let written = self.write(group, &mut answers);
        if let Err(error) = &written {
            self.next = first;
            tracing::error!(%error, "a commit failed");
        }
        metrics::histogram!("journal_commit_appends").record(answers.len() as f64);
        for (done, answer) in answers {
            let answer = match &written {
                Ok(()) => answer,
                Err(error) => Err(AppendError::Unavailable(error.to_string())),
            };
            // Whoever asked may have gone; the record stands all the same.
            let _ = done.send(answer);
        }
    }

    fn write(&mut self, group: &mut Vec<Append>, answers: &mut Vec<Answer>) -> Result<(), redb::Error> {
        let transaction = match self.database.begin_write() {
            Ok(transaction) => transaction,
            Err(error) => {
                answers.extend(group.drain(..).map(|append| (append.done, Ok(()))));
                return Err(error.into());
            }
        };
        let mut failed = None;
        for append in group.drain(..) {
            let answer = match &failed {
                Some(_) => Ok(()),
                None => self.insert(&transaction, &append).unwrap_or_else(|error| {
                    failed = Some(error);
                    Ok(())
                }),
            };
            answers.push((append.done, answer));
        }
        match failed {
            Some(error) => Err(error),
            None => Ok(transaction.commit()?),
        }
    }

    /// Writes all records of one append, or none where a claim is taken.
    fn insert(
        &mut self,
        transaction: &WriteTransaction,
        append: &Append,
    ) -> Result<Result<(), AppendError>, redb::Error> {
        let mut claims = transaction.open_table(CLAIMS)?;
        let mut fresh = HashSet::new();
        for (key, version) in append.records.iter().flat_map(|(record, _)| &record.claims) {
            if !fresh.insert((key, version)) || claims.get(numbered(key, *version))?.is_some() {
                return Ok(Err(AppendError::Conflict(*key)));
            }
        }
        let mut records = transaction.open_table(RECORDS)?;
        let mut mentions = transaction.open_table(MENTIONS)?;
        for (record, bytes) in &append.records {
            let seq = self.next;
            self.next += 1;
            records.insert(seq, bytes.as_slice())?;
            for (key, version) in &record.claims {
                claims.insert(numbered(key, *version), seq)?;
            }
            for key in &record.mentions {
                mentions.insert(numbered(key, seq), ())?;
            }
        }
        Ok(Ok(()))
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
