//! Pointer dynamics.
