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
