//! What is kept of a device: how many visits it taught, how often each sign was there, whether its pointer's moves come in
//! company, and what its last streams of events looked like.

use super::hand::Hand;
use super::priors::Priors;
use super::signs::{self, SIGNS};
use super::sketch::Sketch;
use crate::observation::Observation;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most streams remembered; the oldest is forgotten first.
const STREAMS: usize = 6;
/// Visits that the frequency among all devices is worth, beside the device's own.
const WORTH: f64 = 2.0;

/// What is known of one device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct State {
    visits: u32,
    /// Visits that showed each sign, in the order of [`signs::ALL`].
    shown: [u32; SIGNS],
    company: Company,
    /// The newest last.
    streams: Vec<Sketch>,
}

/// How a device's mouse moves are delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Company {
    /// Visits with enough moves to tell.
    pub(super) told: u32,
    /// Those in which some moves came together with others.
    pub(super) had: u32,
}

/// An encoded state, before its bounds are checked.
#[derive(Deserialize)]
struct Stored {
    visits: u32,
    shown: [u32; SIGNS],
    company: Company,
    streams: Vec<Sketch>,
}

impl TryFrom<Stored> for State {
    type Error = &'static str;

    fn try_from(Stored { visits, shown, company, streams }: Stored) -> Result<Self, Self::Error> {
        let sound = shown.iter().all(|shown| *shown <= visits)
            && company.told <= visits
            && company.had <= company.told
            && streams.len() <= STREAMS;
        sound.then_some(Self { visits, shown, company, streams }).ok_or("no device teaches that")
    }
}

impl State {
    /// Trusted visits learned.
    pub(super) fn visits(&self) -> u32 {
        self.visits
    }

    /// How the device's mouse moves are delivered.
    pub(super) fn company(&self) -> Company {
        self.company
    }

    /// Streams of earlier page views, the newest last.
    pub(super) fn streams(&self) -> &[Sketch] {
        &self.streams
    }

    /// How often each sign is expected of a visit of this device, in the order of [`signs::ALL`]: as often as of all devices, or
    /// oftener where the device itself has shown it. Whoever works through a remote desktop is not accused of it for ever.
    pub(super) fn expected(&self, priors: &Priors) -> [f64; SIGNS] {
        let mut own = self.shown.iter().zip(signs::ALL);
        priors.frequencies().map(|all| match own.next() {
            Some((shown, sign)) if sign.may_be_usual => {
                let own = (f64::from(*shown) + WORTH * all) / (f64::from(self.visits) + WORTH);
                own.max(all)
            }
            _ => all,
        })
    }

    /// The share of this device's visits that showed each sign.
    pub(super) fn shares(&self) -> [f64; SIGNS] {
        self.shown.map(|shown| f64::from(shown) / f64::from(self.visits.max(1)))
    }

    /// Learns a trusted visit.
    pub(super) fn learn(&mut self, observation: &Observation) {
        let Some(hand) = Hand::of(observation) else { return };
        let visit = signs::Visit { observation, hand: &hand, known: self };
        let seen = signs::ALL.map(|sign| (sign.seen)(&visit).is_some());
        let company = signs::company::of(&hand);
        let sketch = Sketch::of(observation, &hand);
        self.visits = self.visits.saturating_add(1);
        for (shown, seen) in self.shown.iter_mut().zip(seen) {
            *shown = shown.saturating_add(seen.into());
        }
        if let Some(has) = company {
            self.company.told = self.company.told.saturating_add(1);
            self.company.had = self.company.had.saturating_add(has.into());
        }
        if let Some(sketch) = sketch {
            // One page view can be sealed more than once, and each time tells it from its beginning.
            self.streams.retain(|known| !known.is_of(observation));
            if self.streams.len() == STREAMS {
                self.streams.remove(0);
            }
            self.streams.push(sketch);
        }
    }
}
