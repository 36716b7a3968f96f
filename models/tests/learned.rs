//! What confirmed frauds teach fusion: which detectors see them, and how sharply.

#![allow(clippy::unwrap_used, reason = "tests")]

use models::evidence::{Evidence, Finding, Known};
use models::fusion::learned::{FRAUDS, GENUINE, Learned};
use models::fusion::{Fusion, Heard};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::LazyLock;

fn heard(detector: &str, p_value: f64) -> Heard {
    let finding = Finding { code: "odd".into(), surprise: 2.0, text: "odd".into() };
    let known = Known::new(p_value, 9, true, vec![finding]);
    Heard { detector: detector.into(), evidence: Evidence::Known(known) }
}

/// Half of the frauds show sharply to one detector, a quarter faintly to another; a third sees nothing.
fn occasion(random: &mut ChaCha8Rng, fraud: bool) -> Vec<Heard> {
    let mut beta = |kappa: f64| random.random::<f64>().powf(1.0 / kappa);
    let (sees, uniform) = (beta(1.0), [beta(1.0), beta(1.0), beta(1.0)]);
    let sharp = if fraud && sees < 0.5 { beta(0.1) } else { uniform[0] };
    let faint = if fraud && (0.5..0.75).contains(&sees) { beta(0.3) } else { uniform[1] };
    vec![heard("sharp", sharp), heard("faint", faint), heard("blind", uniform[2])]
}

fn history(seed: u64, frauds: usize, genuine: usize) -> Vec<(Vec<Heard>, bool)> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let is_fraud = std::iter::repeat_n(true, frauds).chain(std::iter::repeat_n(false, genuine));
    is_fraud.map(|fraud| (occasion(&mut random, fraud), fraud)).collect()
}

static LEARNED: LazyLock<Learned> = LazyLock::new(|| Learned::fit(&history(1, 400, 10_000)).unwrap());

/// The share of occasions below a p-value.
fn below(fusion: &Fusion, occasions: &[(Vec<Heard>, bool)], fraud: bool, p_value: f64) -> f64 {
    let of: Vec<f64> = occasions
        .iter()
        .filter(|(_, is)| *is == fraud)
        .map(|(heard, _)| fusion.fuse(-4.0, heard).p_value.unwrap())
        .collect();
    of.iter().filter(|one| **one <= p_value).count() as f64 / of.len() as f64
}

#[test]
fn few_frauds_teach_nothing() {
    assert!(Learned::fit(&history(1, FRAUDS - 1, GENUINE)).is_none());
    assert!(Learned::fit(&history(1, FRAUDS, GENUINE - 1)).is_none());
    assert!(Learned::fit(&history(1, FRAUDS, GENUINE)).is_some());
}

#[test]
fn it_is_learned_who_sees_which_frauds_and_how_sharply() {
    let of = |detector: &str| LEARNED.seers()[detector];
    let (sharp, faint, blind) = (of("sharp"), of("faint"), of("blind"));
    assert!((sharp.share - 0.5).abs() < 0.1 && sharp.kappa < 0.15, "{sharp:?}");
    assert!((faint.share - 0.25).abs() < 0.12, "{faint:?}");
    assert!(blind.share < 0.5 * sharp.share, "{blind:?}");
}

#[test]
fn a_threshold_stays_a_share_and_more_frauds_are_beyond_it() {
    let judged = history(2, 4_000, 20_000);
    let learned = Fusion::Learned(LEARNED.clone());
    for share in [0.1, 0.03, 0.01] {
        let met = below(&learned, &judged, false, share);
        // Chance in 10,000 that were learned from and 20,000 that are judged.
        let chance = 3.0 * (share / 10_000.0 + share / 20_000.0_f64).sqrt();
        assert!((met - share).abs() < chance, "{met} instead of {share}");
        // The faint detector's and the blind one's noise costs equal weights some of the sharp one's frauds.
        let found = below(&learned, &judged, true, share);
        let without = below(&Fusion::default(), &judged, true, share);
        assert!(found > without, "{found} beyond {share}, {without} by p-values alone");
    }
}

proptest! {
    #[test]
    fn reasons_add_up_and_more_surprise_never_lowers_the_risk(
        a in 0.0..=1.0f64, b in 0.0..=1.0f64, other in 0.0..=1.0f64, unknown in 0.0..=1.0f64,
    ) {
        let risk = |p: f64| {
            LEARNED.fuse(-4.6, &[heard("sharp", p), heard("faint", other), heard("never heard of", unknown)])
        };
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let (low, high) = (risk(low), risk(high));
        for risk in [&low, &high] {
            let sum = risk.reasons.iter().fold(risk.prior_nats, |sum, reason| sum + reason.nats);
            prop_assert_eq!(sum, risk.risk_nats);
        }
        prop_assert!(low.risk_nats >= high.risk_nats - 1e-9);
        prop_assert!(low.p_value.unwrap() <= high.p_value.unwrap() + 1e-12);
    }
}

#[test]
fn who_says_nothing_is_neutral_and_what_cannot_be_is_refused() {
    assert_eq!(LEARNED.fuse(-4.6, &[]).risk_nats, -4.6);
    assert_eq!(LEARNED.fuse(-4.6, &[heard("never heard of", 1e-9)]).p_value, None);
    let bytes = postcard::to_allocvec(&*LEARNED).unwrap();
    assert_eq!(postcard::from_bytes::<Learned>(&bytes).unwrap(), *LEARNED);
    let json = serde_json::to_string(&*LEARNED).unwrap();
    let impossible = json.replacen("\"share\":0.", "\"share\":7.", 1);
    assert!(serde_json::from_str::<Learned>(&impossible).is_err());
}
