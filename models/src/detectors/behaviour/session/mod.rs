//! A visit as a whole: how long it takes, how fast somebody types, points, clicks and scrolls in it, at what hour and on what kind
//! of device, and which way they take through its fields. Little is said by each, and each is there once a visit by the same way of input was learned.
//!
//! A measure that has a number is compared with a Student-t predictive shrunk to the population, a habit (hour, weekday, device)
//! with how often it was chosen. What is unusual adds up over all of them, in nats.
//!
//! Fails where somebody does something else for once: a visit of one page is unlike one of ten. So no one measure weighs
//! more than [`MOST_NATS`].

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

use self::steps::Way;
use super::input::{ByPointer, Input, Keyboard};
use super::learned::{Beliefs, Learned, USERS};
use super::measure::Shape;
use crate::math::habit::{Choices, Hours, Unusual};
use crate::math::predictive::Predictive;
use crate::observation::PointerKind;
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// How many measures there are.
pub const COUNT: usize = MEASURES.len();
/// No one measure and no one habit weighs more, in nats.
pub const MOST_NATS: f64 = 8.0;

/// What is usual for one person. At most 950 bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    visits: u32,
    /// What is typed stands with the pointer that its keyboard goes with.
    measures: ByPointer<Learned<COUNT>>,
    hours: Hours,
    weekdays: Choices<7>,
    devices: Choices<{ DeviceKind::COUNT }>,
    way: Way,
}

/// What is believed of anybody before their first visit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Priors {
    measures: ByPointer<Beliefs<COUNT>>,
    /// Shares of the kinds of devices.
    devices: [f64; DeviceKind::COUNT],
}

/// Encoded priors, before their bounds are checked.
#[derive(Deserialize)]
struct Stored {
    measures: ByPointer<Beliefs<COUNT>>,
    devices: [f64; DeviceKind::COUNT],
}

impl TryFrom<Stored> for Priors {
    type Error = &'static str;

    fn try_from(Stored { measures, devices }: Stored) -> Result<Self, Self::Error> {
        let shares = devices.iter().all(|share| (1e-6..=1.0).contains(share));
        if shares { Ok(Self { measures, devices }) } else { Err("nobody behaves like that") }
    }
}

impl Default for Priors {
    fn default() -> Self {
        Self {
            measures: ByPointer::all(Beliefs::shipped(&MEASURES)),
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
    /// A measure: which one, of which pointer, its value and what was expected, both on its scale.
    Measure(&'static Measure, PointerKind, f64, Predictive),
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

    /// What is expected of each measure that was learned, and of which pointer.
    pub fn expected(
        &self,
        priors: &Priors,
    ) -> impl Iterator<Item = (PointerKind, &'static Measure, Predictive)> {
        self.measures.iter().flat_map(|(pointer, learned)| {
            let beliefs = priors.measures.of(pointer);
            let expected = move |(at, measure)| Some((pointer, measure, learned.expected(beliefs, at, 1)?));
            MEASURES.iter().enumerate().filter_map(expected)
        })
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
        let measured = MEASURES.iter().zip(&taken.measures).enumerate();
        let mut all: Vec<Compared> = measured
            .filter_map(|(at, (measure, value))| {
                let pointer = whose(measure, taken.input);
                let learned = self.measures.of(pointer);
                let expected = learned.expected(priors.measures.of(pointer), at, 1)?;
                let scaled = measure.scaled((*value)?);
                // Laplace's rule of succession.
                let least = match measure.shape {
                    Shape::Bell => 0.0,
                    Shape::Any => 1.0 / (learned.seen(at) + 2.0),
                };
                let rarity = expected.rarity(scaled).min(-libm::log(least)).min(MOST_NATS);
                let p_value = expected.two_sided(scaled).max(least);
                Some(Compared { what: What::Measure(measure, pointer, scaled, expected), rarity, p_value })
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
        for (at, (measure, value)) in MEASURES.iter().zip(&taken.measures).enumerate() {
            if let Some(value) = *value {
                let pointer = whose(measure, taken.input);
                let learned = self.measures.of_mut(pointer);
                learned.learn(priors.measures.of(pointer), at, measure.scaled(value));
            }
        }
        let Circumstances { hour, weekday, device } = taken.circumstances;
        self.hours.push(usize::from(hour));
        self.weekdays.push(usize::from(weekday));
        self.devices.push(device as usize);
        self.way.push(&taken.steps);
    }
}

/// What a visit measured, in units, and by which pointer.
pub fn measured(taken: &Taken) -> impl Iterator<Item = (PointerKind, &'static Measure, f64)> + '_ {
    let values = MEASURES.iter().zip(&taken.measures);
    values.filter_map(|(measure, value)| Some((whose(measure, taken.input), measure, (*value)?)))
}

/// Whose a measure is: what is typed on glass is learned with the finger, what is typed on keys with the mouse.
fn whose(measure: &Measure, input: Input) -> PointerKind {
    match (measure.typed, input.keyboard) {
        (true, Keyboard::Physical) => PointerKind::Mouse,
        (true, Keyboard::OnScreen) => PointerKind::Touch,
        (false, _) => input.pointer,
    }
}

impl Priors {
    /// The priors that these people speak for; what too few of them tell of stays as shipped.
    pub fn fit(profiles: &[Profile]) -> Self {
        let shipped = Self::default();
        let measures = ByPointer::each(|pointer| {
            let people: Vec<Learned<COUNT>> = profiles.iter().map(|one| *one.measures.of(pointer)).collect();
            shipped.measures.of(pointer).fitted(&people)
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
        let measures = self.measures.iter().flat_map(|(pointer, beliefs)| {
            let of = match pointer {
                PointerKind::Mouse => "",
                PointerKind::Touch => "touch.",
                PointerKind::Pen => "pen.",
            };
            beliefs.shown(&MEASURES, of)
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
    fn what_is_typed_on_glass_and_pointed_by_finger_is_learned_apart() {
        let (mut profile, priors) = (known(), Priors::default());
        let of = |profile: &Profile, pointer| {
            let learned = profile.expected(&priors).filter(|(of, ..)| *of == pointer);
            learned.map(|(_, measure, expected)| (measure.code, expected)).collect::<Vec<_>>()
        };
        let before = of(&profile, PointerKind::Mouse);
        let mut phone = visit(30.0, 9, DeviceKind::IPhone);
        phone.set("pointer_speed", 12.0);
        phone.input = Input { pointer: PointerKind::Touch, keyboard: Keyboard::OnScreen };
        assert!(profile.compare(&priors, &phone).iter().all(|one| !matches!(one.what, What::Measure(..))));
        profile.learn(&priors, &phone);
        assert_eq!(of(&profile, PointerKind::Mouse), before);
        let codes: Vec<&str> = of(&profile, PointerKind::Touch).iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["typing_speed", "pointer_speed"]);
        // A tablet with keys: touched by finger, typed on keys.
        phone.input.keyboard = Keyboard::Physical;
        let heard = profile.compare(&priors, &phone);
        assert!(heard.iter().any(|one| {
            matches!(one.what, What::Measure(measure, PointerKind::Mouse, ..) if measure.code == "typing_speed")
        }));
    }

    #[test]
    fn a_profile_is_small() {
        assert!(postcard::to_allocvec(&known()).unwrap().len() <= 768);
    }
}
