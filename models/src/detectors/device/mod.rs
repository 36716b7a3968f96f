//! Device timing.
