//! The entities that own learned state.

use crate::evidence::Absence;
use crate::occasion::Occasion;
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

impl EntityKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Device, Self::User, Self::Card, Self::Party];
}

/// Whom an occasion is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The device: the pseudonym, within its site, of the id that the page claims.
    pub device: Option<[u8; 16]>,
    /// The customer that the back end named, under the alias that their records are kept under.
    pub user: Option<[u8; 16]>,
    /// The card that pays.
    pub card: Option<[u8; 16]>,
    /// Whoever is paid.
    pub party: Option<[u8; 16]>,
}

impl Subject {
    /// Whom an occasion is of; `user` is whom the back end named.
    pub fn of(occasion: &Occasion<'_>, user: Option<[u8; 16]>) -> Self {
        Self {
            device: occasion.visit.map(|visit| visit.device),
            user,
            card: occasion.purchase.and_then(|purchase| purchase.card.as_ref()).map(|card| card.id),
            party: occasion.purchase.and_then(|purchase| purchase.payee),
        }
    }

    /// The entity of a kind that an occasion is of, or by name why it is of none.
    pub fn entity(&self, kind: EntityKind) -> Result<EntityKey, Absence> {
        let (id, why) = match kind {
            EntityKind::Device => (self.device, Absence::NoProbe),
            EntityKind::User => (self.user, Absence::NoUser),
            EntityKind::Card => (self.card, Absence::NoCard),
            EntityKind::Party => (self.party, Absence::NoPayee),
        };
        id.map(|id| EntityKey { kind, id }).ok_or(why)
    }

    /// Every entity that an occasion is of.
    pub fn entities(&self) -> impl Iterator<Item = EntityKey> {
        EntityKind::ALL.into_iter().filter_map(|kind| self.entity(kind).ok())
    }
}
