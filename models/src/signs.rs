//! Signs that few genuine occasions show, each with the share of those that do. The rarest that an occasion shows speaks for all, because one
//! cause shows several; what an entity showed in trusted occasions is expected of it. Nothing shown is no evidence.

use crate::attempts::Attempts;
use crate::detectors::Detector;
use crate::entity::EntityKind;
use crate::evidence::{Absence, Evidence, Finding, Known};
use crate::occasion::Part;
use alloc::{string::String, vec::Vec};
use core::marker::PhantomData;
use serde::{Deserialize, Serialize};

/// Trusted occasions after which a sign may be acted on hard.
const MATURE: u32 = 5;
/// A sign that is expected oftener than this of an entity says nothing of it.
const USUAL: f64 = 0.1;
/// Purchases that the frequency among all is worth, beside the entity's own.
const WORTH: f64 = 2.0;
/// Most signs of one detector.
const MOST: usize = 32;

/// One sign.
#[derive(Debug)]
pub(crate) struct Sign<S: 'static = Attempts> {
    /// Stable snake_case code of the finding.
    pub(crate) code: &'static str,
    /// Share of genuine occasions that show it, as shipped.
    pub(crate) frequency: f64,
    /// Whether it may be usual for an entity, or is as rare however often it was seen.
    pub(crate) may_be_usual: bool,
    /// In plain words what was seen; `None` where it was not, or where it cannot be told.
    pub(crate) seen: fn(&S) -> Option<String>,
}

/// Whoever has a visible list of signs.
pub trait Listed {
    /// What they are looked for in.
    type Within: 'static;
    /// The list.
    #[expect(private_interfaces, reason = "signs are read where they are listed")]
    const SIGNS: &'static [&'static Sign<Self::Within>];
}

/// A detector that is a list of signs: everything else about it follows.
pub trait BySigns: Listed<Within: Part> + Clone + PartialEq + Sync {
    /// See [`Detector::NAME`].
    const CALLED: &'static str;
    /// See [`Detector::OWNER`].
    const OF: EntityKind;
    /// See [`Detector::JUDGES_STRANGERS`].
    const STRANGERS: bool;

    /// Why there is nothing to judge and to learn, where there is not.
    fn absent(_: &Self::Within) -> Option<Absence> {
        None
    }

    /// Judges by the signs shown.
    fn judged(state: &Shown, priors: &Priors<Self>, within: &Self::Within) -> Evidence {
        priors.judge(state, within)
    }
}

impl<D: BySigns> Detector for D {
    const NAME: &'static str = D::CALLED;
    const OWNER: EntityKind = D::OF;
    const JUDGES_STRANGERS: bool = D::STRANGERS;
    const STATE_VERSION: u8 = 1;
    const PRIORS_VERSION: u8 = 1;
    type Seen = D::Within;
    type Learned = D::Within;
    type State = Shown;
    type Priors = Priors<D>;

    fn score(&self, state: &Shown, priors: &Priors<D>, within: &D::Within) -> Evidence {
        D::absent(within).map_or_else(|| D::judged(state, priors, within), Evidence::Absent)
    }

    fn older(_: u8, _: &[u8]) -> Option<Shown> {
        None
    }

    fn older_priors(_: u8, _: &[u8]) -> Option<Priors<D>> {
        None
    }

    fn learn(&self, state: &mut Shown, _: &Priors<D>, within: &D::Within) {
        if D::absent(within).is_none() {
            state.learn::<D>(within);
        }
    }

    fn fit(&self, states: &mut dyn Iterator<Item = Shown>) -> Option<Priors<D>> {
        Priors::fit(states)
    }

    fn shown(&self, priors: &Priors<D>) -> Vec<(String, f64)> {
        priors.shown()
    }
}

/// How many trusted occasions an entity taught, and how many of them showed each sign.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Shown {
    occasions: u32,
    shown: Vec<u32>,
}

/// An encoded state, before its bounds are checked.
#[derive(Deserialize)]
struct Stored {
    occasions: u32,
    shown: Vec<u32>,
}

impl TryFrom<Stored> for Shown {
    type Error = &'static str;

    fn try_from(Stored { occasions, shown }: Stored) -> Result<Self, Self::Error> {
        let sound = shown.len() <= MOST && shown.iter().all(|shown| *shown <= occasions);
        sound.then_some(Self { occasions, shown }).ok_or("no occasions teach that")
    }
}

impl Shown {
    /// Trusted occasions learned.
    pub(crate) fn occasions(&self) -> u32 {
        self.occasions
    }

    /// Whether enough was learned to act hard.
    pub(crate) fn is_mature(&self) -> bool {
        self.occasions >= MATURE
    }

    /// Learns a trusted occasion.
    pub(crate) fn learn<L: Listed>(&mut self, within: &L::Within) {
        self.occasions = self.occasions.saturating_add(1);
        self.shown.resize(L::SIGNS.len(), 0);
        for (shown, sign) in self.shown.iter_mut().zip(L::SIGNS) {
            *shown = shown.saturating_add((sign.seen)(within).is_some().into());
        }
    }

    /// How often the entity's own occasions show a sign that all show as often as this: oftener where it has shown it.
    pub(crate) fn expected(&self, sign: usize, all: f64) -> f64 {
        let shown = self.shown.get(sign).copied().unwrap_or(0);
        let own = (f64::from(shown) + WORTH * all) / (f64::from(self.occasions) + WORTH);
        own.max(all)
    }

    /// The share of its trusted occasions that showed a sign.
    pub(crate) fn share(&self, sign: usize) -> f64 {
        let shown = self.shown.get(sign).copied().unwrap_or(0);
        f64::from(shown) / f64::from(self.occasions.max(1))
    }
}

/// Entities before anything is refitted.
const ENTITIES: usize = 200;
/// Trusted occasions before an entity has a say.
const OCCASIONS: u32 = 3;
/// Entities that the shipped frequency is worth.
const SHIPPED: f64 = 100.0;
/// A site's frequency stays within these multiples of the shipped one.
const BOUND: core::ops::RangeInclusive<f64> = 0.5..=10.0;
/// Parts of the shipped frequency that a refit tells apart: what differs by less would only make a new artifact every day.
const PARTS: f64 = 20.0;

/// The share of genuine occasions that show each sign, in the order of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>", into = "Vec<f64>", bound = "L: Listed + Clone")]
pub struct Priors<L>(Vec<f64>, PhantomData<L>);

impl<L: Listed> Default for Priors<L> {
    fn default() -> Self {
        Self(L::SIGNS.iter().map(|sign| sign.frequency).collect(), PhantomData)
    }
}

impl<L: Listed> TryFrom<Vec<f64>> for Priors<L> {
    type Error = &'static str;

    fn try_from(frequencies: Vec<f64>) -> Result<Self, Self::Error> {
        let sound = |(frequency, sign): (&f64, &&Sign<L::Within>)| {
            let times = frequency / sign.frequency;
            times >= 0.99 * BOUND.start() && times <= 1.01 * BOUND.end()
        };
        let all = frequencies.len() == L::SIGNS.len() && frequencies.iter().zip(L::SIGNS).all(sound);
        all.then_some(Self(frequencies, PhantomData)).ok_or("no population shows signs that often")
    }
}

impl<L> From<Priors<L>> for Vec<f64> {
    fn from(priors: Priors<L>) -> Self {
        priors.0
    }
}

impl<L: Listed + PartialEq> Priors<L> {
    /// Every entity has one say, however often it comes.
    pub(crate) fn fit(states: &mut dyn Iterator<Item = Shown>) -> Option<Self> {
        let known: Vec<Shown> = states.filter(|state| state.occasions >= OCCASIONS).collect();
        if known.len() < ENTITIES {
            return None;
        }
        let entities = known.len() as f64;
        let fitted = L::SIGNS.iter().enumerate().map(|(at, sign)| {
            let shown: f64 = known.iter().map(|state| state.share(at)).sum();
            let times = (shown / sign.frequency + SHIPPED) / (entities + SHIPPED);
            sign.frequency * libm::round(times.clamp(*BOUND.start(), *BOUND.end()) * PARTS) / PARTS
        });
        let fitted = Self(fitted.collect(), PhantomData);
        (fitted != Self::default()).then_some(fitted)
    }
}

impl<L: Listed> Priors<L> {
    /// Every number by its name.
    pub(crate) fn shown(&self) -> Vec<(String, f64)> {
        L::SIGNS.iter().zip(&self.0).map(|(sign, frequency)| (sign.code.into(), *frequency)).collect()
    }

    /// How many times as often as shipped a sign is shown.
    pub(crate) fn times(&self, sign: usize) -> f64 {
        match (self.0.get(sign), L::SIGNS.get(sign)) {
            (Some(fitted), Some(sign)) => fitted / sign.frequency,
            _ => 1.0,
        }
    }

    /// Judges an occasion by the signs it shows.
    pub(crate) fn judge(&self, state: &Shown, within: &L::Within) -> Evidence {
        let frequencies = L::SIGNS.iter().zip(&self.0).enumerate();
        let expected: Vec<f64> = frequencies
            .map(|(at, (sign, all))| if sign.may_be_usual { state.expected(at, *all) } else { *all })
            .collect();
        let as_rare =
            |frequency: f64| expected.iter().filter(|other| **other <= frequency).sum::<f64>().min(1.0);
        let unusual = L::SIGNS.iter().zip(&expected).filter(|(_, frequency)| **frequency <= USUAL);
        let found: Vec<(f64, Finding)> = unusual
            .filter_map(|(sign, frequency)| {
                let p_value = as_rare(*frequency);
                let text = (sign.seen)(within)?;
                Some((p_value, Finding { code: sign.code.into(), surprise: -libm::log(p_value), text }))
            })
            .collect();
        let age = state.occasions;
        match found.iter().map(|(p_value, _)| *p_value).min_by(f64::total_cmp) {
            None => Evidence::Unremarkable { age },
            Some(score) => {
                let findings = found.into_iter().map(|(_, finding)| finding).collect();
                Evidence::Known(Known::new(score, age, state.is_mature(), findings))
            }
        }
    }
}
