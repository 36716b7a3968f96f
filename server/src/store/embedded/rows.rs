//! The entities' rows that are at hand: all that changed since they were last written, and of the others as many as a
//! bound in bytes allows.

use dashmap::{DashMap, DashSet, Entry};
use engine::store::{Cached, Row};
use models::entity::EntityKey;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) struct Rows {
    hot: DashMap<EntityKey, Hot>,
    changed: DashSet<EntityKey>,
    /// Rows that are to leave the file.
    removed: DashSet<EntityKey>,
    bound_bytes: usize,
}

#[derive(Debug, Default)]
struct Hot {
    kept: Cached,
    /// Asked for or changed since rows were last let go.
    used: AtomicBool,
}

impl Hot {
    /// What it takes in memory, near enough.
    fn bytes(&self) -> usize {
        let states = self.kept.row.states.iter().map(|(name, state)| name.len() + state.len() + 64);
        size_of::<(EntityKey, Self)>() + size_of::<Row>() + 64 + states.sum::<usize>()
    }
}

impl Rows {
    pub(super) fn new(bound_bytes: usize) -> Self {
        Self { hot: DashMap::new(), changed: DashSet::new(), removed: DashSet::new(), bound_bytes }
    }

    /// How many are at hand.
    pub(super) fn len(&self) -> usize {
        self.hot.len()
    }

    /// The row of an entity, where it is at hand.
    pub(super) fn get(&self, key: &EntityKey) -> Option<Cached> {
        let hot = self.hot.get(key)?;
        hot.used.store(true, Ordering::Relaxed);
        Some(hot.kept.clone())
    }

    /// Keeps a row, to be written. A row older than the one that is kept is ignored.
    pub(super) fn save(&self, key: EntityKey, row: Arc<Row>) {
        // Of whom nothing is learned there is nothing to write.
        let is_fresh = row.version == 0;
        let taken = match self.hot.entry(key) {
            Entry::Occupied(mut hot) => {
                hot.get().used.store(true, Ordering::Relaxed);
                hot.get_mut().kept.save(row)
            }
            Entry::Vacant(none) => {
                none.insert(Hot { kept: Cached::first(row), used: AtomicBool::new(true) });
                true
            }
        };
        if taken && !is_fresh {
            self.changed.insert(key);
        }
    }

    /// Keeps a row as one that is not current until a newer one is kept.
    pub(super) fn doubt(&self, key: EntityKey, row: Arc<Row>) {
        self.hot.entry(key).or_default().kept.doubt(row);
    }

    /// Lets a row go for good.
    pub(super) fn remove(&self, key: &EntityKey) {
        self.removed.insert(*key);
        self.hot.remove(key);
        self.changed.remove(key);
    }

    /// Whether the row in the file is to leave it.
    pub(super) fn is_removed(&self, key: &EntityKey) -> bool {
        self.removed.contains(key)
    }

    /// The entities whose rows are to leave the file.
    pub(super) fn removed(&self) -> Vec<EntityKey> {
        self.removed.iter().map(|key| *key).collect()
    }

    /// These have left the file; a row that was kept since then is in it.
    pub(super) fn are_removed(&self, removed: &[EntityKey]) {
        for key in removed {
            self.removed.remove(key);
        }
    }

    /// The entities whose rows are to be written. They are unmarked before their rows are read: a row that changes from
    /// here on is marked again.
    pub(super) fn take_changed(&self) -> Vec<EntityKey> {
        let changed: Vec<EntityKey> = self.changed.iter().map(|key| *key).collect();
        for key in &changed {
            self.changed.remove(key);
        }
        changed
    }

    /// Marks rows again that could not be written.
    pub(super) fn mark(&self, changed: Vec<EntityKey>) {
        for key in changed {
            self.changed.insert(key);
        }
    }

    /// Lets rows go until the rest fits: first those that nobody asked for since the last time. They are in the file.
    pub(super) fn let_go(&self) {
        let mut bytes: usize = self.hot.iter().map(|hot| hot.bytes()).sum();
        for even_used in [false, true] {
            if bytes <= self.bound_bytes {
                return;
            }
            self.hot.retain(|key, hot| {
                let stays = bytes <= self.bound_bytes
                    || self.changed.contains(key)
                    || (hot.used.swap(false, Ordering::Relaxed) && !even_used);
                if !stays {
                    bytes = bytes.saturating_sub(hot.bytes());
                }
                stays
            });
        }
    }
}
