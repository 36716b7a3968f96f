//! What profiles of users promise: who does something unlike themselves deviates, and what frauds had in common becomes a rule.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use models::detectors::Detector as _;
use models::detectors::Historian as _;
use models::detectors::profile::{History, Priors, Profile, State};
use models::entity::{EntityKey, EntityKind};
use models::evidence::{Evidence, Known};
use models::observation::Timestamp;
use models::occasion::{Occasion, Part as _};
use models::purchase::{Card, FraudKind, Purchase, Truth};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// Somebody with an amount, a time of day and a few shops of their own.
struct Person {
    usual_minor: f64,
    hour: i64,
    random: ChaCha8Rng,
}

impl Person {
    fn of(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let usual_minor = 1_500.0 * f64::exp(random.random_range(0.0..1.5));
        Self { usual_minor, hour: random.random_range(6..20), random }
    }

    /// A purchase on a day.
    fn buys(&mut self, day: i64) -> Purchase {
        let amount = self.usual_minor * f64::exp(self.random.random_range(-0.7..0.7));
        let at = day * DAY + (self.hour + self.random.random_range(0..3)) * HOUR;
        paying(at, amount as i64, self.random.random_range(0..5))
    }

    /// Who has bought on so many days.
    fn known(&mut self, days: i64) -> State {
        let mut state = State::default();
        (0..days).for_each(|day| learn(&mut state, &self.buys(day)));
        state
    }
}

fn paying(at: i64, amount_minor: i64, payee: u8) -> Purchase {
    let card = Card { id: [1; 16], bin: "400000".into(), last4: "0002".into(), expiry: [1; 16] };
    let (at, currency, payee) = (Timestamp(at), "EUR".into(), Some([payee; 16]));
    Purchase { at, amount_minor, currency, payee, card: Some(card) }
}

fn learn(state: &mut State, purchase: &Purchase) {
    let occasion = Occasion { purchase: Some(purchase), ..Occasion::default() };
    let activity = <Profile as models::detectors::Detector>::Learned::of(&occasion).unwrap();
    Profile.learn(state, &Priors::default(), &activity);
}

fn said(state: &State, priors: &Priors, purchase: &Purchase) -> Evidence {
    let occasion = Occasion { purchase: Some(purchase), ..Occasion::default() };
    let activity = <Profile as models::detectors::Detector>::Seen::of(&occasion).unwrap();
    Profile.score(state, priors, &activity)
}

fn known(state: &State, priors: &Priors, purchase: &Purchase) -> Known {
    let evidence = said(state, priors, purchase);
    let Evidence::Known(known) = evidence else { unreachable!("{evidence:?}") };
    known
}

#[test]
fn who_does_something_unlike_themselves_deviates_from_their_pattern() {
    let priors = Priors::default();
    let (mut own, mut others, mut people) = (0.0, 0.0, 0);
    for seed in 0..50 {
        let mut person = Person::of(seed);
        let state = person.known(60);
        let usual = known(&state, &priors, &person.buys(60));
        let stolen = paying(60 * DAY + 2 * HOUR, 20 * person.usual_minor as i64, 99);
        let stolen = known(&state, &priors, &stolen);
        own += usual.score;
        others += stolen.score;
        people += i32::from(stolen.score < usual.score);
        let named = |code: &str| stolen.findings.iter().find(|finding| finding.code == code).unwrap();
        assert!(named("usual_amount").surprise > 3.0 && named("usual_amount").text.contains("12 times"));
        assert!(named("hour").surprise > 3.0 && named("payee").surprise > 2.0, "{stolen:?}");
    }
    assert!(own > 15.0 && others < 1.0 && people >= 49, "{own} {others} {people}");
}

#[test]
fn genuine_activities_are_as_unusual_as_they_say() {
    let (mut rare, mut all) = (0, 0);
    for seed in 0..200 {
        let mut person = Person::of(1_000 + seed);
        let mut state = person.known(20);
        for day in 20..80 {
            let bought = person.buys(day);
            rare += u32::from(known(&state, &Priors::default(), &bought).score <= 0.01);
            all += 1;
            learn(&mut state, &bought);
        }
    }
    let share = f64::from(rare) / f64::from(all);
    assert!(share < 0.02, "{share}");
}

#[test]
fn a_user_has_no_pattern_before_ten_trusted_activities() {
    let mut person = Person::of(1);
    let state = person.known(9);
    let evidence = said(&state, &Priors::default(), &person.buys(9));
    assert_eq!(evidence, Evidence::Warming { seen: 9, need: 10 });
    assert!(!known(&person.known(19), &Priors::default(), &person.buys(30)).mature);
}

fn user(number: u64) -> EntityKey {
    EntityKey { kind: EntityKind::User, id: u128::from(number).to_le_bytes() }
}

/// Forty people's history; of some of them a fraud is told, at a payee they never paid, for a lot: the day after their last purchase but one.
fn history(victims: u64, frauds_each: i64, truth: Truth) -> History {
    let mut history = History::default();
    for number in 0..40 {
        let mut person = Person::of(number);
        let mut tell = |purchase: &Purchase, truth| {
            let occasion = Occasion { purchase: Some(purchase), ..Occasion::default() };
            history.hear(&user(number), &occasion, truth);
        };
        (0..30).for_each(|day| tell(&person.buys(day), Truth::Genuine));
        for fraud in (0..frauds_each).filter(|_| number < victims) {
            let hour = person.hour + fraud % 3;
            // Each in another band, so that none is like another.
            let times = 5 + 3 * (fraud % 4);
            tell(&paying((31 + fraud) * DAY + hour * HOUR, times * person.usual_minor as i64, 99), truth);
        }
        tell(&person.buys(60), Truth::Genuine);
    }
    history
}

fn rules(history: &History) -> Vec<(String, f64)> {
    let taught = history.teach(Priors::default());
    let shown = taught.map(|priors| Profile.shown(&priors)).unwrap_or_default();
    shown.into_iter().filter(|(name, _)| name.starts_with("rule.")).collect()
}

#[test]
fn what_frauds_have_in_common_becomes_a_rule_that_is_given_as_the_reason() {
    let taught = history(20, 2, Truth::Fraud(Some(FraudKind::Impersonation)));
    let priors = taught.teach(Priors::default()).unwrap();
    assert!(rules(&taught).iter().any(|(name, _)| name.contains("usual_amount")), "{:?}", rules(&taught));
    // A customer of whom no fraud was ever told.
    let mut person = Person::of(39);
    let state = person.known(30);
    let stolen = paying(31 * DAY + person.hour * HOUR, 6 * person.usual_minor as i64, 98);
    let (with, without) = (known(&state, &priors, &stolen), known(&state, &Priors::default(), &stolen));
    assert!(with.score < without.score / 5.0, "{with:?} {without:?}");
    let rule = with.findings.first().unwrap();
    assert_eq!(rule.code, "fraud_rule");
    assert!(rule.text.contains("frauds told of here"), "{rule:?}");
    // What fits no rule is a little less suspect for it.
    let usual = person.buys(31);
    let (with, without) = (known(&state, &priors, &usual), known(&state, &Priors::default(), &usual));
    assert!(with.score >= without.score && with.findings.iter().all(|one| one.code != "fraud_rule"));
}

#[test]
fn swindles_one_persons_bad_luck_and_few_frauds_make_no_rules() {
    assert!(!rules(&history(20, 2, Truth::Fraud(None))).is_empty());
    assert_eq!(rules(&history(20, 2, Truth::Fraud(Some(FraudKind::Swindle)))), []);
    assert_eq!(rules(&history(2, 20, Truth::Fraud(None))), [], "two people");
    assert_eq!(rules(&history(9, 2, Truth::Fraud(None))), [], "eighteen frauds");
}

#[test]
fn frauds_of_one_user_that_look_alike_count_once() {
    let mut told = history(8, 2, Truth::Fraud(None));
    for number in 0..8 {
        for again in 0..5 {
            let last = paying(33 * DAY + again, 5_000_000, 97);
            let occasion = Occasion { purchase: Some(&last), ..Occasion::default() };
            told.hear(&user(100 + number % 2), &occasion, Truth::Fraud(None));
        }
    }
    assert_eq!(rules(&told), [], "sixteen, and one of two people each, over and over");
}

#[test]
fn what_a_user_did_close_to_a_fraud_counts_as_neither() {
    let clear = history(20, 2, Truth::Fraud(None));
    let mut noisy = history(20, 2, Truth::Fraud(None));
    for number in 0..20 {
        let usual_minor = Person::of(number).usual_minor as i64;
        for hours in 1..6 {
            // By the same hand, within a day, and never reported.
            let unreported = paying(31 * DAY + (6 + hours) * HOUR, 5 * usual_minor, 99);
            let occasion = Occasion { purchase: Some(&unreported), ..Occasion::default() };
            noisy.hear(&user(number), &occasion, Truth::Genuine);
        }
    }
    assert_eq!(rules(&noisy), rules(&clear));
}

#[test]
fn a_rule_weighs_more_the_more_frauds_support_it() {
    let heaviest = |victims| {
        let rules = rules(&history(victims, 2, Truth::Fraud(None)));
        rules.iter().map(|(_, weight)| *weight).fold(0.0, f64::max)
    };
    let weights: Vec<f64> = [12, 20, 30].into_iter().map(heaviest).collect();
    assert!(weights.is_sorted_by(|few, many| few < many), "{weights:?}");
}
