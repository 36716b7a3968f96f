//! The journal's one writer: takes whatever waits, writes it in one durable transaction, answers everybody.

use super::index::{GENERATION, Index, Look};
use super::{COMMITS, frame};
use engine::journal::{AppendError, Key, Record, Seq};
use redb::{Database, Durability};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use tokio::sync::{mpsc, oneshot};

/// Most appends in one commit.
const GROUP: usize = 512;
/// Index entries that may wait in memory; beyond, the journal waits for the index.
const MOST_WAITING: usize = 8 * GENERATION;

/// Records on their way into the journal, with their encoded form.
pub(super) struct Append {
    pub(super) records: Vec<(Record, Vec<u8>)>,
    pub(super) done: oneshot::Sender<Result<(), AppendError>>,
}

pub(super) struct Writer {
    journal: Arc<Database>,
    index: Arc<Index>,
    waiting: mpsc::Receiver<Append>,
    full: SyncSender<()>,
    next: Seq,
}

impl Writer {
    pub(super) fn new(
        journal: Arc<Database>,
        index: Arc<Index>,
        waiting: mpsc::Receiver<Append>,
        full: SyncSender<()>,
        next: Seq,
    ) -> Self {
        Self { journal, index, waiting, full, next }
    }

    /// Runs until the store is dropped and everything handed over is written.
    pub(super) fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP);
        while self.waiting.blocking_recv_many(&mut group, GROUP) > 0 {
            self.commit(&mut group);
        }
    }

    fn commit(&mut self, group: &mut Vec<Append>) {
        metrics::histogram!("journal_commit_appends").record(group.len() as f64);
        let answers = self.write(group).unwrap_or_else(|error| {
            tracing::error!(%error, "a commit failed");
            vec![Err(AppendError::Unavailable(error.to_string())); group.len()]
        });
        for (append, answer) in group.drain(..).zip(answers) {
            // Whoever asked may have gone; the record stands all the same.
            let _ = append.done.send(answer);
        }
    }

    /// Writes a group in one durable transaction, then makes it findable; one answer for each append.
    fn write(&mut self, group: &[Append]) -> Result<Vec<Result<(), AppendError>>, redb::Error> {
        if self.index.waiting() >= MOST_WAITING {
            // Before anything is written: what is durable must never be answered as unavailable.
            self.index.flush(Durability::None)?;
        }
        let mut taken = HashSet::new();
        let mut answers = Vec::with_capacity(group.len());
        let mut accepted: Vec<(Seq, &Record)> = Vec::new();
        let mut commit = Vec::new();
        let look = self.index.look()?;
        for append in group {
            let conflict = conflict(&look, &mut taken, &append.records)?;
            if conflict.is_none() {
                for (record, bytes) in &append.records {
                    accepted.push((self.next + accepted.len() as Seq, record));
                    frame(&mut commit, bytes);
                }
            }
            answers.push(conflict.map_or(Ok(()), |key| Err(AppendError::Conflict(key))));
        }
        drop(look);
        if accepted.is_empty() {
            return Ok(answers);
        }
        let transaction = self.journal.begin_write()?;
        transaction.open_table(COMMITS)?.insert(self.next, commit.as_slice())?;
        transaction.commit()?;
        self.next += accepted.len() as Seq;
        self.index.add(&accepted);
        if self.index.waiting() >= GENERATION {
            // A full channel means that the index has been told already.
            let _ = self.full.try_send(());
        }
        Ok(answers)
    }
}

/// The first claim that is taken, by an earlier record or in this group. Where none is, all are taken now.
fn conflict(
    look: &Look<'_>,
    taken: &mut HashSet<(Key, u64)>,
    records: &[(Record, Vec<u8>)],
) -> Result<Option<Key>, redb::Error> {
    let mut mine = Vec::new();
    for claim in records.iter().flat_map(|(record, _)| &record.claims) {
        let (key, version) = claim;
        if taken.contains(claim) || mine.contains(claim) || look.is_claimed(key, *version)? {
            return Ok(Some(*key));
        }
        mine.push(*claim);
    }
    taken.extend(mine);
    Ok(None)
}
