//! What the black-box tests share: a real server on a free port, a client that speaks the probe's protocol.

mod pennyprint;
pub mod road;
mod scripted;

pub use pennyprint::Pennyprint;
pub use scripted::{Answer, RELAYED, ScriptedPage, USUAL};
