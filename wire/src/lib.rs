//! What crosses the boundary between a checkout page and Pennyprint, and nothing else.
//!
//! Two kinds of message: small JSON bodies ([`session`], [`microtransaction`], [`token`], [`challenge`]),
//! sent as `text/plain` so that no CORS preflight enters the timing, and one binary body, the
//! [`report`], which carries the delta-coded [`event`] stream.
//!
//! The crate is `no_std`: it cannot reach a clock, entropy, a file or a socket.
#![no_std]

extern crate alloc;

pub mod challenge;
pub mod codec;
pub mod event;
pub mod limits;
pub mod microtransaction;
pub mod plan;
pub mod report;
pub mod session;
pub mod signal;
pub mod token;
mod varint;
pub mod work;

/// Version of everything in this crate. The server answers `wire_version` to any other.
pub const WIRE_VERSION: u8 = 1;
