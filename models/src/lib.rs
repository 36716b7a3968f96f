//! Pure online models. Time and randomness come in as arguments; the same observations give the same
//! states, bit for bit, within one [`MODEL_VERSION`].
//!
//! The crate is `no_std`: it cannot reach a clock, entropy, a file or a socket, and the floating-point
//! functions that differ between platforms (`ln`, `exp` …) exist only through `libm`.
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod activity;
pub mod attempts;
pub mod calibration;
pub mod commitment;
pub mod connection;
pub mod detectors;
pub mod entity;
pub mod evidence;
pub mod explain;
pub mod fusion;
pub mod graph;
pub mod groups;
pub mod interaction;
pub mod kept;
pub mod lineage;
pub mod math;
pub mod mitigation;
pub mod observation;
pub mod occasion;
pub mod purchase;
pub mod recognition;
pub mod regard;
mod signs;
pub mod standing;
pub mod threshold;
pub mod transitions;

/// Changes whenever the same observations would give other states or other evidence.
pub const MODEL_VERSION: u32 = 6;
