//! The file `rows.redb`: the entities' rows as they were last written. A cache that may be deleted, and a file of its own:
//! a B-tree keeps old pages for a while, so to be rid of what rows were before, the file is written anew.

use super::disk::{Backend, Disk};
use engine::journal::{Key, Seq};
use engine::store::Row;
use models::MODEL_VERSION;
use models::entity::EntityKey;
use redb::{
    Database, Durability, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition, TableError,
};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// Entity → encoded row.
const ROWS: TableDefinition<RowKey, &[u8]> = TableDefinition::new("rows");
/// What the rows are folded from, and by which models ([`origin`]) → a position; no row knows of anything behind it.
const WRITTEN: TableDefinition<[u8; 16], Seq> = TableDefinition::new("written");
/// Rows that are copied in one transaction.
const STRIDE: usize = 64 * 1024;

/// The encoded key of an entity.
pub(super) type RowKey = [u8; Key::BYTES];

pub(super) struct RowFile {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    origin: [u8; 16],
    cache_bytes: usize,
    /// `None` only where it could not be opened again after it was written anew.
    database: RwLock<Option<Database>>,
}

/// What rows are folded from and by: the id of the journal, mixed with the version of the models.
fn origin(mut journal: [u8; 16], model_version: u32) -> [u8; 16] {
    journal.iter_mut().zip(model_version.to_le_bytes()).for_each(|(byte, version)| *byte ^= version);
    journal
}

impl RowFile {
    /// Opens the rows of a journal that ends at `end`. Rows that know of more, or of another journal, or that other models have
    /// folded, are forgotten.
    pub(super) fn open(
        disk: Arc<dyn Disk>,
        folder: &Path,
        journal: [u8; 16],
        end: Seq,
        cache_bytes: usize,
    ) -> Result<Self, redb::Error> {
        let origin = origin(journal, MODEL_VERSION);
        let file = Self { disk, folder: folder.into(), origin, cache_bytes, database: RwLock::default() };
        file.discard(UNFINISHED)?;
        let fits = file.open_there().and_then(|database| {
            let written = match database.begin_read()?.open_table(WRITTEN) {
                Ok(table) => table.get(origin)?.map(|seq| seq.value()),
                // It was not there, and is empty.
                Err(TableError::TableDoesNotExist(_)) => None,
                Err(error) => return Err(error.into()),
            };
            Ok((database, written.is_some_and(|written| written <= end)))
        });
        let database = match fits {
            Ok((database, true)) => database,
            Ok((database, false)) => {
                drop(database);
                file.made_anew()?
            }
            Err(error) => {
                tracing::warn!(%error, "the rows cannot be read: they are folded from the journal again");
                file.made_anew()?
            }
        };
        *file.database.write().unwrap_or_else(PoisonError::into_inner) = Some(database);
        Ok(file)
    }

    /// The encoded row of an entity.
    pub(super) fn get(&self, key: &EntityKey) -> Result<Option<Vec<u8>>, redb::Error> {
        let database = self.read();
        let Some(database) = &*database else { return Ok(None) };
        let rows = database.begin_read()?.open_table(ROWS)?;
        Ok(rows.get(Key::from(*key).to_bytes())?.map(|bytes| bytes.value().to_vec()))
    }

    /// Removes rows and writes others; none of these knows of anything behind `end`.
    pub(super) fn write(
        &self,
        rows: Vec<(EntityKey, Arc<Row>)>,
        removed: &[EntityKey],
        end: Seq,
        durability: Durability,
    ) -> Result<(), redb::Error> {
        let database = self.read();
        let Some(database) = &*database else { return Err(gone()) };
        let mut transaction = database.begin_write()?;
        transaction.set_durability(durability)?;
        {
            let mut table = transaction.open_table(ROWS)?;
            for key in removed {
                table.remove(Key::from(*key).to_bytes())?;
            }
            for (key, row) in rows {
                if let Ok(bytes) = postcard::to_allocvec(&*row) {
                    table.insert(Key::from(key).to_bytes(), bytes.as_slice())?;
                }
            }
            transaction.open_table(WRITTEN)?.insert(self.origin, end)?;
        }
        Ok(transaction.commit()?)
    }

    /// Removes those rows between two keys that are not to stay.
    pub(super) fn retain_in(
        &self,
        between: (Bound<RowKey>, Bound<RowKey>),
        mut stays: impl FnMut(&RowKey) -> bool,
    ) -> Result<(), redb::Error> {
        let database = self.read();
        let Some(database) = &*database else { return Ok(()) };
        let mut transaction = database.begin_write()?;
        transaction.set_durability(Durability::None)?;
        transaction.open_table(ROWS)?.retain_in::<RowKey, _>(between, |key, _| stays(&key))?;
        Ok(transaction.commit()?)
    }

    /// Rows in the file.
    pub(super) fn len(&self) -> Result<u64, redb::Error> {
        let database = self.read();
        let Some(database) = &*database else { return Ok(0) };
        Ok(database.begin_read()?.open_table(ROWS)?.len()?)
    }

    /// Writes the file anew: what rows were before is nowhere any more. One caller at a time, and no writes meanwhile.
    pub(super) fn scrub(&self) -> Result<(), redb::Error> {
        let fresh = self.create(UNFINISHED)?;
        if let Some(old) = &*self.read() {
            copy(old, &fresh)?;
        }
        drop(fresh);
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        *database = None;
        self.disk.rename(&self.folder.join(UNFINISHED), &self.folder.join(FILE))?;
        self.disk.sync_folder(&self.folder)?;
        *database = Some(self.open_there()?);
        Ok(())
    }

    fn made_anew(&self) -> Result<Database, redb::Error> {
        self.discard(FILE)?;
        let database = self.create(FILE)?;
        let transaction = database.begin_write()?;
        transaction.open_table(WRITTEN)?.insert(self.origin, 0)?;
        transaction.commit()?;
        Ok(database)
    }

    fn create(&self, name: &str) -> Result<Database, redb::Error> {
        self.discard(name)?;
        let database = self.open_named(name)?;
        let transaction = database.begin_write()?;
        transaction.open_table(ROWS)?;
        transaction.open_table(WRITTEN)?;
        transaction.commit()?;
        Ok(database)
    }

    fn open_there(&self) -> Result<Database, redb::Error> {
        self.open_named(FILE)
    }

    fn open_named(&self, name: &str) -> Result<Database, redb::Error> {
        let backend = Backend(self.disk.open(&self.folder.join(name))?);
        Ok(Database::builder().set_cache_size(self.cache_bytes).create_with_backend(backend)?)
    }

    fn discard(&self, name: &str) -> Result<(), redb::Error> {
        let path = self.folder.join(name);
        if self.disk.list(&self.folder)?.contains(&path) {
            self.disk.remove(&path)?;
        }
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, Option<Database>> {
        self.database.read().unwrap_or_else(PoisonError::into_inner)
    }
}

const FILE: &str = "rows.redb";
const UNFINISHED: &str = "rows.redb.new";

fn copy(from: &Database, to: &Database) -> Result<(), redb::Error> {
    let reading = from.begin_read()?;
    let rows = reading.open_table(ROWS)?;
    let mut rows = rows.iter()?.peekable();
    while rows.peek().is_some() {
        let writing = to.begin_write()?;
        {
            let mut table = writing.open_table(ROWS)?;
            for row in rows.by_ref().take(STRIDE) {
                let (key, bytes) = row?;
                table.insert(key.value(), bytes.value())?;
            }
        }
        writing.commit()?;
    }
    let writing = to.begin_write()?;
    {
        let mut table = writing.open_table(WRITTEN)?;
        for written in reading.open_table(WRITTEN)?.iter()? {
            let (journal, end) = written?;
            table.insert(journal.value(), end.value())?;
        }
    }
    Ok(writing.commit()?)
}

fn gone() -> redb::Error {
    redb::Error::Io(std::io::Error::other("the rows could not be opened again; restart the server"))
}

#[cfg(test)]
mod tests {
    use super::super::disk::FileSystem;
    use super::*;
    use models::entity::EntityKind;

    const JOURNAL: [u8; 16] = [9; 16];
    const ENTITY: EntityKey = EntityKey { kind: EntityKind::Device, id: [1; 16] };

    fn open(folder: &Path, journal: [u8; 16]) -> RowFile {
        RowFile::open(Arc::new(FileSystem), folder, journal, 1, 1 << 20).unwrap()
    }

    #[test]
    fn rows_are_kept_for_the_models_that_folded_them_and_forgotten_by_the_next_ones() {
        let folder = tempfile::tempdir().unwrap();
        let rows = vec![(ENTITY, Arc::new(Row { version: 3, ..Row::default() }))];
        open(folder.path(), JOURNAL).write(rows, &[], 1, Durability::Immediate).unwrap();
        assert_eq!(open(folder.path(), JOURNAL).len().unwrap(), 1);
        // What other models would look for.
        let mixed = origin(origin(JOURNAL, MODEL_VERSION), MODEL_VERSION + 1);
        assert_eq!(open(folder.path(), mixed).len().unwrap(), 0);
    }
}
