//! Who is near a party: personalised PageRank by forward push, and the cluster that it is in (Andersen, Chung, Lang, FOCS 2006). Found when
//! it is asked for, so that it is of the newest graph, and within a bound whatever that looks like.

use super::Graph;
use super::edge::Edge;
use super::neighbours::Direction;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// How often a walk returns to where it began.
const RETURN: f64 = 0.15;
/// What is left unpushed at most, of each edge's worth.
const UNPUSHED: f64 = 1e-4;
/// Most edges that are walked along, and newest ones of a party that are.
const WALKED: usize = 20_000;
const OF_EACH: usize = 256;
/// Most members of a cluster that are named.
const NAMED: usize = 50;

/// Those with whom a party deals more than they deal with others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Its members, the nearest first, with the share of walks from the party that are with them.
    pub members: Vec<([u8; 16], f64)>,
    /// Share of its members' edges that lead out of it.
    pub conductance: f64,
}

impl Graph {
    /// The cluster of a party: of those nearest to it, as many as make the fewest edges lead out, and no more than half of everybody's.
    /// `None` where it is with nobody.
    pub fn cluster(&self, party: &[u8; 16]) -> Option<Cluster> {
        let walks = self.walks(self.number(party)?);
        let degree = |number: u32| {
            self.parties.get(number).map_or(1.0, |party| f64::from((party.outs + party.ins).max(1)))
        };
        let mut order: Vec<(u32, f64)> = walks.into_iter().collect();
        order.sort_by(|one, other| (other.1 / degree(other.0)).total_cmp(&(one.1 / degree(one.0))));
        order.truncate(NAMED);
        let whole = 2.0 * self.edges.len() as f64;
        let (mut within, mut volume, mut inner) = (BTreeSet::new(), 0.0, 0.0);
        let (mut best, mut size) = (1.0, 1);
        for (at, (number, _)) in order.iter().enumerate() {
            within.insert(*number);
            volume += degree(*number);
            if volume > whole / 2.0 {
                break;
            }
            let met = |(other, _): (u32, &Edge)| within.contains(&other);
            inner += 2.0 * self.around(*number).filter(|near| met(*near)).count() as f64;
            let conductance = (volume - inner).max(0.0) / volume.max(1.0);
            // One alone is no cluster.
            if at > 0 && conductance < best {
                (best, size) = (conductance, at + 1);
            }
        }
        order.truncate(size);
        let member = |(number, share): (u32, f64)| Some((self.parties.get(number)?.id, share));
        let members = order.into_iter().filter_map(member).collect();
        (size > 1).then_some(Cluster { members, conductance: best })
    }

    /// Shares of walks from a party, whichever way edges lead.
    fn walks(&self, start: u32) -> BTreeMap<u32, f64> {
        let (mut settled, mut rest) = (BTreeMap::new(), BTreeMap::from([(start, 1.0)]));
        let (mut queue, mut walked) = (VecDeque::from([start]), 0);
        while let Some(number) = queue.pop_front() {
            let near: Vec<u32> = self.around(number).map(|(other, _)| other).collect();
            let held = rest.insert(number, 0.0).unwrap_or(0.0);
            *settled.entry(number).or_insert(0.0) += if near.is_empty() { held } else { RETURN * held };
            let share = (1.0 - RETURN) * held / near.len().max(1) as f64;
            walked += near.len();
            for other in near {
                let waiting: &mut f64 = rest.entry(other).or_insert(0.0);
                let waited = *waiting > UNPUSHED;
                *waiting += share;
                if !waited && *waiting > UNPUSHED {
                    queue.push_back(other);
                }
            }
            if walked >= WALKED {
                break;
            }
        }
        settled
    }

    /// The newest edges of a party and who is at their other ends.
    fn around(&self, number: u32) -> impl Iterator<Item = (u32, &Edge)> {
        let out = self.edges_of(number, Direction::From).take(OF_EACH).map(|edge| (edge.to, edge));
        out.chain(self.edges_of(number, Direction::To).take(OF_EACH).map(|edge| (edge.from, edge)))
    }
}
