//! Mathematics without fraud words: the paper is cited on top of each file.

pub mod bell;
pub mod beta_binomial;
pub mod boosted;
pub mod combine;
pub mod count_min;
pub mod density;
pub mod forest;
pub mod habit;
pub(crate) mod hash;
pub mod hellinger;
pub mod hmm;
pub mod kmeans1d;
pub mod ln;
pub mod midas;
pub mod moments;
pub mod order;
pub mod population;
pub mod predictive;
pub mod random;
pub mod robust;
pub mod student_t;
