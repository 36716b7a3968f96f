//! Betweenness, sampled in the background: how many of the shortest ways between two parties lead over a third (Riondato and Kornaropoulos,
//! Data Mining and Knowledge Discovery 30, 2016). Ways of more than [`STEPS`] steps count as none.

use super::Graph;
use super::neighbours::Direction;
use crate::math::random::Random;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Longest way, in steps.
pub const STEPS: usize = 6;
/// Most edges that one sample looks along, and newest ones of a party that it does: beyond them the two count as unconnected.
const LOOKED_AT: usize = 50_000;
const OF_EACH: usize = 256;
/// Samples that are kept; then all count half, so that the survey follows the graph.
const MOST: f64 = 100_000.0;
/// The bound holds for all parties at once but for this probability.
const DOUBT: f64 = 0.1;

/// A survey under way. It belongs beside the graph, and outlives changes of it.
#[derive(Clone, Debug)]
pub struct Survey {
    random: Random,
    samples: f64,
    between: BTreeMap<[u8; 16], f64>,
}

/// Betweenness of a party: a share of all pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Betweenness {
    /// The share.
    pub share: f64,
    /// How far it may be off, for any party, with probability 0.9.
    pub within: f64,
}

impl Survey {
    /// One that draws by this seed.
    pub fn of(seed: u64) -> Self {
        Self { random: Random::of(seed), samples: 0.0, between: BTreeMap::new() }
    }

    /// Draws two parties and one of the shortest ways between them.
    pub fn sample(&mut self, graph: &Graph) {
        let parties = graph.parties.len();
        if parties < 2 {
            return;
        }
        if self.samples >= MOST {
            self.samples /= 2.0;
            self.between.retain(|_, count| {
                *count /= 2.0;
                *count > 0.01
            });
        }
        self.samples += 1.0;
        let from = self.random.below(parties) as u32;
        let to = (from as usize + 1 + self.random.below(parties - 1)) % parties;
        for number in self.way(graph, from, to as u32) {
            if let Some(party) = graph.parties.get(number) {
                *self.between.entry(party.id).or_insert(0.0) += 1.0;
            }
        }
    }

    /// Whoever the graph has forgotten is forgotten here too.
    pub fn forget_with(&mut self, graph: &Graph) {
        self.between.retain(|party, _| graph.knows(party));
    }

    /// How often ways lead over a party; `None` before anything was drawn.
    pub fn betweenness(&self, party: &[u8; 16]) -> Option<Betweenness> {
        let samples = (self.samples > 0.0).then_some(self.samples)?;
        let share = self.between.get(party).copied().unwrap_or(0.0) / samples;
        // Ways of at most STEPS steps have STEPS + 1 parties on them.
        let dimension = libm::floor(libm::log2(STEPS as f64 - 1.0)) + 1.0;
        let within = libm::sqrt(0.5 / samples * (dimension + libm::log(1.0 / DOUBT))).min(1.0);
        Some(Betweenness { share, within })
    }

    /// The parties between two on one of the shortest ways, each of which is as probable; none where there is no way.
    fn way(&mut self, graph: &Graph, from: u32, to: u32) -> Vec<u32> {
        // How many shortest ways lead to each party, and how long they are.
        let mut known = BTreeMap::from([(from, (0, 1.0))]);
        let (mut edge, mut looked_at) = (Vec::from([from]), 0);
        for steps in 1..=STEPS {
            let mut next = Vec::new();
            for number in &edge {
                let ways = known.get(number).map_or(0.0, |(_, ways)| *ways);
                for other in graph.edges_of(*number, Direction::From).take(OF_EACH).map(|edge| edge.to) {
                    looked_at += 1;
                    let (length, sum) = known.entry(other).or_insert((steps, 0.0));
                    if *length == steps {
                        if *sum == 0.0 {
                            next.push(other);
                        }
                        *sum += ways;
                    }
                }
                if looked_at > LOOKED_AT {
                    return Vec::new();
                }
            }
            if known.contains_key(&to) {
                return self.back(graph, &known, (from, to), steps);
            }
            edge = next;
        }
        Vec::new()
    }

    /// From the end back to the beginning, by as many ways as lead to each party before.
    fn back(
        &mut self,
        graph: &Graph,
        known: &BTreeMap<u32, (usize, f64)>,
        ends: (u32, u32),
        steps: usize,
    ) -> Vec<u32> {
        let (mut way, mut at) = (Vec::new(), ends.1);
        for length in (1..steps).rev() {
            let before = |number: u32| match known.get(&number) {
                Some((found, ways)) if *found == length && graph.leads(number, at) => *ways,
                _ => 0.0,
            };
            let sources: Vec<(u32, f64)> = graph
                .edges_of(at, Direction::To)
                .take(LOOKED_AT)
                .map(|edge| (edge.from, before(edge.from)))
                .filter(|(_, ways)| *ways > 0.0)
                .collect();
            let all: f64 = sources.iter().map(|(_, ways)| ways).sum();
            let mut drawn = self.random.unit() * all;
            let Some(source) = sources
                .iter()
                .find(|(_, ways)| {
                    drawn -= ways;
                    drawn < 0.0
                })
                .or(sources.last())
            else {
                return Vec::new();
            };
            way.push(source.0);
            at = source.0;
        }
        way
    }
}

impl Graph {
    /// Whether an edge leads from one to the other, among the newest of the one.
    fn leads(&self, from: u32, to: u32) -> bool {
        self.edges_of(from, Direction::From).take(OF_EACH).any(|edge| edge.to == to)
    }
}
