//! Measures the models on real data with the very code that the server runs: readers of data sets, measures, tables, plots.
//!
//! A task is one file under [`tasks`]: it says what it reads, by which protocol it measures, and what its keys mean.

pub mod baselines;
pub mod data;
pub mod measures;
pub mod plot;
mod progress;
mod report;
pub mod tasks;

pub use report::{Figures, Row, Table};
pub use tasks::{Options, Task};
