//! The state-store contract: a cache of what folding the journal gives.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::future::Future;
use models::entity::EntityKey;
use serde::{Deserialize, Serialize};

/// What is known of one entity, up to a version of its records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Last version folded in; 0 is a fresh entity.
    pub version: u64,
    /// One encoded state per detector that reads this entity, by the detector's name.
    pub states: Vec<(String, Vec<u8>)>,
}

impl Row {
    /// The encoded state of one detector; empty where it has none.
    pub fn state(&self, detector: &str) -> &[u8] {
        self.states.iter().find(|(name, _)| name == detector).map_or(&[], |(_, bytes)| bytes)
    }

    /// Replaces the encoded state of one detector.
    pub fn set_state(&mut self, detector: &str, bytes: Vec<u8>) {
        match self.states.iter_mut().find(|(name, _)| name == detector) {
            Some((_, old)) => *old = bytes,
            None => self.states.push((detector.into(), bytes)),
        }
    }
}

/// A row from the cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cached {
    /// The row.
    pub row: Arc<Row>,
    /// Saved by this process while no other writes to the journal, and not doubted since: there is no newer record.
    /// Otherwise the journal is asked.
    pub current: bool,
}

impl Cached {
    /// The first row that is saved of an entity of which none was kept.
    pub fn first(row: Arc<Row>) -> Self {
        Self { row, current: true }
    }

    /// Takes a row that is saved, by the rules of [`StateStore::save`]. Returns whether it was taken.
    pub fn save(&mut self, row: Arc<Row>) -> bool {
        let taken = self.row.version <= row.version;
        if taken {
            self.current |= self.row.version < row.version;
            self.row = row;
        }
        taken
    }

    /// Takes a row that is doubted, by the rules of [`StateStore::doubt`].
    pub fn doubt(&mut self, row: Arc<Row>) {
        if self.row.version <= row.version {
            *self = Self { row, current: false };
        }
    }
}

/// A cache of entity rows. Losing it loses nothing: rows are rebuilt from the journal.
pub trait StateStore: Send + Sync {
    /// The newest row it has; `None` is not an error. A row may be behind the journal, never ahead of it.
    fn load(&self, key: &EntityKey) -> impl Future<Output = Result<Option<Cached>, StoreError>> + Send;

    /// Keeps a row, to be written behind. A row older than the one it has is ignored; one of the same version takes
    /// its place (another detector version may have folded it anew).
    fn save(&self, key: EntityKey, row: Arc<Row>);

    /// Keeps a row, and calls neither it nor an older one current, whoever saves it, until a newer one is saved. Said
    /// before a record that claims the entity's next version is appended: whether it is in the journal may never be
    /// heard.
    fn doubt(&self, key: EntityKey, row: Arc<Row>);

    /// From here on nothing that is kept anywhere tells what a row was before it was last saved.
    fn scrub(&self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Drops the row of an entity of which the journal knows nothing any more. One that is not written yet may come back
    /// after a crash.
    fn remove(&self, key: &EntityKey);
}

/// The store cannot be used. The journal has the truth, so whoever wanted to read may fold instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the state store cannot be used: {0}")]
pub struct StoreError(pub String);

impl<S: StateStore> StateStore for Arc<S> {
    fn load(&self, key: &EntityKey) -> impl Future<Output = Result<Option<Cached>, StoreError>> + Send {
        (**self).load(key)
    }

    fn save(&self, key: EntityKey, row: Arc<Row>) {
        (**self).save(key, row);
    }

    fn doubt(&self, key: EntityKey, row: Arc<Row>) {
        (**self).doubt(key, row);
    }

    fn scrub(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        (**self).scrub()
    }

    fn remove(&self, key: &EntityKey) {
        (**self).remove(key);
    }
}
