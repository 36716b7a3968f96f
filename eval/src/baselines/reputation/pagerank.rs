//! PageRank (Page, Brin, Motwani, Winograd, 1999) along good ratings, all alike; damping 0.85.

use super::{Reputation, good, walk};
use crate::data::ratings::Rating;

pub(super) fn fit(ratings: &[Rating], parties: usize) -> Box<dyn Reputation> {
    let edges: Vec<_> = good(ratings).map(|rating| (rating.from, rating.to, 1.0)).collect();
    Box::new(walk(&edges, parties, 0.15))
}
