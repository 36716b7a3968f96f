//! What makes no sense in a description, by name.

use super::place::{Ready, Way};
use super::{Dangerous, Described, Happening, Machine, Transition, Who};
use alloc::{string::String, vec, vec::Vec};

/// Most machines, states of a machine, and transitions of a machine.
const MACHINES: usize = 16;
const STATES: usize = 16;
const TRANSITIONS: usize = 64;
/// Nothing is remembered for longer, in seconds: 30 days.
const LONGEST_S: u32 = 30 * 86_400;

/// Why a description makes no sense.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Senseless {
    /// More than fit.
    #[error("machine: more than {MACHINES}")]
    TooManyMachines,
    /// Two machines of one name.
    #[error("machine {0}: the name is given twice")]
    SameName(String),
    /// A name that is no code.
    #[error("machine {0:?}: name is not snake_case")]
    Name(String),
    /// Of one machine.
    #[error("machine {0}: {1}")]
    In(String, Flaw),
}

/// What is wrong with a machine.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Flaw {
    /// None, or too many.
    #[error("states: from 2 to {STATES}")]
    States,
    /// More than fit.
    #[error("transitions: more than {TRANSITIONS}")]
    Transitions,
    /// Listed twice.
    #[error("states: {0} is listed twice")]
    SameState(String),
    /// Not listed.
    #[error("{0}: there is no state {1}")]
    UnknownState(&'static str, String),
    /// The very same.
    #[error("transitions: {0} on {1:?} is given twice")]
    Duplicate(String, Happening),
    /// To different states.
    #[error("transitions: {0} on {1:?} leads to {2} and to {3}")]
    Contradiction(String, Happening, String, String),
    /// Zero, or longer than anything is remembered.
    #[error("{0}: from 1 to {LONGEST_S} seconds")]
    Limit(&'static str),
    /// Never.
    #[error("transitions: times is from 1 to 200")]
    Times,
    /// It never happens to them.
    #[error("transitions: {0:?} never happens to a {1:?}")]
    NeverHappens(Happening, Who),
    /// Nothing would ever be said.
    #[error("dangerous: no state is")]
    NothingDangerous,
    /// Everybody would be.
    #[error("dangerous: {0} is where everybody starts")]
    DangerousStart(String),
    /// Listed twice.
    #[error("dangerous: {0} is listed twice")]
    SameDanger(String),
    /// Nothing that half of all purchases show is a danger.
    #[error("dangerous: rarity of {0} is above 0 and at most 0.5")]
    Rarity(String),
    /// No reason given.
    #[error("dangerous: text of {0} is empty")]
    NoText(String),
    /// No way leads there.
    #[error("states: no way leads to {0}")]
    Unreachable(String),
    /// No way leads on, and it is no danger.
    #[error("states: {0} leads nowhere and is not dangerous")]
    DeadEnd(String),
}

pub(super) fn machines(described: Described) -> Result<Vec<Ready>, Senseless> {
    if described.machine.len() > MACHINES {
        return Err(Senseless::TooManyMachines);
    }
    let mut ready: Vec<Ready> = Vec::new();
    for machine in described.machine {
        if ready.iter().any(|other| other.name == machine.name) {
            return Err(Senseless::SameName(machine.name));
        }
        if !is_snake_case(&machine.name) {
            return Err(Senseless::Name(machine.name));
        }
        let name = machine.name.clone();
        ready.push(self::machine(machine).map_err(|flaw| Senseless::In(name, flaw))?);
    }
    Ok(ready)
}

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn machine(machine: Machine) -> Result<Ready, Flaw> {
    let Machine { name, who, states, transitions, dangerous } = machine;
    if !(2..=STATES).contains(&states.len()) {
        return Err(Flaw::States);
    }
    if let Some((_, twice)) =
        states.iter().enumerate().find(|(at, one)| states.iter().take(*at).any(|other| other == *one))
    {
        return Err(Flaw::SameState(twice.clone()));
    }
    let ways = ways(who, &states, &transitions)?;
    let dangers = dangers(&states, dangerous)?;
    reachable(&states, &ways, &dangers)?;
    Ok(Ready { name, who, ways, dangers })
}

/// Which state it is, of those listed.
fn place(field: &'static str, state: &str, states: &[String]) -> Result<u8, Flaw> {
    let place = states.iter().position(|one| one == state);
    place.map(|at| at as u8).ok_or_else(|| Flaw::UnknownState(field, state.into()))
}

fn ways(who: Who, states: &[String], transitions: &[Transition]) -> Result<Vec<Way>, Flaw> {
    if transitions.len() > TRANSITIONS {
        return Err(Flaw::Transitions);
    }
    let mut ways: Vec<Way> = Vec::new();
    for (at, one) in transitions.iter().enumerate() {
        if let Some(other) =
            transitions.iter().take(at).find(|other| other.from == one.from && other.on == one.on)
        {
            return Err(match other.to == one.to {
                true => Flaw::Duplicate(one.from.clone(), one.on),
                false => Flaw::Contradiction(one.from.clone(), one.on, other.to.clone(), one.to.clone()),
            });
        }
        if !(1..=LONGEST_S).contains(&one.within_s) {
            return Err(Flaw::Limit("transitions.within_s"));
        }
        if !(1..=200).contains(&one.times) {
            return Err(Flaw::Times);
        }
        if who != Who::User && one.on.is_of_account() {
            return Err(Flaw::NeverHappens(one.on, who));
        }
        ways.push(Way {
            from: place("transitions.from", &one.from, states)?,
            on: one.on,
            times: one.times,
            within_s: one.within_s,
            to: place("transitions.to", &one.to, states)?,
        });
    }
    Ok(ways)
}

fn dangers(states: &[String], dangerous: Vec<Dangerous>) -> Result<Vec<Option<Dangerous>>, Flaw> {
    if dangerous.is_empty() {
        return Err(Flaw::NothingDangerous);
    }
    let mut dangers = vec![None; states.len()];
    for one in dangerous {
        let place = place("dangerous.state", &one.state, states)?;
        match () {
            () if place == 0 => return Err(Flaw::DangerousStart(one.state)),
            () if !(one.rarity > 0.0 && one.rarity <= 0.5) => return Err(Flaw::Rarity(one.state)),
            () if !(1..=LONGEST_S).contains(&one.lasts_s) => return Err(Flaw::Limit("dangerous.lasts_s")),
            () if one.text.trim().is_empty() => return Err(Flaw::NoText(one.state)),
            () => {}
        }
        if let Some(danger) = dangers.get_mut(usize::from(place)) {
            if danger.is_some() {
                return Err(Flaw::SameDanger(one.state));
            }
            *danger = Some(one);
        }
    }
    Ok(dangers)
}

fn reachable(states: &[String], ways: &[Way], dangers: &[Option<Dangerous>]) -> Result<(), Flaw> {
    let mut reached: Vec<u8> = vec![0];
    let mut next = 0;
    while let Some(&state) = reached.get(next) {
        for way in ways.iter().filter(|way| way.from == state) {
            if !reached.contains(&way.to) {
                reached.push(way.to);
            }
        }
        next += 1;
    }
    for ((state, danger), name) in (0..).zip(dangers).zip(states) {
        if !reached.contains(&state) {
            return Err(Flaw::Unreachable(name.clone()));
        }
        if danger.is_none() && !ways.iter().any(|way| way.from == state) {
            return Err(Flaw::DeadEnd(name.clone()));
        }
    }
    Ok(())
}
