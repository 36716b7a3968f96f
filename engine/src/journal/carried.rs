//! What is carried forward when older records are forgotten.

use crate::ids::DeviceId;
use crate::keyring::Alias;
use crate::locked::{Format, Locked, Shut, Written};
use crate::store::Row;
use alloc::vec::Vec;
use models::entity::EntityKey;
use models::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// What an entity was: its fold begins here instead of at its first version. One that claims the entity's next version
/// and has no rows forgets the entity: from that version on it is as if it were fresh. One with rows takes the entity's next
/// version too, and changes nothing by it: so it cannot cross an erasure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckpointRecord {
    /// Whose row it is.
    pub entity: EntityKey,
    /// The last version folded in.
    pub version: u64,
    /// Whose key opens the rows.
    pub holder: Alias,
    /// The users whose visits it has learned, ever: its key is destroyed with any of theirs.
    pub people: Vec<Alias>,
    /// The row as it was after that version. Each further one takes its place from a later version on, which took back a
    /// visit that had been learned before.
    pub rows: Option<Locked<Vec<Row>>>,
    /// From the rows and the holder's key: what the rows' own key is derived from.
    pub rows_id: [u8; 16],
}

impl Written for Vec<Row> {
    fn read(_: Format, bytes: &[u8]) -> Result<Self, Shut> {
        postcard::from_bytes(bytes).map_err(|_| Shut)
    }
}

/// A device that a site has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRecord {
    /// The device id, as claimed by the page.
    pub device: DeviceId,
    /// When it was first seen.
    pub since: Timestamp,
}
