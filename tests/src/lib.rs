//! What the black-box tests share: a real server on a free port, and a client that speaks the probe's protocol.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test support: a panic is a failed test"
)]

mod pennyprint;
mod scripted;

pub use pennyprint::Pennyprint;
pub use scripted::{Answer, ScriptedPage, Timing};
