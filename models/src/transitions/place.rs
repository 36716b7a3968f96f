//! Where somebody stands in the machines, and how what happens moves them.

use super::{Dangerous, Happening, Machines, Moment, Who};
use crate::attempts::{SECOND_US, between_us};
use crate::observation::Timestamp;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Longest way that is told; its beginning is forgotten first.
const STEPS: usize = 16;

/// A machine whose states are numbers; 0 is the start.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ready {
    pub(super) name: String,
    pub(super) who: Who,
    pub(super) ways: Vec<Way>,
    /// One for each state.
    pub(super) dangers: Vec<Option<Dangerous>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) from: u8,
    pub(super) on: Happening,
    pub(super) times: u8,
    pub(super) within_s: u32,
    pub(super) to: u8,
}

/// Where a user, a card or a device stands: nothing, where it is at the start of every machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place(Vec<Standing>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Standing {
    machine: u8,
    state: u8,
    since: Timestamp,
    /// What has happened some times and has to happen more often: of which way, how often, since when.
    counted: Vec<(u8, u8, Timestamp)>,
    path: Vec<(Happening, u8, Timestamp)>,
}

/// A dangerous state that somebody is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Danger {
    /// The machine's name.
    pub machine: String,
    /// The state's name.
    pub state: String,
    /// In plain words.
    pub text: String,
    /// Share of genuine purchases that are made in it.
    pub rarity: f64,
    /// Share of genuine purchases that are made in any dangerous state as rare, at most.
    pub as_rare: f64,
    /// The way there, the latest step last.
    pub path: Vec<Passed>,
}

/// A step of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// What happened.
    pub on: Happening,
    /// How often.
    pub times: u8,
    /// How many seconds before, the last time.
    pub before_s: u32,
}

impl Machines {
    /// Moves somebody by what happens to them.
    pub fn step(&self, who: Who, place: &mut Place, moment: Moment, at: Timestamp) {
        for (number, machine) in (0..).zip(&self.0).filter(|(_, machine)| machine.who == who) {
            let known = place.0.iter().position(|one| one.machine == number);
            match known.and_then(|known| place.0.get_mut(known)) {
                Some(standing) => machine.step(standing, moment, at),
                None => {
                    let mut standing = Standing::at_start(number, at);
                    machine.step(&mut standing, moment, at);
                    place.0.push(standing);
                }
            }
        }
        place.0.retain(|one| one.state != 0 || !one.counted.is_empty());
    }

    /// The dangerous states that somebody is in.
    pub fn dangers(&self, place: &Place, now: Timestamp) -> Vec<Danger> {
        place.0.iter().filter_map(|standing| self.danger(standing, now)).collect()
    }

    fn danger(&self, standing: &Standing, now: Timestamp) -> Option<Danger> {
        let machine = self.0.get(usize::from(standing.machine))?;
        let danger = machine.danger(standing.state)?;
        if between_us(standing.since, now) > u64::from(danger.lasts_s) * SECOND_US {
            return None;
        }
        let all = self.0.iter().flat_map(|machine| &machine.dangers).flatten();
        let as_rare: f64 = all.map(|one| one.rarity).filter(|rarity| *rarity <= danger.rarity).sum();
        let passed = |(on, times, at): &(Happening, u8, Timestamp)| Passed {
            on: *on,
            times: *times,
            before_s: u32::try_from(between_us(*at, now) / SECOND_US).unwrap_or(u32::MAX),
        };
        Some(Danger {
            machine: machine.name.clone(),
            state: danger.state.clone(),
            text: danger.text.clone(),
            rarity: danger.rarity,
            as_rare: as_rare.min(1.0),
            path: standing.path.iter().map(passed).collect(),
        })
    }
}

impl Ready {
    fn danger(&self, state: u8) -> Option<&Dangerous> {
        self.dangers.get(usize::from(state))?.as_ref()
    }

    fn step(&self, standing: &mut Standing, moment: Moment, at: Timestamp) {
        if standing.state != 0 && between_us(standing.since, at) > self.lasts_us(standing.state) {
            *standing = Standing::at_start(standing.machine, at);
        }
        for (number, way) in (0..).zip(&self.ways) {
            if way.from == standing.state && moment.has(way.on) && standing.passes(number, way, at) {
                standing.arrive(way, at);
                return;
            }
        }
    }

    /// How long somebody stays whom nothing moves on.
    fn lasts_us(&self, state: u8) -> u64 {
        let ways = self.ways.iter().filter(|way| way.from == state).map(|way| way.within_s);
        let danger = self.danger(state).map(|danger| danger.lasts_s);
        u64::from(ways.chain(danger).max().unwrap_or(0)) * SECOND_US
    }
}

impl Standing {
    fn at_start(machine: u8, at: Timestamp) -> Self {
        Self { machine, state: 0, since: at, counted: Vec::new(), path: Vec::new() }
    }

    /// Counts what happens; whether it has happened often enough, in time.
    fn passes(&mut self, number: u8, way: &Way, at: Timestamp) -> bool {
        let within = |since: Timestamp| between_us(since, at) <= u64::from(way.within_s) * SECOND_US;
        if self.state != 0 && !within(self.since) {
            return false;
        }
        if way.times == 1 {
            return true;
        }
        let known = self.counted.iter().position(|(of, ..)| *of == number);
        let counted = match known.and_then(|known| self.counted.get_mut(known)) {
            Some((_, times, since)) if within(*since) => {
                *times += 1;
                *times
            }
            Some((_, times, since)) => {
                (*times, *since) = (1, at);
                1
            }
            None => {
                self.counted.push((number, 1, at));
                1
            }
        };
        counted >= way.times
    }

    fn arrive(&mut self, way: &Way, at: Timestamp) {
        (self.state, self.since) = (way.to, at);
        self.counted.clear();
        if self.path.len() == STEPS {
            self.path.remove(0);
        }
        self.path.push((way.on, way.times, at));
        if way.to == 0 {
            self.path.clear();
        }
    }
}
