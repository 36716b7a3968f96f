//! Recognising a device that cleared its storage and comes back under a new id: by how its visit looks, never by a secret of
//! its own, so the answer is a device and a confidence, and two devices are never made one.
//!
//! A visit leaves a [`Print`]: 16 bits for each of the [`traits`]. The [`Album`] of a site keeps the newest print of each
//! device, finds the few that a new one could be of, and weighs them ([`weigh`]) against each other, against whoever shares a
//! network with one of them, and against a stranger. See `docs/RECOGNITION.md` for what that is worth.
//!
//! Recognising people who cleared their storage needs a reason that they would accept, and in many countries one that the law
//! accepts: the server does it only where it is switched on.

mod album;
mod frequency;
mod links;
mod print;
mod staying;
mod traits;
mod weigh;

pub use album::{Album, Match};
pub use print::Print;
pub use weigh::{Agreement, agreement};

/// From this confidence on a device counts as recognised.
pub const ENOUGH: f64 = 0.945;
