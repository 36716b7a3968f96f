//! Free text: how somebody types, whatever they type.
//!
//! Sees, for each class of keys (letter, digit, space, …), how long such keys are held, and for each pair of classes how long it takes from
//! one to the next, press to press and release to press (negative where the keys overlap), in seconds on the scales of
//! [`Kind`]: times of digraphs, as in Gunetti and Picardi, *Keystroke analysis of free text* (ACM TISSEC 8:3, 2005), but by classes, since
//! which key was pressed is never known. So long, corrected and new texts count too, of which [`super::keystroke`] has no rhythm. It learns
//! from all typing and judges what has no rhythm to be held against: of a text that was typed often, the rhythm knows more, and the two
//! together know less than the rhythm alone (docs/ACCURACY.md).
//!
//! Keys of one visit are alike: somebody is tired, or has another keyboard. So a visit has one value for each number, its mean, and that is compared
//! with the means of earlier visits: a Student-t predictive shrunk to what is believed of anybody. The score is the mean rarity of the
//! numbers, and its p-value comes from what this person's own visits scored before they were learned, so that numbers which move
//! together are not counted as if they did not.
//!
//! Fails for whoever pastes, types a few keys only or writes by an input method (most keyboards on phones); tells people apart less well than
//! the rhythm of one text that was typed often; and another keyboard is like another person.

mod number;
mod typed;

pub use number::{Key, Number};
pub use typed::{Mean, Typed};

use super::keystroke::Kind;
use crate::math::moments::Moments;
use crate::math::predictive::{self, Predictive, Prior};
use crate::math::{population, student_t};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Visits with a number before it is compared.
const NEED: f64 = 3.0;
/// Effective number of visits that are remembered.
const MEMORY: f64 = 30.0;
/// Values further out than this many scales are learned as if they were no further.
const WINSOR: f64 = 3.0;
/// No one number weighs more, in nats.
const MOST_NATS: f64 = 8.0;
/// What differs between two visits is worth the chance in a mean of as many keys.
const CHANCE: f64 = 2.0;
/// People before a number's prior is refitted.
const USERS: usize = 100;
/// What visits score, as `ln` of nats.
const SCORE: Prior = Prior { mean: -0.6, spread: 0.4, scale: 0.5, df: 8.0 };

/// What is usual for one person. At most 1.4 kB encoded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Profile {
    numbers: BTreeMap<Number, Moments>,
    /// What visits scored before they were learned.
    scores: Moments,
}

/// An encoded profile, before it is checked.
#[derive(Deserialize)]
struct Stored {
    numbers: BTreeMap<Number, Moments>,
    scores: Moments,
}

impl TryFrom<Stored> for Profile {
    type Error = &'static str;

    fn try_from(Stored { numbers, scores }: Stored) -> Result<Self, Self::Error> {
        let sound = numbers.keys().all(|number| number.is_sound());
        if sound { Ok(Self { numbers, scores }) } else { Err("there is no such number of typing") }
    }
}

/// What is believed of anybody: numbers that many people's visits told of; the shipped prior of its [`Kind`] stands in for any other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Number, Prior>")]
pub struct Priors(BTreeMap<Number, Prior>);

impl TryFrom<BTreeMap<Number, Prior>> for Priors {
    type Error = &'static str;

    fn try_from(numbers: BTreeMap<Number, Prior>) -> Result<Self, Self::Error> {
        let sound = numbers.iter().all(|(number, prior)| number.is_sound() && prior.is_sound());
        if sound { Ok(Self(numbers)) } else { Err("nobody types like that") }
    }
}

/// How a visit's typing compares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// How many scales its mean rarity lies above what this person's visits scored: usual ones lie around 0.
    pub score: f64,
    /// Probability that a visit of this person scores at least as high.
    pub p_value: f64,
    /// Which number is most unusual, and between what nine of ten of this person's visits lie.
    pub most: (Mean, [f64; 2]),
}

impl Profile {
    /// Compares a visit's typing; `None` while nothing of it was seen in enough visits.
    pub fn compare(&self, priors: &Priors, typed: &Typed) -> Option<Comparison> {
        let (rarity, (most, expected)) = self.rarity(priors, typed)?;
        let scores = predictive::predict(&SCORE, &self.scores);
        let score = scores.distance(rarity);
        let p_value = student_t::upper(score, scores.df);
        Some(Comparison { score, p_value, most: (most, most.range_90(&expected)) })
    }

    /// Learns a trusted visit's typing, of which `compared` was compared.
    pub fn learn(&mut self, priors: &Priors, typed: &Typed, compared: Option<&Typed>) {
        if let Some((rarity, _)) = compared.and_then(|compared| self.rarity(priors, compared)) {
            let rarity = predictive::predict(&SCORE, &self.scores).winsorised(rarity, WINSOR);
            self.scores.push(rarity, MEMORY);
        }
        for Mean { number, mean, .. } in typed.means() {
            // One absurd visit must not widen what is usual.
            let mean = self.predict(priors, *number).winsorised(*mean, WINSOR);
            self.numbers.entry(*number).or_default().push(mean, MEMORY);
        }
    }

    /// Every number that visits are compared by, and between what nine in ten visits of many keys lie, on its scale.
    pub fn usual(&self, priors: &Priors) -> impl Iterator<Item = (Number, Predictive)> {
        let known = self.numbers.iter().filter(|(_, seen)| seen.n() >= NEED);
        known.map(|(number, _)| (*number, self.predict(priors, *number)))
    }

    /// How rare a number of a visit is, in nats, and between what nine in ten such visits lie; `None` while it was seen in too few.
    pub fn beside(&self, priors: &Priors, mean: &Mean) -> Option<(f64, [f64; 2])> {
        let (rarity, expected) = self.rare(priors, mean)?;
        Some((rarity, mean.range_90(&expected)))
    }

    fn rare(&self, priors: &Priors, mean: &Mean) -> Option<(f64, Predictive)> {
        self.numbers.get(&mean.number).filter(|seen| seen.n() >= NEED)?;
        let expected = self.predict(priors, mean.number);
        let value = expected.centre + mean.certainty() * (mean.mean - expected.centre);
        Some((expected.rarity(value).min(MOST_NATS), expected))
    }

    /// The mean rarity as `ln` of nats, and which number is most unusual, with what was expected of it.
    fn rarity(&self, priors: &Priors, typed: &Typed) -> Option<(f64, (Mean, Predictive))> {
        let compared = typed.means().iter().filter_map(|mean| {
            let (rarity, expected) = self.rare(priors, mean)?;
            Some((rarity, (*mean, expected)))
        });
        let compared: Vec<(f64, (Mean, Predictive))> = compared.collect();
        let (_, most) = compared.iter().max_by(|(a, _), (b, _)| a.total_cmp(b)).copied()?;
        let mean = compared.iter().map(|(rarity, _)| rarity).sum::<f64>() / compared.len() as f64;
        Some((libm::log(mean + LEAST_NATS), most))
    }

    fn predict(&self, priors: &Priors, number: Number) -> Predictive {
        let seen = self.numbers.get(&number).copied().unwrap_or_default();
        predictive::predict(&priors.of(number), &seen)
    }
}

/// No visit is more usual than this, in nats.
const LEAST_NATS: f64 = 0.05;

impl Mean {
    /// By what its distance from the expected mean shrinks to be as wide as that of a visit of many keys.
    fn certainty(&self) -> f64 {
        let count = f64::from(self.count.max(1));
        libm::sqrt(count / (count + CHANCE))
    }

    /// Between what nine in ten such means lie: the fewer keys, the wider.
    fn range_90(&self, expected: &Predictive) -> [f64; 2] {
        let half = expected.scale * student_t::quantile_95(expected.df) / self.certainty();
        [expected.centre - half, expected.centre + half]
    }
}

impl Priors {
    /// The priors that these people speak for.
    pub fn fit<'p>(profiles: impl Iterator<Item = &'p Profile>) -> Self {
        let mut numbers: BTreeMap<Number, Vec<Moments>> = BTreeMap::new();
        for (number, seen) in profiles.flat_map(|profile| &profile.numbers) {
            numbers.entry(*number).or_default().push(*seen);
        }
        let fit = |(number, seen): (Number, Vec<Moments>)| {
            Some((number, population::fit(&shipped(number.kind()), USERS, seen.into_iter())?))
        };
        Self(numbers.into_iter().filter_map(fit).collect())
    }

    /// Of how many numbers.
    pub fn numbers(&self) -> usize {
        self.0.len()
    }

    fn of(&self, number: Number) -> Prior {
        self.0.get(&number).copied().unwrap_or_else(|| shipped(number.kind()))
    }
}

/// What is believed of anybody as shipped: a key held for 100 ms, 200 ms from one to the next, give or take what people differ by.
fn shipped(kind: Kind) -> Prior {
    let (seconds, [spread, scale]) = match kind {
        Kind::Hold => (0.1, [0.25, 0.12]),
        Kind::Down => (0.2, [0.35, 0.18]),
        Kind::Flight => (0.1, [0.7, 0.36]),
    };
    Prior { mean: kind.scaled(seconds), spread, scale, df: 4.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Event, Field, KeyClass, What};
    use std::string::ToString;

    const CLASSES: [KeyClass; 7] = [
        KeyClass::Letter,
        KeyClass::Digit,
        KeyClass::Space,
        KeyClass::Punctuation,
        KeyClass::Correction,
        KeyClass::Modifier,
        KeyClass::Enter,
    ];

    /// Sixty keys, letters more often than others, whose times are `pace` times the usual, more or less by the visit's number.
    fn visit(pace: f64, number: u32) -> Typed {
        let pace = pace * (1.0 + 0.02 * f64::from(number % 5));
        let mut events = Vec::new();
        for key in 0..60_u32 {
            let class = CLASSES[if key % 3 == 0 { (key / 3 + number) as usize % 7 } else { 0 }];
            let at_100us = (f64::from(key) * 1_800.0 * pace) as u32;
            let what = What::KeyDown { slot: 0, class, repeat: false, field: Field::FreeText, position: 0 };
            events.push(Event { at_100us, what });
            events.push(Event { at_100us: at_100us + (900.0 * pace) as u32, what: What::KeyUp { slot: 0 } });
        }
        Typed::of(&events).unwrap()
    }

    fn learn(profile: &mut Profile, typed: &Typed) {
        profile.learn(&Priors::default(), typed, Some(typed));
    }

    fn known(visits: u32) -> Profile {
        let mut profile = Profile::default();
        (0..visits).for_each(|number| learn(&mut profile, &visit(1.0, number)));
        profile
    }

    #[test]
    fn another_hand_stands_out_whatever_it_types_and_what_of_it_is_named() {
        let (profile, priors) = (known(20), Priors::default());
        let usual = profile.compare(&priors, &visit(1.0, 103)).unwrap();
        assert!(usual.p_value > 0.1, "{usual:?}");
        let other = profile.compare(&priors, &visit(1.6, 103)).unwrap();
        assert!(other.p_value < 0.01, "{other:?}");
        let (Mean { number, mean, .. }, [_, high]) = other.most;
        assert!(mean > high && number.kind() != Kind::Flight, "{other:?}");
        assert_eq!(
            Number::down(Key::Letter, Key::Letter).label().to_string(),
            "time from a letter to the next"
        );
    }

    #[test]
    fn a_visit_of_a_few_keys_weighs_less_than_one_of_many() {
        let (profile, priors) = (known(20), Priors::default());
        let slow = visit(1.4, 0);
        let few = Typed::from_means(slow.means().iter().map(|mean| Mean { count: 1, ..*mean }));
        let score = |typed| profile.compare(&priors, typed).unwrap().score;
        assert!(score(&few) < score(&slow), "{} {}", score(&few), score(&slow));
    }

    #[test]
    fn nothing_is_said_before_the_fourth_visit() {
        let (typed, priors) = (visit(1.0, 0), Priors::default());
        let said = |visits: u32| {
            let mut profile = Profile::default();
            (0..visits).for_each(|_| learn(&mut profile, &typed));
            profile.compare(&priors, &typed).is_some()
        };
        assert_eq!([2, 3].map(said), [false, true]);
    }

    #[test]
    fn one_absurd_visit_does_not_widen_what_is_usual() {
        let (mut profile, priors) = (known(20), Priors::default());
        learn(&mut profile, &visit(9.0, 0));
        assert!(profile.compare(&priors, &visit(1.6, 0)).unwrap().p_value < 0.05);
    }

    #[test]
    fn a_profile_stays_below_two_kilobytes_whatever_is_typed() {
        let mut profile = Profile::default();
        let all = (0..=u8::MAX).filter_map(Number::of_code);
        let typed = Typed::from_means(all.map(|number| Mean { number, count: 9, mean: -1.0 }));
        (0..99).for_each(|_| learn(&mut profile, &typed));
        let bytes = postcard::to_allocvec(&profile).unwrap();
        assert_eq!(profile.numbers.len(), 105);
        assert!(bytes.len() <= 2_048, "{} bytes", bytes.len());
        assert_eq!(postcard::from_bytes(&bytes), Ok(profile));
    }

    #[test]
    fn a_number_that_does_not_exist_is_refused() {
        let numbers = BTreeMap::from([(105_u8, Moments::default())]);
        let bytes = postcard::to_allocvec(&(numbers, Moments::default())).unwrap();
        assert!(postcard::from_bytes::<Profile>(&bytes).is_err());
    }
}
