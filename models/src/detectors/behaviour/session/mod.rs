//! A visit as a whole: how long it takes, how fast somebody types, points, clicks and scrolls in it, at what hour and on what kind
//! of device, and which way they take through its fields. Little is said by each, and each is there from the third visit on.
//!
//! A measure that has a number is compared with a Student-t predictive shrunk to the population, a habit (hour, weekday, device)
//! with how often it was chosen. What is unusual adds up over all of them, in nats.
//!
//! Fails where somebody does something else for once: a visit of one page is unlike one of ten. So no one measure weighs
//! more than [`MOST_NATS`].

pub(super) mod format_1;
mod habits;
mod measures;
mod spectrum;
mod steps;
mod taken;
mod written;

pub use habits::{Circumstances, DeviceKind};
pub use measures::{MEASURES, Measure, Unit};
pub use steps::{Place, Step, Steps};
pub use taken::Taken;

use self::measures::Shape;
use self::steps::Way;

use crate::math::habit::{Choices, Hours, Unusual};
use crate::math::moments::Moments;
use crate::math::population;
use crate::math::predictive::{self, Predictive, Prior};
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// How many measures there are.
pub const COUNT: usize = MEASURES.len();
/// Effective number of visits that are remembered.
const MEMORY: f64 = 60.0;
/// Values further out than this many scales are learned as if they were no further.
const WINSOR: f64 = 3.0;
/// No one measure and no one habit weighs more, in nats.
pub const MOST_NATS: f64 = 8.0;
/// Users before a measure's prior is refitted.
const USERS: usize = 100;

/// What is usual for one person. At most 530 bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    visits: u32,
    measures: [Moments; COUNT],
    hours: Hours,
    weekdays: Choices<7>,
    devices: Choices<{ DeviceKind::COUNT }>,
    way: Way,
}

/// What is believed of anybody before their first visit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Priors {
    /// In the order of [`MEASURES`].
    measures: [Prior; COUNT],
    /// Shares of the kinds of devices.
    devices: [f64; DeviceKind::COUNT],
}

/// Encoded priors, before their bounds are checked.
#[derive(Deserialize)]
struct Stored {
    measures: [Prior; COUNT],
    devices: [f64; DeviceKind::COUNT],
}

impl TryFrom<Stored> for Priors {
    type Error = &'static str;

    fn try_from(Stored { measures, devices }: Stored) -> Result<Self, Self::Error> {
        let shares = devices.iter().all(|share| (1e-6..=1.0).contains(share));
        let sound = shares && measures.iter().all(Prior::is_sound);
        if sound { Ok(Self { measures, devices }) } else { Err("nobody behaves like that") }
    }
}

impl Default for Priors {
    fn default() -> Self {
        Self {
            measures: MEASURES.each_ref().map(|measure| measure.prior),
            devices: [1.0 / DeviceKind::COUNT as f64; DeviceKind::COUNT],
        }
    }
}

/// One thing that was compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// What it is.
    pub what: What,
    /// How unusual it is: `−ln` of its density against that of the most usual, in nats.
    pub rarity: f64,
    /// Probability of something at least as unusual.
    pub p_value: f64,
}

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// A measure: which one, its value in its unit, and what was expected, on its scale.
    Measure(&'static Measure, f64, Predictive),
    /// The hour of the day, from 0.
    Hour(u8),
    /// The day of the week, 0 for Monday.
    Weekday(u8),
    /// The kind of device.
    Device(DeviceKind),
    /// The most unusual step from one place of a form to another.
    Step(Step),
}

impl Profile {
    /// Visits that were learned.
    pub fn visits(&self) -> u32 {
        self.visits
    }

    /// What is expected of each measure, on its scale, in the order of [`MEASURES`]; `None` where nothing was learned of it.
    pub fn expected(&self, priors: &Priors) -> impl Iterator<Item = Option<Predictive>> {
        let measures = self.measures.iter().zip(priors.measures);
        measures.map(|(seen, prior)| (seen.n() > 0.0).then(|| predictive::predict(&prior, seen)))
    }

    /// How often each hour of the day by UTC was chosen, what is old fading.
    pub fn hours(&self) -> &[u8; 24] {
        self.hours.counts()
    }

    /// How often each day of the week, from Monday on.
    pub fn weekdays(&self) -> &[u8; 7] {
        self.weekdays.counts()
    }

    /// How often each kind of device, in the order of [`DeviceKind::ALL`].
    pub fn devices(&self) -> &[u8; DeviceKind::COUNT] {
        self.devices.counts()
    }

    /// How unusual each thing about a visit is.
    pub fn compare(&self, priors: &Priors, taken: &Taken) -> Vec<Compared> {
        let measured = MEASURES.iter().zip(&self.measures).zip(&priors.measures).zip(&taken.measures);
        let mut all: Vec<Compared> = measured
            .filter_map(|(((measure, seen), prior), value)| {
                let (value, expected) = ((*value)?, predictive::predict(prior, seen));
                let scaled = measure.scaled(value);
                // Laplace's rule of succession.
                let least = match measure.shape {
                    Shape::Bell => 0.0,
                    Shape::Any => 1.0 / (seen.n() + 2.0),
                };
                let rarity = expected.rarity(scaled).min(-libm::log(least)).min(MOST_NATS);
                let p_value = expected.two_sided(scaled).max(least);
                Some(Compared { what: What::Measure(measure, value, expected), rarity, p_value })
            })
            .collect();
        let Circumstances { hour, weekday, device } = taken.circumstances;
        let days = [1.0 / 7.0; 7];
        let habits = [
            (What::Hour(hour), self.hours.unusual_hour(usize::from(hour), habits::WORTH)),
            (What::Weekday(weekday), self.weekdays.unusual(usize::from(weekday), &days, habits::WORTH)),
            (What::Device(device), self.devices.unusual(device as usize, &priors.devices, habits::WORTH)),
        ];
        all.extend(habits.map(|(what, Unusual { rarity, p_value })| Compared {
            what,
            rarity: rarity.min(MOST_NATS),
            p_value,
        }));
        let step = self.way.unusual(&taken.steps, habits::WORTH);
        all.extend(step.map(|(step, Unusual { rarity, p_value })| Compared {
            what: What::Step(step),
            rarity: rarity.min(MOST_NATS),
            p_value,
        }));
        all
    }

    /// The sum of all rarities, in nats.
    pub fn score(&self, priors: &Priors, taken: &Taken) -> f64 {
        self.compare(priors, taken).iter().map(|one| one.rarity).sum()
    }

    /// Learns a trusted visit.
    pub fn learn(&mut self, priors: &Priors, taken: &Taken) {
        self.visits = self.visits.saturating_add(1);
        let measured = self.measures.iter_mut().zip(&priors.measures).zip(&taken.measures);
        for (((seen, prior), value), measure) in measured.zip(&MEASURES) {
            if let Some(value) = *value {
                // One absurd visit must not widen what is usual.
                let scaled = measure.scaled(value);
                let value = predictive::predict(prior, seen).winsorised(scaled, WINSOR);
                seen.push(value, MEMORY);
            }
        }
        let Circumstances { hour, weekday, device } = taken.circumstances;
        self.hours.push(usize::from(hour));
        self.weekdays.push(usize::from(weekday));
        self.devices.push(device as usize);
        self.way.push(&taken.steps);
    }
}

impl Priors {
    /// The priors that these people speak for; what too few of them tell of stays as shipped.
    pub fn fit(profiles: &[Profile]) -> Self {
        let shipped = Self::default();
        let mut at = 0..COUNT;
        let measures = shipped.measures.map(|prior| {
            let column =
                at.next().map(|at| profiles.iter().filter_map(move |one| one.measures.get(at).copied()));
            column.and_then(|column| population::fit(&prior, USERS, column)).unwrap_or(prior)
        });
        if profiles.len() < USERS {
            return Self { measures, ..shipped };
        }
        let mut devices = [1.0; DeviceKind::COUNT];
        for profile in profiles {
            devices.iter_mut().zip(profile.devices.counts()).for_each(|(all, one)| *all += f64::from(*one));
        }
        let all: f64 = devices.iter().sum();
        Self { measures, devices: devices.map(|count| count / all) }
    }

    /// Every number by its name.
    pub fn shown(&self) -> Vec<(String, f64)> {
        let measures = MEASURES.iter().zip(&self.measures).flat_map(|(measure, prior)| {
            prior.shown().map(|(name, value)| (format!("{}.{name}", measure.code), value))
        });
        let devices = DeviceKind::ALL.iter().zip(&self.devices);
        measures.chain(devices.map(|(kind, share)| (format!("device.{}", kind.code()), *share))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(typing: f64, hour: u8, device: DeviceKind) -> Taken {
        let mut taken = Taken::nothing(Circumstances { hour, weekday: 2, device });
        taken.set("typing_speed", typing);
        taken
    }

    fn known() -> Profile {
        let mut profile = Profile::default();
        for number in 0..12 {
            profile.learn(&Priors::default(), &visit(50.0 + f64::from(number % 3), 9, DeviceKind::Desktop));
        }
        profile
    }

    #[test]
    fn what_is_unlike_the_person_stands_out_and_is_named() {
        let (profile, priors) = (known(), Priors::default());
        let usual = profile.compare(&priors, &visit(51.0, 9, DeviceKind::Desktop));
        assert!(usual.iter().all(|one| one.rarity < 1.0), "{usual:?}");
        let other = profile.compare(&priors, &visit(95.0, 3, DeviceKind::Tablet));
        let of = |pick: fn(&What) -> bool| *other.iter().find(|one| pick(&one.what)).unwrap();
        assert!(of(|what| matches!(what, What::Measure(..))).p_value < 0.01);
        assert!(of(|what| matches!(what, What::Hour(3))).rarity > 3.0);
        assert!(of(|what| matches!(what, What::Device(DeviceKind::Tablet))).rarity > 2.0);
        assert_eq!(of(|what| matches!(what, What::Weekday(2))).p_value, 1.0);
    }

    #[test]
    fn what_was_not_measured_says_nothing() {
        let taken = Taken::nothing(Circumstances { hour: 9, weekday: 2, device: DeviceKind::Desktop });
        assert!(known().compare(&Priors::default(), &taken).iter().all(|one| one.p_value == 1.0));
    }

    #[test]
    fn one_absurd_visit_does_not_widen_what_is_usual() {
        let (mut profile, priors) = (known(), Priors::default());
        let strange = visit(400.0, 9, DeviceKind::Desktop);
        let before = profile.score(&priors, &visit(95.0, 9, DeviceKind::Desktop));
        profile.learn(&priors, &strange);
        assert!(profile.score(&priors, &visit(95.0, 9, DeviceKind::Desktop)) > before / 2.0);
    }

    #[test]
    fn a_profile_is_small() {
        assert!(postcard::to_allocvec(&known()).unwrap().len() <= 320);
    }
}
