//! How a change of one party's values reaches its neighbours: some edges at a time, in the order in which it came about.
//!
//! Fairness and goodness (Kumar et al., ICDM 2016) with neutral priors: what is heard of a party is the sum of the opinions of it by the
//! credibility of whoever said so, and of the company it is kept; an opinion is credited by how far it agrees with what others say and by how
//! trusted its author is. Every value moves half as far as what it follows from, so there is one fixed point, and changes below
//! [`TOLERANCE`] that are held back leave no trust farther from it than twice as much.

use super::edge::{Edge, NONE};
use super::party::Values;
use super::{Graph, Party};

/// Smallest change that neighbours hear of.
pub const TOLERANCE: f64 = 1e-3;
/// What company says of whoever is turned to: so much of what the one who turns to them is.
const COMPANY: f64 = 0.5;

/// A party whose neighbours are being told. Edges are visited from the newest on, so `next` says which have heard of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Publication {
    party: u32,
    old: Values,
    new: Values,
    out: bool,
    next: u32,
}

impl Graph {
    /// Publishes what waits, in at most so many steps: a party looked at, an edge passed on along. Whether nothing is left.
    pub(super) fn spread(&mut self, budget: usize) -> bool {
        let mut left = budget;
        loop {
            let Some(mut publication) = self.publication.take().or_else(|| self.next_publication(&mut left))
            else {
                return self.waiting.is_empty();
            };
            loop {
                if publication.next == NONE {
                    if !publication.out {
                        break;
                    }
                    let first_in = self.parties.get(publication.party).map_or(NONE, |party| party.first_in);
                    publication = Publication { out: false, next: first_in, ..publication };
                    continue;
                }
                if left == 0 {
                    self.publication = Some(publication);
                    return false;
                }
                left -= 1;
                self.work += 1;
                publication.next = self.tell(&publication);
            }
        }
    }

    /// The next party whose values have moved far enough.
    fn next_publication(&mut self, left: &mut usize) -> Option<Publication> {
        while *left > 0 {
            let number = self.waiting.pop_front()?;
            *left -= 1;
            self.work += 1;
            let began_s = self.began_s;
            let Some(party) = self.parties.get_mut(number) else { continue };
            party.waits = false;
            let (old, new) = (party.published, party.values(began_s));
            if old.differ(new, TOLERANCE) {
                party.published = new;
                return Some(Publication { party: number, old, new, out: true, next: party.first_out });
            }
        }
        None
    }

    /// Tells the party at the other end; the next edge.
    fn tell(&mut self, publication: &Publication) -> u32 {
        let Publication { old, new, out, next, .. } = *publication;
        let Some(edge) = self.edges.get(next).copied() else { return NONE };
        let weight = edge.weight(self.began_s);
        let (other, following) = if out { (edge.to, edge.next_out) } else { (edge.from, edge.next_in) };
        if let Some(party) = self.parties.get_mut(other) {
            if out {
                party.heard += heard(weight, new) - heard(weight, old);
            } else {
                party.agreed += weight.said * (agreement(&edge, new) - agreement(&edge, old));
            }
        }
        self.wait(other);
        following
    }

    /// Has a party published in its turn.
    pub(super) fn wait(&mut self, number: u32) {
        if let Some(party) = self.parties.get_mut(number)
            && !party.waits
        {
            party.waits = true;
            self.waiting.push_back(number);
        }
    }

    /// Adds what an edge says to both ends, or takes it away.
    pub(super) fn count(&mut self, number: u32, edge: &Edge, sign: f64) {
        let weight = edge.weight(self.began_s);
        let from = self.known_of(edge.from, number, true);
        let to = self.known_of(edge.to, number, false);
        if let Some(party) = self.parties.get_mut(edge.to) {
            party.heard += sign * heard(weight, from);
            party.heard_weight += sign * (weight.said + weight.company);
            party.heard_s = party.heard_s.max(edge.last_s);
        }
        if let Some(party) = self.parties.get_mut(edge.from) {
            party.agreed += sign * weight.said * agreement(edge, to);
            party.said_weight += sign * weight.said;
            party.said_s = party.said_s.max(edge.last_s);
        }
    }

    /// By how much an edge moves the trust of whoever is turned to.
    pub(super) fn moves(&self, edge: &Edge) -> f64 {
        let from = self.parties.get(edge.from).map_or(Values::NEW, |party| party.published);
        let all = self.parties.get(edge.to).map_or(1.0, |party| party.weight(self.began_s));
        0.5 * heard(edge.weight(self.began_s), from) / all
    }

    /// A party's values as the other end of this edge knows them.
    fn known_of(&self, party: u32, edge: u32, out: bool) -> Values {
        let published = self.parties.get(party).map_or(Values::NEW, |party: &Party| party.published);
        match self.publication {
            Some(publication) if publication.party == party => {
                let told = if publication.out == out {
                    publication.next == NONE || edge > publication.next
                } else {
                    out
                };
                if told { published } else { publication.old }
            }
            _ => published,
        }
    }
}

fn heard(weight: super::edge::Weight, from: Values) -> f64 {
    f64::from(from.credibility) * weight.opinion + COMPANY * f64::from(from.goodness) * weight.company
}

fn agreement(edge: &Edge, of: Values) -> f64 {
    1.0 - (edge.mean() - f64::from(of.goodness)).abs() / 2.0
}
