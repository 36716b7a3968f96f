//! What a card's own purchases say of the next one, and what is said of its payee.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use models::detectors::payee::Payee;
use models::detectors::registered::AnyDetector;
use models::detectors::spending::Spending;
use models::evidence::{Evidence, Known};
use models::math::random::Random;
use models::observation::Timestamp;
use models::occasion::Occasion;
use models::purchase::{FraudKind, Paid, Purchase, Truth};

const CARD: &dyn AnyDetector = &Spending;
const PAYEE: &dyn AnyDetector = &Payee;
const HOUR_US: i64 = 3_600_000_000;
const DAY_US: i64 = 24 * HOUR_US;

fn purchase(number: i64, amount_minor: i64, currency: &str) -> Purchase {
    let at = Timestamp(number * DAY_US + 12 * HOUR_US);
    Purchase { at, amount_minor, currency: currency.into(), payee: Some([number as u8 % 5; 16]), card: None }
}

fn learned(state: Vec<u8>, purchase: &Purchase) -> Vec<u8> {
    CARD.learn(&state, &[], &Occasion { purchase: Some(purchase), ..Occasion::default() }).unwrap()
}

fn judged(state: &[u8], purchase: &Purchase) -> Evidence {
    CARD.score(state, &[], &Occasion { purchase: Some(purchase), ..Occasion::default() }).unwrap()
}

fn known(evidence: Evidence) -> Known {
    let Evidence::Known(known) = evidence else { panic!("{evidence:?}") };
    known
}

/// A card that pays 20 to 60 euros a day.
fn card(days: i64) -> Vec<u8> {
    let mut random = Random::of(3);
    (0..days).fold(Vec::new(), |state, day| {
        learned(state, &purchase(day, 2_000 + random.below(4_000) as i64, "EUR"))
    })
}

#[test]
fn what_the_card_usually_pays_is_usual_and_five_times_as_much_is_not() {
    let state = card(60);
    assert!(known(judged(&state, &purchase(60, 4_000, "EUR"))).p_value > 0.1);
    let large = known(judged(&state, &purchase(60, 20_000, "EUR")));
    assert!(large.p_value < 0.003 && large.mature, "{large:?}");
    let amount = large.findings.iter().find(|finding| finding.code == "amount").unwrap();
    assert!(
        amount.surprise > 5.0 && amount.text.starts_with("20000 minor units of EUR, usually "),
        "{amount:?}"
    );
}

#[test]
fn a_flagged_purchase_that_turns_out_genuine_becomes_part_of_the_pattern() {
    let mut state = card(60);
    let p_value = |state: &[u8], day| known(judged(state, &purchase(day, 14_000, "EUR"))).p_value;
    let before = p_value(&state, 60);
    for day in 60..80 {
        state = learned(state, &purchase(day, 14_000, "EUR"));
    }
    assert!(before < 0.003 && p_value(&state, 110) > 0.02, "{before} {}", p_value(&state, 110));
}

#[test]
fn amounts_of_two_currencies_never_meet() {
    let mut state = card(60);
    let yen = |day| purchase(day, 500_000, "JPY");
    assert!(matches!(judged(&state, &yen(60)), Evidence::Warming { seen: 0, .. }));
    for day in 60..70 {
        state = learned(state, &yen(day));
    }
    assert!(known(judged(&state, &yen(70))).p_value > 0.1);
    assert!(known(judged(&state, &purchase(70, 20_000, "EUR"))).p_value < 0.003);
}

#[test]
fn whatever_a_card_pays_it_takes_two_kibibytes_at_most() {
    let mut random = Random::of(9);
    let (mut state, mut largest) = (Vec::new(), 0);
    for number in 0..2_000 {
        let currency = ["EUR", "JPY"][random.below(2)];
        let amount_minor = (random.next_u64() >> random.below(64)) as i64;
        let at = Timestamp(number * (1 << random.below(48)));
        let payee = Some([random.below(256) as u8; 16]);
        state = learned(state, &Purchase { at, amount_minor, currency: currency.into(), payee, card: None });
        largest = largest.max(state.len());
    }
    assert!((1_000..=2_048).contains(&largest), "{largest} bytes");
}

fn told(state: Vec<u8>, day: i64, truth: Truth, corrects: Option<Truth>) -> Vec<u8> {
    let paid = Paid { at: Timestamp(day * DAY_US), truth, corrects };
    PAYEE.learn(&state, &[], &Occasion { paid: Some(&paid), ..Occasion::default() }).unwrap()
}

fn of_payee(state: &[u8], day: i64) -> Evidence {
    let purchase = purchase(day, 100, "EUR");
    PAYEE.score(state, &[], &Occasion { purchase: Some(&purchase), ..Occasion::default() }).unwrap()
}

#[test]
fn frauds_at_a_payee_make_the_next_payment_suspicious_until_they_wear_off_or_genuine_ones_follow() {
    let quiet = (0..20).fold(Vec::new(), |state, day| told(state, day, Truth::Genuine, None));
    assert_eq!(of_payee(&quiet, 20), Evidence::Unremarkable { age: 20 });
    let trouble = (20..23).fold(quiet, |state, day| told(state, day, Truth::Fraud(None), None));
    let soon = known(of_payee(&trouble, 23)).p_value;
    assert!(soon < 0.01, "{soon}");
    assert!(known(of_payee(&trouble, 200)).p_value > 0.5);
    let over = (23..45).fold(trouble, |state, day| told(state, day, Truth::Genuine, None));
    assert!(known(of_payee(&over, 45)).p_value > 0.1);
}

#[test]
fn a_word_that_is_corrected_counts_as_what_it_was_corrected_to() {
    let straight = told(Vec::new(), 5, Truth::Fraud(None), None);
    let corrected =
        told(told(Vec::new(), 5, Truth::Genuine, None), 5, Truth::Fraud(None), Some(Truth::Genuine));
    let p_value = |state: &[u8]| known(of_payee(state, 6)).p_value;
    assert!((p_value(&straight) / p_value(&corrected) - 1.0).abs() < 1e-6);
}

#[test]
fn a_swindle_teaches_nothing_here_because_promises_tell_it() {
    let swindled = told(Vec::new(), 5, Truth::Fraud(Some(FraudKind::Swindle)), None);
    assert_eq!(of_payee(&swindled, 6), Evidence::Unremarkable { age: 0 });
}

/// The shipped priors with settings as a person wants them.
fn choosing(settings: &[(&str, &str)]) -> Option<Vec<u8>> {
    settings.iter().try_fold(Vec::new(), |priors, (setting, value)| CARD.choose(&priors, setting, value))
}

#[test]
fn a_site_may_choose_a_published_test_whose_alarm_is_then_the_only_reason() {
    let (state, usual, large) = (card(60), purchase(60, 3_000, "EUR"), purchase(60, 60_000, "EUR"));
    let judged = |priors: &[u8], purchase: &Purchase| {
        CARD.score(&state, priors, &Occasion { purchase: Some(purchase), ..Occasion::default() }).unwrap()
    };
    let alarm = |evidence: Evidence| {
        let findings = known(evidence).findings;
        findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let acceptance = choosing(&[("test", "acceptance"), ("window", "10")]).unwrap();
    assert_eq!(judged(&acceptance, &usual), Evidence::Unremarkable { age: 60 });
    assert_eq!(alarm(judged(&acceptance, &large)), ["less_likely_window"]);
    let reclustering = choosing(&[("test", "reclustering")]).unwrap();
    let said: Vec<Evidence> =
        (10..60).map(|hundreds| judged(&reclustering, &purchase(60, hundreds * 100, "EUR"))).collect();
    assert!(said.contains(&Evidence::Unremarkable { age: 60 }));
    let changed = said.into_iter().find(|evidence| matches!(evidence, Evidence::Known(_))).unwrap();
    assert_eq!(alarm(changed), ["profile_changed"]);
    let predictive = choosing(&[("test", "acceptance"), ("test", "predictive")]).unwrap();
    assert_eq!(judged(&predictive, &large), judged(&[], &large));
}

#[test]
fn what_is_no_setting_of_the_chosen_test_is_refused() {
    let acceptance = ("test", "acceptance");
    for (setting, value) in [("window", "1"), ("window", "51"), ("threshold", "0"), ("threshold", "NaN")] {
        assert_eq!(choosing(&[acceptance, (setting, value)]), None, "{setting} {value}");
    }
    assert_eq!(choosing(&[("test", "reclustering"), ("threshold", "0.5")]), None);
    assert_eq!(choosing(&[("window", "10")]), None, "the predictive test has no window");
    assert_eq!(choosing(&[("test", "magic")]), None);
    assert_eq!(choosing(&[("ratio", "1")]), None);
}

#[test]
fn a_refit_leaves_the_chosen_test_as_it_is() {
    let chosen = choosing(&[("test", "acceptance")]).unwrap();
    let states: Vec<Vec<u8>> = (0..200).map(|_| card(20)).collect();
    let fitted = CARD.fit(&mut states.iter().map(Vec::as_slice)).unwrap();
    let test = |priors: &[u8]| CARD.shown(priors).into_iter().find(|(name, _)| name == "test").unwrap().1;
    let ratio = |priors: &[u8]| CARD.shown(priors).into_iter().find(|(name, _)| name == "ratio").unwrap().1;
    let kept = CARD.chosen(&chosen, Some(fitted.clone())).unwrap();
    assert_eq!((test(&kept), ratio(&kept)), (1.0, ratio(&fitted)));
    assert_eq!(test(&CARD.chosen(&chosen, None).unwrap()), 1.0, "nothing was fitted");
    assert_eq!(CARD.chosen(&[], Some(fitted.clone())), Some(fitted));
    assert_eq!(CARD.chosen(&[], None), None);
}

#[test]
fn priors_from_before_there_was_a_choice_are_read_and_judge_by_the_predictive_test() {
    let mut first = choosing(&[("test", "predictive")]).unwrap();
    first[0] = 1;
    assert_eq!(first.pop(), Some(0), "the test stands last");
    assert_eq!(CARD.shown(&first), CARD.shown(&[]));
    first[1] ^= 1;
    assert_ne!(CARD.shown(&first), CARD.shown(&[]), "they are read, and not the shipped ones");
}
