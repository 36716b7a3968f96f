//! What is known of one user: how often each band of each variable was seen, the latest activities, and what tells new from known.

use super::deviation;
use super::priors::Priors;
use super::variables::{BANDS, Bands, VARIABLES, are_sound, described};
use crate::activity::Activity;
use crate::math::habit::Choices;
use crate::math::hash::Hash;
use crate::math::moments::Moments;
use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Activities that the recent pattern is made of, besides the present one.
pub(super) const LATEST: usize = 7;
/// Currencies of which the usual amount is known; the one that was not used longest goes.
const CURRENCIES: usize = 2;
/// Marks that are remembered of each kind; the one that was not seen longest goes.
const MARKS: usize = 24;
/// Amounts of a currency before one is usual.
const USUAL: f64 = 3.0;
/// Activities after which older ones fade.
const MEMORY: f64 = 100.0;
const MINUTE_US: f64 = 60e6;

/// What a user has used before.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known {
    Payees,
    Cards,
    Devices,
    Networks,
}

/// See the module. At most 1 KiB, encoded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct State {
    activities: u32,
    last: Timestamp,
    /// Of `ln(1 + amount)`, by currency, the one used last first.
    amounts: Vec<([u8; 3], Moments)>,
    /// By [`Known`], the newest last.
    known: [Vec<u16>; 4],
    seen: [Choices<BANDS>; VARIABLES],
    /// The newest last.
    latest: Vec<Bands>,
    /// How far trusted activities deviated when they were learned.
    deviations: Moments,
}

/// An encoded state, before its bounds are checked.
#[derive(Deserialize)]
struct Stored {
    activities: u32,
    last: Timestamp,
    amounts: Vec<([u8; 3], Moments)>,
    known: [Vec<u16>; 4],
    seen: [Choices<BANDS>; VARIABLES],
    latest: Vec<Bands>,
    deviations: Moments,
}

impl TryFrom<Stored> for State {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { activities, last, amounts, known, seen, latest, deviations } = stored;
        let sound = amounts.len() <= CURRENCIES
            && known.iter().all(|marks| marks.len() <= MARKS)
            && latest.len() <= LATEST
            && latest.iter().all(are_sound)
            && deviations.mean().abs() <= deviation::MOST;
        sound
            .then_some(Self { activities, last, amounts, known, seen, latest, deviations })
            .ok_or("nobody's activities teach that")
    }
}

impl State {
    /// Trusted activities learned.
    pub fn activities(&self) -> u32 {
        self.activities
    }

    /// How often each band of a variable was seen.
    pub(super) fn seen(&self) -> &[Choices<BANDS>; VARIABLES] {
        &self.seen
    }

    pub(super) fn latest(&self) -> &[Bands] {
        &self.latest
    }

    pub(super) fn deviations(&self) -> &Moments {
        &self.deviations
    }

    /// Minutes since the last activity; none where a clock stepped back.
    pub(super) fn since_last_min(&self, at: Timestamp) -> Option<f64> {
        let elapsed_us = at.0.saturating_sub(self.last.0).max(0) as f64;
        (self.activities > 0).then_some(elapsed_us / MINUTE_US)
    }

    /// How many times the usual amount this is.
    pub(super) fn times_the_usual(&self, activity: &Activity) -> Option<f64> {
        let (_, usual) = self.amounts.iter().find(|(name, _)| *name == currency(activity))?;
        (usual.n() >= USUAL).then(|| libm::exp(amount(activity) - usual.mean()))
    }

    /// Whether nothing like it is remembered; `None` before anything is.
    pub(super) fn is_new(&self, what: Known, id: &[u8]) -> Option<bool> {
        let marks = self.known.get(what as usize).filter(|marks| !marks.is_empty())?;
        Some(!marks.contains(&Hash::of(id).mark()))
    }

    /// Learns a trusted activity.
    pub(super) fn learn(&mut self, priors: &Priors, activity: &Activity) {
        let bands = described(self, activity);
        if self.activities > 0 {
            let deviated = deviation::total(&deviation::each(self, priors, &bands));
            self.deviations.push(deviated.clamp(-deviation::MOST, deviation::MOST), MEMORY);
        }
        for (seen, band) in self.seen.iter_mut().zip(bands) {
            seen.push(band.map_or(BANDS, usize::from));
        }
        if self.latest.len() == LATEST {
            self.latest.remove(0);
        }
        self.latest.push(bands);
        self.remember(activity);
        self.activities = self.activities.saturating_add(1);
        self.last = self.last.max(activity.at);
    }

    fn remember(&mut self, activity: &Activity) {
        let name = currency(activity);
        let mut usual = match self.amounts.iter().position(|(known, _)| *known == name) {
            Some(at) => self.amounts.remove(at).1,
            None => Moments::default(),
        };
        usual.push(amount(activity), MEMORY);
        self.amounts.insert(0, (name, usual));
        self.amounts.truncate(CURRENCIES);
        let network = activity.network.map(|network| match network {
            crate::observation::Path::V4(prefix) => Hash::of(&prefix),
            crate::observation::Path::V6(prefix) => Hash::of(&prefix),
        });
        let of = |id: &Option<[u8; 16]>| id.as_ref().map(|id| Hash::of(id));
        let used = [of(&activity.payee), of(&activity.card), of(&activity.device), network];
        for (marks, used) in self.known.iter_mut().zip(used) {
            let Some(mark) = used.map(Hash::mark) else { continue };
            marks.retain(|known| *known != mark);
            if marks.len() == MARKS {
                marks.remove(0);
            }
            marks.push(mark);
        }
    }
}

fn currency(activity: &Activity) -> [u8; 3] {
    let mut name = [0; 3];
    name.iter_mut().zip(activity.currency.bytes()).for_each(|(to, byte)| *to = byte);
    name
}

/// A back end that sends less than nothing sends nothing.
fn amount(activity: &Activity) -> f64 {
    libm::log1p(activity.amount_minor.max(0) as f64)
}
