//! The graph of trust of a site: who turned to whom, what they said of each other, and what that makes of each of them.
//!
//! A [`Graph`] is fed with every interaction, in whatever order; it is a projection of the journal and holds nothing of its own. Each
//! interaction moves both of its parties at once; what follows for others is worked off within a budget and goes on with [`Graph::settle`].

mod batch;
mod chunks;
mod edge;
mod features;
mod habits;
mod near;
mod neighbours;
mod party;
mod predict;
mod profile;
mod rebuild;
mod snapshot;
mod spread;
mod survey;
mod table;
mod tally;
mod weigh;

pub use self::features::FEATURES;
pub use self::near::Cluster;
pub use self::neighbours::{Direction, Neighbour};
pub use self::predict::{Expected, Predictor};
pub use self::profile::{Feedback, Profile, Signature};
pub use self::snapshot::Damaged;
pub use self::spread::TOLERANCE;
pub use self::survey::{Betweenness, STEPS, Survey};

use self::chunks::Chunks;
use self::edge::{Edge, NONE, seconds, timestamp};
use self::party::Party;
use self::spread::Publication;
use self::table::Table;
use self::weigh::Evidence;
use crate::interaction::Interaction;
use crate::observation::Timestamp;
use crate::standing::{Standing, Trust};
use alloc::collections::VecDeque;
use alloc::sync::Arc;

/// The graph.
#[derive(Clone, Debug)]
pub struct Graph {
    latest: Timestamp,
    /// The first moment, from which on evidence is worth more and more.
    began_s: u32,
    names: Table,
    parties: Chunks<Party>,
    pairs: Table,
    edges: Chunks<Edge>,
    waiting: VecDeque<u32>,
    publication: Option<Publication>,
    work: u64,
    predictor: Arc<Predictor>,
}

/// What an interaction did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noted {
    /// Whoever acts.
    pub from: Moved,
    /// Whom it was meant for.
    pub to: Moved,
    /// What was expected of the opinion, by all that was known before.
    pub expected: Expected,
    /// How surprising it is that the opinion is bad, or that it is not, in nats; `None` where there is none.
    pub surprise_nats: Option<f64>,
    /// Parties whose neighbours have yet to hear of them.
    pub waiting: usize,
}

/// Trust before and after an interaction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Before.
    pub before: Trust,
    /// After it.
    pub after: Trust,
}

/// Nothing has happened yet; it expects by what is shipped.
impl Default for Graph {
    fn default() -> Self {
        Self::new(Arc::new(Predictor::shipped()))
    }
}

impl Graph {
    /// Nothing has happened yet.
    pub fn new(predictor: Arc<Predictor>) -> Self {
        Self {
            latest: Timestamp::default(),
            began_s: 0,
            names: Table::default(),
            parties: Chunks::default(),
            pairs: Table::default(),
            edges: Chunks::default(),
            waiting: VecDeque::new(),
            publication: None,
            work: 0,
            predictor,
        }
    }

    /// Takes in an interaction, and does at most so many steps of what follows from it. Nobody turns to themselves.
    pub fn note(&mut self, interaction: &Interaction, budget: usize) -> Noted {
        let Interaction { at, from, to, .. } = interaction;
        if self.parties.len() == 0 {
            self.began_s = seconds(*at);
        }
        self.latest = self.latest.max(*at);
        let expected = self.expected(from, to, *at);
        let before = (self.trust(from, *at), self.trust(to, *at));
        let evidence = Evidence::of(interaction);
        if from != to {
            let ends = (self.party(*from, *at), self.party(*to, *at));
            self.add(ends, evidence, seconds(*at));
            if let Some(party) = self.parties.get_mut(ends.0) {
                party.habits.act(interaction, seconds(*at));
            }
            for (number, trust) in [(ends.0, before.0), (ends.1, before.1)] {
                let party = self.parties.get_mut(number);
                party.into_iter().for_each(|party| party.habits.trusted(trust.value));
            }
        }
        self.spread(budget);
        let after = (self.trust(from, *at), self.trust(to, *at));
        Noted {
            from: Moved { before: before.0, after: after.0 },
            to: Moved { before: before.1, after: after.1 },
            expected,
            surprise_nats: (evidence.said > 0.0).then(|| expected.surprise_nats(evidence.opinion)),
            waiting: self.waiting(),
        }
    }

    /// Does at most so many more steps of what waits. Whether nothing is left.
    pub fn settle(&mut self, budget: usize) -> bool {
        self.spread(budget)
    }

    /// Parties whose neighbours have yet to hear of them.
    pub fn waiting(&self) -> usize {
        self.waiting.len() + usize::from(self.publication.is_some())
    }

    /// How a party stands now; `None` where nothing is known of it.
    pub fn standing(&self, party: &[u8; 16]) -> Option<Standing> {
        let known = self.parties.get(self.number(party)?)?;
        let Trust { value, uncertainty } = known.trust(self.began_s, self.latest);
        Some(Standing {
            as_of: self.latest,
            trust: value,
            uncertainty,
            credibility: f64::from(known.values(self.began_s).credibility),
            since: timestamp(known.since_s),
            heard_from: known.ins,
            turned_to: known.outs,
            opinions: known.got.count,
            bad_opinions: known.got.bad,
            jump: known.habits.jump(value),
        })
    }

    /// Trust in a party at a moment; neutral where nothing is known of it.
    pub fn trust(&self, party: &[u8; 16], at: Timestamp) -> Trust {
        let known = self.number(party).and_then(|number| self.parties.get(number));
        known.map_or(Trust::NEUTRAL, |party| party.trust(self.began_s, at))
    }

    /// Trust in a party as of when it was last heard of.
    pub fn trust_last_heard(&self, party: &[u8; 16]) -> Trust {
        let known = self.number(party).and_then(|number| self.parties.get(number));
        known.map_or(Trust::NEUTRAL, |party| party.trust(self.began_s, Timestamp(0)))
    }

    /// Steps that were done so far: parties looked at, edges passed on along.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// When the newest interaction happened.
    pub fn as_of(&self) -> Timestamp {
        self.latest
    }

    /// Whether some interaction names a party.
    pub fn knows(&self, party: &[u8; 16]) -> bool {
        self.standing(party).is_some()
    }

    /// How many parties and edges there are.
    pub fn size(&self) -> (usize, usize) {
        (self.parties.len(), self.edges.len())
    }

    /// Bytes that it occupies.
    pub fn bytes(&self) -> usize {
        self.parties.bytes()
            + self.edges.bytes()
            + self.names.bytes()
            + self.pairs.bytes()
            + self.waiting.capacity() * size_of::<u32>()
    }

    fn number(&self, id: &[u8; 16]) -> Option<u32> {
        self.names
            .find(hash_of_id(id), |number| self.parties.get(number).is_some_and(|party| party.id == *id))
    }

    fn party(&mut self, id: [u8; 16], at: Timestamp) -> u32 {
        if let Some(number) = self.number(&id) {
            return number;
        }
        let number = self.parties.len() as u32;
        self.parties.push(Party::new(id, seconds(at)));
        let parties = &self.parties;
        self.names.insert(hash_of_id(&id), number, |number| {
            parties.get(number).map_or(0, |party| hash_of_id(&party.id))
        });
        number
    }

    fn edge(&self, from: u32, to: u32) -> Option<u32> {
        self.pairs.find(hash_of_pair(from, to), |number| {
            self.edges.get(number).is_some_and(|edge| (edge.from, edge.to) == (from, to))
        })
    }

    fn add(&mut self, (from, to): (u32, u32), evidence: Evidence, at_s: u32) {
        let number = match self.edge(from, to) {
            Some(number) => number,
            None => self.connect(Edge::new(from, to, at_s)),
        };
        let Some(old) = self.edges.get(number).copied() else { return };
        let mut new = old;
        new.add(evidence, at_s);
        self.count(number, &old, -1.0);
        self.count(number, &new, 1.0);
        if let Some(edge) = self.edges.get_mut(number) {
            *edge = new;
        }
        if evidence.said > 0.0 {
            let (giver, getter) =
                (self.parties.get_mut(from).map(|party| &mut party.given), evidence.opinion);
            giver.into_iter().for_each(|tally| tally.add(getter, at_s));
            let got = self.parties.get_mut(to).map(|party| &mut party.got);
            got.into_iter().for_each(|tally| tally.add(evidence.opinion, at_s));
        }
        self.wait(to);
        self.wait(from);
    }

    /// Adds an edge as the newest of both ends.
    fn connect(&mut self, mut edge: Edge) -> u32 {
        let number = self.edges.len() as u32;
        if let Some(party) = self.parties.get_mut(edge.from) {
            edge.next_out = core::mem::replace(&mut party.first_out, number);
            party.outs += 1;
        }
        if let Some(party) = self.parties.get_mut(edge.to) {
            edge.next_in = core::mem::replace(&mut party.first_in, number);
            party.ins += 1;
        }
        let hash = hash_of_pair(edge.from, edge.to);
        self.edges.push(edge);
        let edges = &self.edges;
        self.pairs.insert(hash, number, |number| {
            edges.get(number).map_or(0, |edge| hash_of_pair(edge.from, edge.to))
        });
        number
    }

    /// The newest edges of a party, from it or to it.
    fn edges_of(&self, number: u32, direction: Direction) -> impl Iterator<Item = &Edge> {
        let party = self.parties.get(number);
        let mut next = party.map_or(NONE, |party| match direction {
            Direction::From => party.first_out,
            Direction::To => party.first_in,
        });
        core::iter::from_fn(move || {
            let edge = self.edges.get(next)?;
            next = match direction {
                Direction::From => edge.next_out,
                Direction::To => edge.next_in,
            };
            Some(edge)
        })
    }
}

/// Pseudonyms are keyed hashes already; whoever chooses them cannot choose these.
fn hash_of_id(id: &[u8; 16]) -> u64 {
    let id = u128::from_le_bytes(*id);
    mixed((id >> 64) as u64 ^ mixed(id as u64))
}

fn hash_of_pair(from: u32, to: u32) -> u64 {
    mixed(u64::from(from) << 32 | u64::from(to))
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood, 2014).
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
