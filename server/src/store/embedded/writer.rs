//! The journal's one writer: takes whatever waits, writes it as one durable group, answers everybody.

use super::index::{GENERATION, Index, Look};
use super::log::{Appender, LogError};
use engine::journal::{AppendError, Key, Record, Seq};
use models::observation::Timestamp;
use redb::Durability;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use tokio::sync::{mpsc, oneshot};

/// Most appends in one commit.
const GROUP: usize = 512;
/// Index entries that may wait in memory; beyond, the journal waits for the index.
const MOST_WAITING: usize = 8 * GENERATION;

/// A segment whose records lie further apart is followed by the next, full or not: segments are forgotten whole, and a small
/// shop's must not keep its oldest record until it is full. In microseconds.
const SPAN_US: i64 = 30 * 24 * 3_600 * 1_000_000;

/// A record on its way into the journal, with its encoded form; without one it only tries whether writing works.
pub(super) struct Append {
    pub(super) record: Option<(Record, Vec<u8>)>,
    pub(super) done: oneshot::Sender<Done>,
}

/// The answer, and what it was about: memory goes back to the thread that it came from.
pub(super) struct Done {
    pub(super) answer: Result<(), AppendError>,
    pub(super) _appended: Option<(Record, Vec<u8>)>,
}

pub(super) struct Writer {
    pub(super) log: Appender,
    pub(super) index: Arc<Index>,
    pub(super) waiting: mpsc::Receiver<Append>,
    /// Told when the index has much to write.
    pub(super) full: SyncSender<()>,
    /// When the first record of the last segment was made.
    pub(super) began: Option<Timestamp>,
}

/// Why a group was not written.
#[derive(Debug, thiserror::Error)]
enum WriteError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Index(#[from] redb::Error),
}

impl Writer {
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
        for (Append { record, done }, answer) in group.drain(..).zip(answers) {
            // Whoever asked may have gone; the record stands all the same.
            let _ = done.send(Done { answer, _appended: record });
        }
    }

    /// Writes a group durably, then makes it findable; one answer for each append.
    fn write(&mut self, group: &[Append]) -> Result<Vec<Result<(), AppendError>>, WriteError> {
        if self.index.waiting() >= MOST_WAITING {
            // Before anything is written: what is durable must never be answered as unavailable.
            self.index.flush(Durability::None)?;
        }
        let (accepted, answers) = self.gather(group)?;
        if accepted.is_empty() {
            if group.iter().any(|append| append.record.is_none()) {
                self.log.commit()?;
            }
        } else {
            let end = self.log.commit()?;
            self.index.add(&accepted, end);
            if self.index.waiting() >= GENERATION {
                // A full channel means that the index has been told already.
                let _ = self.full.try_send(());
            }
        }
        Ok(answers)
    }

    /// Hands the log those records whose claims are free.
    fn gather<'g>(&mut self, group: &'g [Append]) -> Result<(Accepted<'g>, Answers), WriteError> {
        let mut taken = HashSet::new();
        let mut answers = Vec::with_capacity(group.len());
        let mut accepted = Vec::with_capacity(group.len());
        let now = group.iter().find_map(|append| append.record.as_ref()).map(|(record, _)| record.at);
        let due = matches!((self.began, now), (Some(began), Some(now)) if now.0 - began.0 >= SPAN_US);
        if self.log.begin(due)? || self.began.is_none() {
            self.began = now;
        }
        let look = self.index.look()?;
        for Append { record, .. } in group {
            let Some((record, bytes)) = record else {
                answers.push(Ok(()));
                continue;
            };
            answers.push(match conflict(&look, &taken, record)? {
                Some(key) => Err(AppendError::Conflict(key)),
                None => {
                    taken.extend(record.claims.iter().copied());
                    accepted.push((self.log.push(bytes), record));
                    Ok(())
                }
            });
        }
        Ok((accepted, answers))
    }
}

/// Records that are written, and where.
type Accepted<'g> = Vec<(Seq, &'g Record)>;
type Answers = Vec<Result<(), AppendError>>;

/// The first claim that is taken, by an earlier record or in this group.
fn conflict(
    look: &Look<'_>,
    taken: &HashSet<(Key, u64)>,
    record: &Record,
) -> Result<Option<Key>, redb::Error> {
    for claim in &record.claims {
        let (key, version) = claim;
        if taken.contains(claim) || look.is_claimed(key, *version)? {
            return Ok(Some(*key));
        }
    }
    Ok(None)
}
