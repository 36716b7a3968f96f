//! The pennyprint server: everything that touches the world.
