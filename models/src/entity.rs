//! The entities that own learned state.

use serde::{Deserialize, Serialize};

/// Who owns a state. Identifiers of people arrive here already pseudonymised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntityKey {
    /// What it is.
    pub kind: EntityKind,
    /// Which one: a random id, or the keyed hash of a merchant's own id.
    pub id: [u8; 16],
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EntityKind {
    /// A browser on a machine.
    Device,
    /// A merchant's customer.
    User,
    /// A payment card.
    Card,
    /// Anyone who trades or talks.
    Party,
}

/// Whom a visit is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The device: the pseudonym, within its site, of the id that the page claims.
    pub device: [u8; 16],
    /// The customer that the back end named, under the alias that their records are kept under.
    pub user: Option<[u8; 16]>,
}

impl Subject {
    /// The entity of a kind that a visit is of, where it is of one.
    pub fn entity(&self, kind: EntityKind) -> Option<EntityKey> {
        let id = match kind {
            EntityKind::Device => Some(self.device),
            EntityKind::User => self.user,
            EntityKind::Card | EntityKind::Party => None,
        };
        id.map(|id| EntityKey { kind, id })
    }

    /// Every entity that a visit is of.
    pub fn entities(&self) -> impl Iterator<Item = EntityKey> {
        [EntityKind::Device, EntityKind::User].into_iter().filter_map(|kind| self.entity(kind))
    }
}
