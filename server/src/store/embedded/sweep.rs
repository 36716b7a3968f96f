//! Removing from the index what points at forgotten records, and the rows of entities of which nothing is left. Neither counts
//! any more, so there is no hurry: a bounded step at a time, from the first entry to the last, and anew after a restart.

use super::index::{ENTRIES, Entry, SWEPT};
use super::row_file::{RowFile, RowKey};
use engine::journal::Seq;
use redb::{Database, Durability, ReadableDatabase, ReadableTable};
use std::ops::Bound;

/// Entries that one step looks at.
const STEP: usize = 64 * 1024;

/// How far a sweep has come.
#[derive(Default)]
pub(super) struct Sweep {
    /// The position that the journal began at when it set out.
    begin: Seq,
    /// The last entry that it has looked at.
    at: Option<Entry>,
}

impl Sweep {
    /// Goes one step on, where there is anything to remove.
    pub(super) fn step(
        &mut self,
        database: &Database,
        rows: &RowFile,
        journal: [u8; 16],
        begin: Seq,
    ) -> Result<(), redb::Error> {
        if self.at.is_none() {
            let swept = database.begin_read()?.open_table(SWEPT)?.get(journal)?.map_or(0, |seq| seq.value());
            if swept >= begin {
                return Ok(());
            }
            self.begin = begin;
        }
        let mut transaction = database.begin_write()?;
        transaction.set_durability(Durability::None)?;
        let (mut last, mut looked) = (None, 0);
        {
            let mut entries = transaction.open_table(ENTRIES)?;
            let mut gone = Vec::new();
            let from = self.at.map_or(Bound::Unbounded, Bound::Excluded);
            for entry in entries.range::<Entry>((from, Bound::Unbounded))?.take(STEP) {
                let (entry, seq) = entry?;
                (last, looked) = (Some(entry.value()), looked + 1);
                if seq.value() < self.begin {
                    gone.push(entry.value());
                }
            }
            for entry in gone {
                entries.remove(entry)?;
            }
        }
        if looked < STEP {
            transaction.open_table(SWEPT)?.insert(journal, self.begin)?;
            last = None;
        }
        transaction.commit()?;
        let key_of = |entry: &Entry| entry.first_chunk().copied();
        let from = self.at.as_ref().and_then(key_of).map_or(Bound::Unbounded, Bound::Included);
        let to = last.as_ref().and_then(key_of).map_or(Bound::Unbounded, Bound::Excluded);
        let entries = database.begin_read()?.open_table(ENTRIES)?;
        rows.retain_in((from, to), |key| {
            match entries.range::<Entry>(first_of(*key)..).map(|mut found| found.next()) {
                Ok(None) => false,
                Ok(Some(Ok((entry, _)))) => entry.value().starts_with(key),
                // What cannot be looked at stays.
                Ok(Some(Err(_))) | Err(_) => true,
            }
        })?;
        self.at = last;
        Ok(())
    }
}

/// What sorts before all entries of a key.
fn first_of(key: RowKey) -> Entry {
    let mut entry = [0; size_of::<Entry>()];
    entry.iter_mut().zip(key).for_each(|(byte, of)| *byte = of);
    entry
}
