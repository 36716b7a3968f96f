//! Where the journal and the states live. Every store passes the same contract suite (`tests/store_contract`).

pub mod embedded;
pub mod memory;
