//! What the black-box tests share: a real server on a free port, a client that speaks the probe's protocol, and
//! a store that misbehaves.

pub mod fixture;
mod hostile;
mod pennyprint;
mod person;
pub mod road;
mod scripted;
mod torn_disk;
pub mod typed;

pub use hostile::{Fault, Hostile};
pub use pennyprint::Pennyprint;
pub use person::Person;
pub use scripted::{Answer, RELAYED, ScriptedPage, USUAL, as_a_browser};
pub use torn_disk::TornDisk;
