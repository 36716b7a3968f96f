//! Keystroke dynamics.
