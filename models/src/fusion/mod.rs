//! Fusion: evidence of all detectors becomes one risk in nats, with reasons that add up exactly.
//!
//! Once outcomes are known, weights are learned from them ([`learned`]). Before there are labels, p-values are combined by the Cauchy combination test (Liu & Xie 2020, JASA
//! 115:393), which stays valid when detectors depend on each other, and turned into nats by the
//! calibrator `e(p) = κ p^(κ−1)` (Vovk & Wang 2021, Annals of Statistics 49:1736): under genuine
//! traffic its mean is 1, so a risk of `x` nats above the prior happens to at most `e^−x` of genuine
//! visits.

pub mod learned;

use self::learned::Learned;
use crate::evidence::{Evidence, Known};
use crate::math::combine;
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Shape of the p-values that fraud is expected to show (Beta(κ, 1)): smaller means sharper detectors.
pub const KAPPA: f64 = 0.3;
/// p-values are kept inside this range: one absurd value must not outvote everything else, and one near 1 must hide nothing: the
/// Cauchy statistic of 0.999 is −318, that of 0.01 only 32.
pub const P_RANGE: core::ops::RangeInclusive<f64> = 1e-6..=0.9;

/// How much each detector counts, by its name. One that is not named counts 1, one with 0 not at all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weights(pub BTreeMap<String, f64>);

impl Weights {
    fn of(&self, detector: &str) -> f64 {
        self.0.get(detector).copied().unwrap_or(1.0)
    }
}

/// How evidence is put together.
#[derive(Clone, Debug, PartialEq)]
pub enum Fusion {
    /// By p-values alone, which needs no outcomes.
    LabelFree(Weights),
    /// By what outcomes say that each detector's evidence is worth.
    Learned(Learned),
}

impl Default for Fusion {
    fn default() -> Self {
        Self::LabelFree(Weights::default())
    }
}

impl Fusion {
    /// The combined risk of what was heard.
    pub fn fuse(&self, prior_nats: f64, heard: &[Heard]) -> Risk {
        match self {
            Self::LabelFree(weights) => fuse(prior_nats, weights, heard),
            Self::Learned(learned) => learned.fuse(prior_nats, heard),
        }
    }
}

/// What one detector said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// The detector's name.
    pub detector: String,
    /// What it said.
    pub evidence: Evidence,
}

/// The combined risk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// Log-odds of fraud before anything was seen.
    pub prior_nats: f64,
    /// Log-odds of fraud: `prior_nats` + Σ `reasons[].nats`, exactly, in that order of addition.
    pub risk_nats: f64,
    /// Combined p-value; `None` where no detector knows anything.
    pub p_value: Option<f64>,
    /// Whether some of the evidence rests on enough history to act hard on it.
    pub mature: bool,
    /// Signed parts, the largest first.
    pub reasons: Vec<Reason>,
}

/// One signed part of the risk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Which detector.
    pub detector: String,
    /// Stable code, unique within the detector.
    pub code: String,
    /// In plain words.
    pub text: String,
    /// Positive: towards fraud. Negative: towards genuine.
    pub nats: f64,
}

/// Nats that a combined p-value is worth: `ln e(p)`.
pub fn nats(p_value: f64) -> f64 {
    libm::log(KAPPA) - (1.0 - KAPPA) * libm::log(clamp(p_value))
}

/// Evidence that counts, whose it is and how much.
type Weighted<'h> = (&'h str, f64, &'h Known);

/// Fuses what was heard. Warming, absent and unremarkable evidence is neutral: it adds nothing in either direction.
pub fn fuse(prior_nats: f64, weights: &Weights, heard: &[Heard]) -> Risk {
    let known: Vec<Weighted<'_>> = weighted(heard, |detector| weights.of(detector)).collect();
    let p_values: Vec<(f64, f64)> = known.iter().map(|(_, weight, known)| (known.p_value, *weight)).collect();
    let Some(p_value) = combine::cauchy(&p_values, P_RANGE) else {
        return Risk::unknown(prior_nats);
    };
    let reasons = attribute(nats(p_value), &known);
    let mature = known.iter().any(|(_, _, known)| known.mature);
    Risk::of(prior_nats, reasons, p_value, mature)
}

/// Evidence that counts.
fn weighted<'h>(heard: &'h [Heard], weight: impl Fn(&str) -> f64) -> impl Iterator<Item = Weighted<'h>> {
    let known = heard.iter().filter_map(move |heard| match &heard.evidence {
        Evidence::Known(known) => Some((heard.detector.as_str(), weight(&heard.detector), known)),
        Evidence::Warming { .. } | Evidence::Absent(_) | Evidence::Unremarkable { .. } => None,
    });
    known.filter(|(_, weight, _)| *weight > 0.0)
}

impl Risk {
    /// The sum of its reasons, the largest first.
    fn of(prior_nats: f64, mut reasons: Vec<Reason>, p_value: f64, mature: bool) -> Self {
        reasons.sort_by(|a, b| b.nats.total_cmp(&a.nats));
        let risk_nats = reasons.iter().fold(prior_nats, |sum, reason| sum + reason.nats);
        Self { prior_nats, risk_nats, p_value: Some(p_value), mature, reasons }
    }

    /// Nothing is known.
    fn unknown(prior_nats: f64) -> Self {
        Self { prior_nats, risk_nats: prior_nats, p_value: None, mature: false, reasons: Vec::new() }
    }
}

/// Splits the total: each detector that knows gives a small credit for having looked (together `ln κ`, negative) by
/// its weight, and what lies above it is shared in proportion to the weighted surprises.
fn attribute(total: f64, known: &[Weighted<'_>]) -> Vec<Reason> {
    let credit = libm::log(KAPPA);
    let surprise_of = |weight: f64, known: &Known| -weight * libm::log(clamp(known.p_value));
    let all: f64 = known.iter().map(|(_, weight, known)| surprise_of(*weight, known)).sum();
    let all_weights: f64 = known.iter().map(|(_, weight, _)| weight).sum();
    let mut reasons = Vec::new();
    for (detector, weight, one) in known {
        let share = (total - credit) * surprise_of(*weight, one) / all;
        explain(&mut reasons, detector, one, credit * weight / all_weights, share);
    }
    reasons
}

/// The reasons that one detector gives: a credit for having looked, and its share by what it found.
fn explain(reasons: &mut Vec<Reason>, detector: &str, known: &Known, credit: f64, share: f64) {
    let surprise: f64 = known.findings.iter().map(|finding| finding.surprise).sum();
    // Nothing to point at: the whole share belongs to the comparison itself.
    let unexplained = if surprise > 0.0 { 0.0 } else { share };
    reasons.push(Reason {
        detector: detector.into(),
        code: "compared".into(),
        text: "compared with what is usual here, which counts in favour".into(),
        nats: credit + unexplained,
    });
    reasons.extend(known.findings.iter().filter(|finding| finding.surprise > 0.0).map(|finding| Reason {
        detector: detector.into(),
        code: finding.code.clone(),
        text: finding.text.clone(),
        nats: share * finding.surprise / surprise,
    }));
}

fn clamp(p_value: f64) -> f64 {
    p_value.clamp(*P_RANGE.start(), *P_RANGE.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Absence, Finding};
    use proptest::prelude::*;

    fn heard(p_value: f64, surprises: &[f64]) -> Heard {
        let findings = surprises
            .iter()
            .map(|&surprise| Finding { code: "x".into(), surprise, text: "x".into() })
            .collect();
        Heard { detector: "d".into(), evidence: Evidence::Known(Known::new(p_value, 9, true, findings)) }
    }

    /// Every detector counts the same.
    fn fuse(prior_nats: f64, heard: &[Heard]) -> Risk {
        super::fuse(prior_nats, &Weights::default(), heard)
    }

    fn weights(weights: &[(&str, f64)]) -> Weights {
        Weights(weights.iter().map(|(name, weight)| ((*name).into(), *weight)).collect())
    }

    proptest! {
        #[test]
        fn reasons_add_up_to_the_risk_exactly(
            evidence in prop::collection::vec((0.0..=1.0f64, prop::collection::vec(0.0..20.0f64, 0..6)), 0..5),
        ) {
            let heard: Vec<Heard> = evidence.iter().map(|(p, s)| heard(*p, s)).collect();
            let risk = fuse(-4.6, &heard);
            let sum = risk.reasons.iter().fold(risk.prior_nats, |sum, reason| sum + reason.nats);
            prop_assert_eq!(sum, risk.risk_nats);
            if let Some(p_value) = risk.p_value {
                prop_assert!((risk.risk_nats - (-4.6 + nats(p_value))).abs() < 1e-9);
            }
        }

        #[test]
        fn a_smaller_p_value_never_lowers_the_risk(a in 0.0..=1.0f64, b in 0.0..=1.0f64, other in 0.0..=1.0f64) {
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let risk = |p| fuse(-4.6, &[heard(p, &[1.0]), heard(other, &[1.0])]).risk_nats;
            prop_assert!(risk(low) >= risk(high) - 1e-9);
        }
    }

    #[test]
    fn warming_absent_and_unremarkable_evidence_is_neutral_not_safe() {
        let neutral = [
            Heard { detector: "a".into(), evidence: Evidence::Warming { seen: 1, need: 3 } },
            Heard { detector: "b".into(), evidence: Evidence::Absent(Absence::NoProbe) },
            Heard { detector: "c".into(), evidence: Evidence::Unremarkable { age: 9 } },
        ];
        assert_eq!(fuse(-4.6, &neutral).risk_nats, -4.6);
        let known = heard(0.001, &[3.0]);
        let mut with = neutral.to_vec();
        with.push(known.clone());
        assert_eq!(fuse(-4.6, &with).risk_nats, fuse(-4.6, &[known]).risk_nats);
    }

    #[test]
    fn a_weight_says_how_much_a_detector_counts_and_reasons_still_add_up() {
        let mut other = heard(0.5, &[1.0]);
        other.detector = "other".into();
        let both = [heard(0.001, &[2.0, 3.0]), other];
        let risk = |d: f64| super::fuse(-4.6, &weights(&[("d", d)]), &both);
        assert!(risk(4.0).risk_nats > risk(1.0).risk_nats && risk(1.0).risk_nats > risk(0.25).risk_nats);
        for weight in [0.25, 1.0, 4.0] {
            let risk = risk(weight);
            assert_eq!(risk.reasons.iter().fold(-4.6, |sum, reason| sum + reason.nats), risk.risk_nats);
        }
        assert_eq!(risk(1.0), fuse(-4.6, &both));
        assert_eq!(risk(0.0), fuse(-4.6, &both[1..]));
        assert_eq!(super::fuse(-4.6, &weights(&[("d", 0.0)]), &both[..1]).p_value, None);
    }

    #[test]
    fn what_looks_most_usual_to_one_detector_hides_nothing_that_another_has_seen() {
        for suspicious in [0.0001, 0.001, 0.01] {
            let risk = fuse(0.0, &[heard(suspicious, &[3.0]), heard(1.0, &[])]);
            assert!(risk.p_value.unwrap() < 2.5 * suspicious, "{risk:?}");
        }
    }

    #[test]
    fn two_copies_of_the_same_evidence_count_once() {
        let one = fuse(0.0, &[heard(0.01, &[1.0])]).risk_nats;
        let two = fuse(0.0, &[heard(0.01, &[1.0]), heard(0.01, &[1.0])]).risk_nats;
        assert!((one - two).abs() < 1e-9, "{one} {two}");
    }
}
