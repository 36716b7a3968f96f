//! EigenTrust (Kamvar, Schlosser, Garcia-Molina, WWW 2003): good ratings by their size, everybody trusted beforehand alike, a = 0.15.

use super::{Reputation, good, walk};
use crate::data::ratings::Rating;

pub(super) fn fit(ratings: &[Rating], parties: usize) -> Box<dyn Reputation> {
    let edges: Vec<_> = good(ratings).map(|rating| (rating.from, rating.to, rating.opinion)).collect();
    Box::new(walk(&edges, parties, 0.15))
}
