//! What the black-box tests share: a real server on a free port, and a client that speaks the probe's protocol.

mod pennyprint;
mod scripted;
mod torn_disk;

pub use pennyprint::Pennyprint;
pub use scripted::{Answer, RELAYED, ScriptedPage, USUAL};
pub use torn_disk::TornDisk;
