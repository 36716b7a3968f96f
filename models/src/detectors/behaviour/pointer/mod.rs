//! Pointer dynamics: a visit's events are cut into actions, each action is measured, each measure falls into a cell of a fixed
//! grid. A profile counts the cells of one person; a visit is scored by how far its cells are from them, and by what tells this
//! person from others.

pub mod actions;
mod background;
pub mod catalogue;
pub(super) mod features;
mod findings;
pub(super) mod motion;
mod profile;
mod score;
mod tail;
mod tells;
mod usual;

pub use background::Background;
pub use catalogue::Cells;
pub use findings::findings;
pub use profile::Profile;
pub use score::Score;
pub use usual::{middles, usual};

use crate::observation::Event;
use alloc::vec::Vec;

/// The actions of a visit, measured: what is learned and scored.
pub fn measured(events: &[Event]) -> Vec<Cells> {
    features::of(&actions::cut(events))
}

/// Size of a profile as it is stored, in bytes.
pub fn encoded_bytes(profile: &Profile) -> usize {
    postcard::to_allocvec(profile).map_or(0, |bytes| bytes.len())
}
