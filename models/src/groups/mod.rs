//! Groups that move together: who is in one, why, since when, and how likely it is by chance. They are seen in how parties act, before any
//! transaction was a fraud.
//!
//! Each interaction is measured against what is usual here (`signs.rs`), the suspicious ones of the last 30 days make a graph (`window.rs`), its dense
//! blocks are peeled out (`peel.rs`), and one that chance would hardly make (`chance.rs`) is a group. Everything is bounded: 65,536 ties, 4,096
//! texts, sketches of fixed size. What is in a group does not become usual and makes nobody known.

mod chance;
mod named;
pub mod peel;
mod signs;
mod usual;
mod window;
mod wording;

pub use self::named::Groups;
pub use self::signs::Sign;

use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Parties that move together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Who is in it, sorted.
    pub members: Vec<[u8; 16]>,
    /// When the first of its ties came.
    pub since: Timestamp,
    /// When the last one did.
    pub latest: Timestamp,
    /// Suspicious ties between members.
    pub ties: u32,
    /// All ties that the members have, also to others.
    pub all_ties: u32,
    /// What its suspicious ties weigh together, in nats: each `−ln` of the share of interactions that are as suspicious.
    pub nats: f64,
    /// `ln` of how many groups that are as suspicious chance is expected to make.
    pub ln_expected: f64,
    /// What is suspicious about the ties, the weightiest first.
    pub why: Vec<Why>,
}

/// One reason.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// What it is.
    pub sign: Sign,
    /// Ties that show it: at most one interaction in ten shows it as much.
    pub ties: u32,
    /// What it weighs by itself, all ties together, in nats.
    pub nats: f64,
}
