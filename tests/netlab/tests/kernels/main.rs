//! Real kernels over the network: what they measure and do is what the links say.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod delay;
mod leave;
mod loss;
mod order;
mod queue;
mod support;
mod syn;
