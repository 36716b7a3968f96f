//! Readers of data sets. What cannot be read is an error that names the file, the line and the column; nothing is guessed.

pub mod balabit;
pub mod edges;
pub mod otc;
pub mod purchases;
pub mod ratings;
mod table;
pub mod typing;
pub mod visits;

pub use table::{Columns, DataError, headless, rows, rows_of};
