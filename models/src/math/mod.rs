//! Mathematics without fraud words: the paper is cited on top of each file.

pub mod combine;
pub(crate) mod hash;
pub mod moments;
pub mod predictive;
pub mod robust;
pub mod student_t;
