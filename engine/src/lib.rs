//! The road, without the world: how an observation becomes a durable record, evidence, a decision and,
//! once trusted, something learned. See `docs/ARCHITECTURE.md`.
//!
//! The crate is `no_std`: clocks, entropy, files and sockets come in through [`journal::Journal`],
//! [`store::StateStore`] and arguments.
#![no_std]

extern crate alloc;

pub mod artifact;
pub mod assessment;
pub mod back_test;
pub mod challenge;
pub mod checkpoint;
pub mod erase;
pub mod events;
pub mod fold;
pub mod hearing;
pub mod history;
mod idempotency;
pub mod ids;
pub mod interactions;
pub mod journal;
pub mod keyring;
mod lineage;
pub mod locked;
mod newest;
pub mod observe;
pub mod pipeline;
pub mod policy;
pub mod promises;
pub mod reading;
pub mod recognition;
pub mod refit;
pub mod refold;
pub mod replay;
pub mod retention;
pub mod secrets;
pub mod site;
pub mod store;
pub mod tally;
mod told;
pub mod trust;
