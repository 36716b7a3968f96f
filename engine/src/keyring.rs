//! The keyring contract: the keys that lock what is known of people, kept apart from the journal, because a key can be
//! destroyed and a journal only grows.
//!
//! A visit is sealed under the key of the *epoch* in which it was sealed, which lives for some minutes. Its assessment takes
//! the visit's key along, locked under the key of the *person* it was made for; then the epoch ends, and whatever
//! nobody assessed can be read by nobody. A person's records stand under an *alias*, drawn at random, so that with the
//! keyring's entry goes also who they were about.

use crate::ids::SealId;
use crate::locked::SecretKey;
use alloc::{string::String, sync::Arc, vec::Vec};
use core::future::Future;
use models::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// The random name under which somebody's records stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alias(pub [u8; 16]);

/// Somebody whom the keyring knows. Whoever records something of them holds on to it until that is in the journal.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name of their records.
    pub alias: Alias,
    /// Locks them.
    pub key: Arc<SecretKey>,
}

/// Some minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EpochId(pub [u8; 16]);

/// Some minutes and their key. Whoever seals holds on to it until the visit is in the journal.
#[derive(Clone, Copy, Debug)]
pub struct Epoch {
    /// Which.
    pub id: EpochId,
    /// Locks the visits that were sealed in it.
    pub key: SecretKey,
}

/// A visit whose token can still be used when its epoch ends early.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Pending {
    /// Which.
    pub seal: SealId,
    /// Its key.
    pub key: SecretKey,
    /// Its token expires then.
    pub until: Timestamp,
}

/// The keyring cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keyring cannot be written: {0}")]
pub struct KeyringError(pub String);

/// Keys that can be destroyed. What it hands out is durable.
pub trait Keyring: Send + Sync {
    /// The present epoch.
    fn epoch(&self) -> Arc<Epoch>;

    /// The key of a visit that was sealed in this epoch and may still be assessed; `None` once the epoch has ended.
    fn pending(&self, epoch: EpochId, seal: SealId) -> Option<SecretKey>;

    /// Whoever has this pseudonym; made where nobody has it yet.
    fn person(&self, pseudonym: [u8; 16]) -> impl Future<Output = Result<Person, KeyringError>> + Send;

    /// The alias of whoever has this pseudonym.
    fn alias(&self, pseudonym: [u8; 16]) -> Option<Alias>;

    /// The key of whoever has this alias; `None` once it is destroyed.
    fn key(&self, alias: Alias) -> Option<SecretKey>;

    /// Whether people can be added. Where the last attempt failed, writing is tried again.
    fn check(&self) -> impl Future<Output = Result<(), KeyringError>> + Send;

    /// Begins a new epoch. Returns the older ones once nobody seals in them any more.
    fn turn(&self, now: Timestamp) -> impl Future<Output = Result<Vec<EpochId>, KeyringError>> + Send;

    /// Ends these epochs: of what was sealed in them, and of what was kept before, only these visits can be read from here on.
    fn end(
        &self,
        epochs: Vec<EpochId>,
        kept: Vec<Pending>,
    ) -> impl Future<Output = Result<(), KeyringError>> + Send;

    /// Everybody: pseudonyms and aliases.
    fn everybody(&self) -> Vec<([u8; 16], Alias)>;

    /// Gives nobody these aliases any more. Returns once all who were given one have let go of it.
    fn retire(&self, aliases: &[Alias]) -> impl Future<Output = Result<(), KeyringError>> + Send;

    /// Destroys keys and who their aliases were. Those that it does not have are no error.
    fn destroy(&self, aliases: Vec<Alias>) -> impl Future<Output = Result<(), KeyringError>> + Send;
}

impl<K: Keyring> Keyring for Arc<K> {
    fn epoch(&self) -> Arc<Epoch> {
        (**self).epoch()
    }

    fn pending(&self, epoch: EpochId, seal: SealId) -> Option<SecretKey> {
        (**self).pending(epoch, seal)
    }

    fn person(&self, pseudonym: [u8; 16]) -> impl Future<Output = Result<Person, KeyringError>> + Send {
        (**self).person(pseudonym)
    }

    fn alias(&self, pseudonym: [u8; 16]) -> Option<Alias> {
        (**self).alias(pseudonym)
    }

    fn key(&self, alias: Alias) -> Option<SecretKey> {
        (**self).key(alias)
    }

    fn check(&self) -> impl Future<Output = Result<(), KeyringError>> + Send {
        (**self).check()
    }

    fn turn(&self, now: Timestamp) -> impl Future<Output = Result<Vec<EpochId>, KeyringError>> + Send {
        (**self).turn(now)
    }

    fn end(
        &self,
        epochs: Vec<EpochId>,
        kept: Vec<Pending>,
    ) -> impl Future<Output = Result<(), KeyringError>> + Send {
        (**self).end(epochs, kept)
    }

    fn everybody(&self) -> Vec<([u8; 16], Alias)> {
        (**self).everybody()
    }

    fn retire(&self, aliases: &[Alias]) -> impl Future<Output = Result<(), KeyringError>> + Send {
        (**self).retire(aliases)
    }

    fn destroy(&self, aliases: Vec<Alias>) -> impl Future<Output = Result<(), KeyringError>> + Send {
        (**self).destroy(aliases)
    }
}
