//! What outcomes teach: how sharp each detector is, and which share of the frauds it sees. A fraud is taken to show to one of the detectors, or to none:
//! its p-values are a mixture of Beta(κ, 1) for the one that sees it, uniform for the others. Shares and shapes are fitted by expectation maximisation
//! (Dempster, Laird & Rubin 1977) to confirmed frauds. The likelihood ratio against genuine is then an average of the detectors' calibrators, which
//! stays valid however they depend on each other (Vovk & Wang 2021, Annals of Statistics 49:1736), and more surprise never lowers it. What
//! a genuine occasion of the site comes to is kept beside it, so that a threshold stays a share.
//!
//! A sum of what each is worth, by logistic regression, was tried: it finds less than p-values alone do, because frauds show in one place or another
//! (docs/ACCURACY.md).
//!
//! Outcomes are known more often of what was challenged than of what was not: detectors that challenged are favoured, held in bounds by what is believed before.

use super::{Heard, KAPPA, P_RANGE, Reason, Risk, explain, weighted};
use crate::calibration::Table;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Confirmed frauds before outcomes are believed.
pub const FRAUDS: usize = 200;
/// Genuine occasions before it is known what they come to.
pub const GENUINE: usize = 2_000;
/// Frauds that what is believed before is worth: each detector sees as many, with the shape that is shipped.
const BEFORE: f64 = 10.0;
/// Shapes: below, a detector would be trusted without end; 1 is one that sees nothing.
const KAPPAS: core::ops::RangeInclusive<f64> = 0.05..=1.0;
/// p-values enter no smaller: here one absurd value cannot outvote others that a share of the frauds shows to.
const LEAST: f64 = 1e-9;
const ROUNDS: usize = 200;
/// Shares have settled when none moves by more.
const SETTLED: f64 = 1e-6;
/// Likelihood ratios are tabled as scores of `1 / (1 + ratio)`, the smaller the more suspicious.
fn score(ratio: f64) -> f64 {
    1.0 / (1.0 + ratio)
}

/// What outcomes have taught.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Learned {
    seers: BTreeMap<String, Seer>,
    /// What genuine occasions come to.
    usual: Table,
}

/// One detector.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seer {
    /// Share of the frauds that show to it.
    pub share: f64,
    /// Shape of the p-values that those show, Beta(κ, 1): the smaller, the sharper.
    pub kappa: f64,
}

/// An encoded one, before its bounds are checked.
#[derive(Deserialize)]
struct Stored {
    seers: BTreeMap<String, Seer>,
    usual: Table,
}

impl TryFrom<Stored> for Learned {
    type Error = &'static str;

    fn try_from(Stored { seers, usual }: Stored) -> Result<Self, Self::Error> {
        let sound = |seer: &Seer| (0.0..=1.0).contains(&seer.share) && KAPPAS.contains(&seer.kappa);
        let shares: f64 = seers.values().map(|seer| seer.share).sum();
        let all = seers.values().all(sound) && shares <= 1.0 + 1e-9;
        all.then_some(Self { seers, usual }).ok_or("no detectors see that")
    }
}

impl Seer {
    /// How much likelier a p-value is where the detector sees the fraud.
    fn ratio(self, p_value: f64) -> f64 {
        self.kappa * libm::pow(clamp(p_value), self.kappa - 1.0)
    }
}

impl Learned {
    /// Learned from what was heard on occasions of which it is known whether they were fraud; `None` where too few are.
    pub fn fit(history: &[(Vec<Heard>, bool)]) -> Option<Self> {
        let (frauds, genuine): (Vec<_>, Vec<_>) = history.iter().partition(|(_, fraud)| *fraud);
        if frauds.len() < FRAUDS || genuine.len() < GENUINE {
            return None;
        }
        let said = history.iter().flat_map(|(heard, _)| weighted(heard, |_| 1.0)).map(|(name, _, _)| name);
        let names: Vec<&str> = said.collect::<BTreeSet<_>>().into_iter().collect();
        // p-values in the order of the names; what a detector does not know is no evidence.
        let cases: Vec<Vec<Option<f64>>> = frauds
            .iter()
            .map(|(heard, _)| {
                let of = |name: &&str| weighted(heard, |_| 1.0).find(|(own, _, _)| own == name);
                names.iter().map(|name| of(name).map(|(_, _, known)| known.p_value)).collect()
            })
            .collect();
        let seers =
            names.iter().map(|name| String::from(*name)).zip(maximised(&cases, names.len())).collect();
        let mut learned = Self { seers, usual: Table::of(String::new(), 0, Vec::new()) };
        let ratios = genuine.iter().filter_map(|(heard, _)| learned.ratio(heard));
        learned.usual = Table::of(String::new(), 0, ratios.map(score).collect());
        Some(learned)
    }

    /// The combined risk of what was heard. Its nats are shared by what each detector adds to the ratio.
    pub fn fuse(&self, prior_nats: f64, heard: &[Heard]) -> Risk {
        let Some(ratio) = self.ratio(heard) else { return Risk::unknown(prior_nats) };
        let known: Vec<_> = weighted(heard, |detector| self.share(detector)).collect();
        // As if nothing looked unusual to anybody: what there is to gain by looking.
        let least = self.total(heard, |seer, _| seer.ratio(1.0));
        let gain = |detector: &str, p_value: f64| {
            self.seers.get(detector).map_or(0.0, |seer| seer.share * (seer.ratio(p_value) - seer.ratio(1.0)))
        };
        let gains: f64 = known.iter().map(|(detector, _, known)| gain(detector, known.p_value)).sum();
        let shares: f64 = known.iter().map(|(_, share, _)| share).sum();
        let (credit, rest) = (libm::log(least), libm::log(ratio / least));
        let (mut reasons, mut mature) = (Vec::<Reason>::new(), false);
        for (detector, share, known) in known {
            let own = if gains > 0.0 { rest * gain(detector, known.p_value) / gains } else { 0.0 };
            explain(&mut reasons, detector, known, credit * share / shares, own);
            mature |= known.mature;
        }
        Risk::of(prior_nats, reasons, self.usual.p_value(score(ratio)), mature)
    }

    /// What is known of each detector.
    pub fn seers(&self) -> &BTreeMap<String, Seer> {
        &self.seers
    }

    fn share(&self, detector: &str) -> f64 {
        self.seers.get(detector).map_or(0.0, |seer| seer.share)
    }

    /// The likelihood ratio of fraud; `None` where no detector that counts knows anything.
    fn ratio(&self, heard: &[Heard]) -> Option<f64> {
        weighted(heard, |detector| self.share(detector)).next()?;
        Some(self.total(heard, Seer::ratio))
    }

    /// One, and what each detector that knows something adds to it.
    fn total(&self, heard: &[Heard], ratio: impl Fn(Seer, f64) -> f64) -> f64 {
        let known = weighted(heard, |detector| self.share(detector));
        let added = known.filter_map(|(detector, share, known)| {
            Some(share * (ratio(*self.seers.get(detector)?, known.p_value) - 1.0))
        });
        1.0 + added.sum::<f64>()
    }
}

fn clamp(p_value: f64) -> f64 {
    p_value.clamp(LEAST, *P_RANGE.end())
}

/// Shares and shapes under which the frauds are likeliest, beside what is believed before.
fn maximised(cases: &[Vec<Option<f64>>], detectors: usize) -> Vec<Seer> {
    let before = Seer { share: 1.0 / (detectors + 1) as f64, kappa: KAPPA };
    let mut seers = alloc::vec![before; detectors];
    let all = cases.len() as f64 + BEFORE * (detectors + 1) as f64;
    for _ in 0..ROUNDS {
        // (frauds that show to it, their surprise), each with what is believed before.
        let mut sums = alloc::vec![(BEFORE, BEFORE / KAPPA); detectors];
        let nobody = 1.0 - seers.iter().map(|seer| seer.share).sum::<f64>();
        for case in cases {
            let ratios = |seers: &[Seer]| -> Vec<f64> {
                let each = case.iter().zip(seers);
                each.map(|(p_value, seer)| seer.share * p_value.map_or(1.0, |p| seer.ratio(p))).collect()
            };
            let ratios = ratios(&seers);
            let total = nobody + ratios.iter().sum::<f64>();
            for ((p_value, ratio), (frauds, surprise)) in case.iter().zip(&ratios).zip(&mut sums) {
                let part = ratio / total;
                *frauds += part;
                // What it did not look at says nothing of its shape.
                *surprise += part * p_value.map_or(1.0 / KAPPA, |p| -libm::log(clamp(p)));
            }
        }
        let mut moved = 0.0_f64;
        for (seer, (frauds, surprise)) in seers.iter_mut().zip(sums) {
            let share = frauds / all;
            moved = moved.max((share - seer.share).abs());
            let kappa = (frauds / surprise.max(f64::MIN_POSITIVE)).clamp(*KAPPAS.start(), *KAPPAS.end());
            *seer = Seer { share, kappa };
        }
        if moved < SETTLED {
            break;
        }
    }
    seers
}
