//! People who try out cards, among the customers of a made-up shop; and what else is promised of the window that sees them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

mod carding;

use carding::attack::{PROMISED, campaigns};
use carding::{DAY_US, SECOND_US, Shop, What, card, days, expiry, id, machines, trial};
use models::attempts::{AccountEvent, Attempts, CardResult, Window};
use models::detectors::Detector;
use models::detectors::account::Account;
use models::detectors::card_testing::{CardTesting, Priors, State};
use models::detectors::transitions::Transitions;
use models::evidence::Evidence;
use models::observation::Timestamp;
use models::purchase::{Card, Purchase};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The promise: of the attempts behind the fifth, 95 % are not plainly allowed, and of genuine purchases at most one in a thousand is not.
#[test]
fn cards_that_are_tried_out_are_seen_and_customers_are_left_alone() {
    for (seed, orders_a_day) in [(7, 300.0), (8, 1_500.0)] {
        let random = &mut ChaCha8Rng::seed_from_u64(seed);
        let shop = Shop { orders_a_day, days: 12 + 7 * 2 * PROMISED.len() as i64, ..Shop::USUAL };
        let mut happened = days(shop, random);
        let (tried, attacks) = campaigns(&PROMISED, 2, shop.days, true, random);
        happened.extend(tried);
        let verdicts = trial::run(happened, &attacks);
        for attack in PROMISED {
            let share = verdicts.share_of(&attacks, attack.name);
            assert!(share >= 0.95, "{}: {share:.3} at {orders_a_day} orders a day", attack.name);
        }
        let all = f64::from(verdicts.challenged_by_all) / f64::from(verdicts.genuine);
        assert!(verdicts.false_positives() <= 0.001 && all <= 0.001, "{all} {:?}", verdicts.signs);
    }
}

/// A window that knows what is usual, and the moment after.
fn experienced(seed: u64) -> (Window, i64) {
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    let mut happened = days(Shop { days: 5, eventful: false, ..Shop::USUAL }, random);
    happened.sort_by_key(|one| one.at);
    let mut window = Window::new(machines());
    happened.iter().for_each(|one| tell(&mut window, &one.what, one.at));
    (window, 5 * DAY_US)
}

fn tell(window: &mut Window, what: &What, at: i64) {
    match what {
        What::Tried(tried) => window.note_purchase(&tried.purchase, tried.device, tried.user),
        What::Answered(tried, result) => {
            window.note_result(&tried.purchase, tried.device, tried.user, *result, Timestamp(at));
        }
        What::Account(user, event) => window.note_account(*user, *event, Timestamp(at)),
    }
}

fn pay(at: i64, amount_minor: i64, card: &Card) -> Purchase {
    Purchase {
        at: Timestamp(at),
        amount_minor,
        currency: "EUR".into(),
        payee: None,
        card: Some(card.clone()),
    }
}

/// The codes of what card testing says.
fn signs(attempts: &Attempts) -> Vec<String> {
    match CardTesting.score(&State::default(), &Priors::default(), attempts) {
        Evidence::Known(known) => known.findings.into_iter().map(|finding| finding.code).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_sale_brings_a_crowd_that_banks_pay_for_and_nobody_is_accused() {
    let (mut window, mut at) = experienced(1);
    let random = &mut ChaCha8Rng::seed_from_u64(2);
    let mut accused = 0;
    for _ in 0..400 {
        at += 20 * SECOND_US;
        let (purchase, device) = (pay(at, 995, &card(random)), Some(id(random)));
        accused += usize::from(!signs(&window.look(&purchase, device, None)).is_empty());
        window.note_purchase(&purchase, device, None);
        let result = if random.random_bool(0.1) { CardResult::Declined } else { CardResult::Authorised };
        window.note_result(&purchase, device, None, result, Timestamp(at + 2 * SECOND_US));
    }
    assert!(accused <= 4, "{accused} of 400");
}

#[test]
fn a_customer_whose_card_has_paid_before_is_not_drawn_into_a_crowd() {
    let (mut window, mut at) = experienced(3);
    let random = &mut ChaCha8Rng::seed_from_u64(4);
    let regular = card(random);
    let before = pay(at, 2_000, &regular);
    window.note_purchase(&before, None, None);
    window.note_result(&before, None, None, CardResult::Authorised, Timestamp(at));
    for _ in 0..30 {
        at += 20 * SECOND_US;
        let purchase = pay(at, 150, &card(random));
        window.note_purchase(&purchase, None, None);
        window.note_result(&purchase, None, None, CardResult::Declined, Timestamp(at + SECOND_US));
    }
    at += 20 * SECOND_US;
    let newcomer = signs(&window.look(&pay(at, 150, &card(random)), None, None));
    assert!(newcomer.iter().any(|code| code == "refused_crowd_of_amount"), "{newcomer:?}");
    assert_eq!(signs(&window.look(&pay(at, 150, &regular), None, None)), Vec::<String>::new());
}

#[test]
fn numbers_in_sequence_are_named_with_how_many_there_were() {
    let (mut window, mut at) = experienced(5);
    let random = &mut ChaCha8Rng::seed_from_u64(6);
    let mut number = |at: usize| Card {
        id: id(random),
        bin: "499999".into(),
        last4: format!("{:04}", 4_000 + 9 * at),
        expiry: expiry(3),
    };
    for step in 0..5 {
        at += 60 * SECOND_US;
        window.note_purchase(&pay(at, 2_000, &number(step)), None, None);
    }
    let attempts = window.look(&pay(at, 2_000, &number(5)), None, None);
    let Evidence::Known(known) = CardTesting.score(&State::default(), &Priors::default(), &attempts) else {
        panic!("{attempts:?}")
    };
    assert!(known.p_value < 0.003 && !known.mature && known.age == 0, "{known:?}");
    let walk = known.findings.iter().find(|finding| finding.code == "numbers_in_sequence").unwrap();
    assert!(walk.text.starts_with("6 cards of one issuer"), "{}", walk.text);
}

#[test]
fn a_till_is_accused_in_its_first_days_only_and_again_when_its_cards_are_refused() {
    let (mut window, start) = experienced(7);
    let random = &mut ChaCha8Rng::seed_from_u64(8);
    let till = Some(id(random));
    let mut hour = |window: &mut Window, at: i64, result| {
        for minute in 0..5 {
            let purchase = pay(at + 60 * minute * SECOND_US, 2_000, &card(random));
            window.note_purchase(&purchase, till, None);
            window.note_result(&purchase, till, None, result, purchase.at);
        }
        let next = pay(at + 300 * SECOND_US, 2_000, &card(random));
        signs(&window.look(&next, till, None)).iter().any(|code| code == "many_cards_of_device")
    };
    assert!(hour(&mut window, start, CardResult::Authorised));
    assert!(hour(&mut window, start + DAY_US, CardResult::Authorised));
    assert!(!hour(&mut window, start + 4 * DAY_US, CardResult::Authorised));
    for at in 0..3 {
        hour(&mut window, start + (5 + at) * DAY_US, CardResult::Declined);
    }
    assert!(hour(&mut window, start + 8 * DAY_US, CardResult::Authorised));
}

#[test]
fn a_taken_account_is_seen_by_the_way_that_led_to_the_purchase() {
    let (mut window, at) = experienced(9);
    let random = &mut ChaCha8Rng::seed_from_u64(10);
    let (user, own, other) = (id(random), card(random), card(random));
    let usual = pay(at, 2_000, &own);
    window.note_purchase(&usual, None, Some(user));
    window.note_result(&usual, None, Some(user), CardResult::Authorised, usual.at);
    let mut now = at + DAY_US;
    let mut tell = |window: &mut Window, event| {
        now += 20 * SECOND_US;
        window.note_account(user, event, Timestamp(now));
        now
    };
    for _ in 0..10 {
        tell(&mut window, AccountEvent::LoginFailed);
    }
    tell(&mut window, AccountEvent::LoginOk);
    let changed = tell(&mut window, AccountEvent::CredentialChanged);
    let fresh = State::default();
    let states = |attempts: &Attempts| Transitions.score(&fresh, &Default::default(), attempts);
    let usual = window.look(&pay(changed + SECOND_US, 2_000, &own), None, Some(user));
    assert_eq!(states(&usual), Evidence::Unremarkable { age: 0 });
    let taken = window.look(&pay(changed + SECOND_US, 2_000, &other), None, Some(user));
    let Evidence::Known(known) = states(&taken) else { panic!("{taken:?}") };
    assert_eq!(known.findings[0].code, "account_taken_over");
    let way = "5 times a failed login 2 min before, a login 21 s before, a changed password 1 s before, a purchase with a new card now";
    assert!(known.findings[0].text.ends_with(way), "{}", known.findings[0].text);
    let Evidence::Known(known) = Account.score(&fresh, &Default::default(), &taken) else {
        panic!("{taken:?}")
    };
    let codes: Vec<&str> = known.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["failed_logins", "credential_changed"]);
    assert_eq!(known.findings[0].text, "10 failed logins within an hour, a login 21 s before");
    let stale = window.look(&pay(changed + 3 * DAY_US, 2_000, &other), None, Some(user));
    assert_eq!(states(&stale), Evidence::Unremarkable { age: 0 });
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    let window = Window::new(machines());
    let nothing = Purchase { card: None, ..pay(0, 100, &card(&mut ChaCha8Rng::seed_from_u64(1))) };
    let attempts = window.look(&nothing, None, Some([1; 16]));
    assert_eq!(attempts, Attempts { user: Some(Default::default()), ..Attempts::default() });
}

/// Anything that can be told, on any clock.
fn any_told() -> impl Strategy<Value = (u8, u8, i64, i64)> {
    let at = prop_oneof![4 => 0..200 * DAY_US, 1 => any::<i64>()];
    let amount = prop_oneof![4 => 0..100_000_i64, 1 => any::<i64>()];
    (any::<u8>(), 0..12_u8, at, amount)
}

fn tell_any(window: &mut Window, (what, who, at, amount_minor): (u8, u8, i64, i64)) -> Attempts {
    let result = [
        CardResult::Authorised,
        CardResult::Declined,
        CardResult::CvcFailed,
        CardResult::ExpiredCard,
        CardResult::InsufficientFunds,
        CardResult::StolenCard,
    ];
    let event = [
        AccountEvent::LoginOk,
        AccountEvent::LoginFailed,
        AccountEvent::CredentialChanged,
        AccountEvent::AddressChanged,
        AccountEvent::CardAdded,
    ];
    let card = Card {
        id: [who; 16],
        bin: format!("{}", who % 3),
        last4: if who == 7 { "none".into() } else { format!("{:04}", 13 * u32::from(who)) },
        expiry: [who % 2; 16],
    };
    let purchase = Purchase { card: (who != 9).then_some(card), ..pay(at, amount_minor, &CARD) };
    let (device, user) = ((who % 4 > 0).then_some([who % 4; 16]), (who % 3 > 0).then_some([who % 3; 16]));
    let attempts = window.look(&purchase, device, user);
    match what % 5 {
        0 | 1 => window.note_purchase(&purchase, device, user),
        2 | 3 => window.note_result(&purchase, device, user, result[usize::from(what) % 6], Timestamp(at)),
        _ => window.note_account([who; 16], event[usize::from(what) % 5], Timestamp(at)),
    }
    attempts
}

const CARD: Card = Card { id: [0; 16], bin: String::new(), last4: String::new(), expiry: [0; 16] };

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_told_in_whatever_order_of_time_is_told_alike_again_and_judged_soundly(
        told in prop::collection::vec(any_told(), 0..120),
    ) {
        let (mut window, mut again) = (Window::new(machines()), Window::new(machines()));
        for one in told {
            let attempts = tell_any(&mut window, one);
            prop_assert_eq!(&attempts, &tell_any(&mut again, one));
            let bytes = postcard::to_allocvec(&attempts).unwrap();
            prop_assert!(bytes.len() < 2_000, "{} bytes", bytes.len());
            prop_assert_eq!(postcard::from_bytes::<Attempts>(&bytes).unwrap(), attempts.clone());
            for evidence in [
                CardTesting.score(&State::default(), &Priors::default(), &attempts),
                Account.score(&State::default(), &Default::default(), &attempts),
                Transitions.score(&State::default(), &Default::default(), &attempts),
            ] {
                if let Evidence::Known(known) = evidence {
                    prop_assert!(known.p_value > 0.0 && known.p_value <= 1.0, "{known:?}");
                    prop_assert!(known.findings.iter().all(|one| one.surprise.is_finite()), "{known:?}");
                }
            }
        }
        prop_assert!(window == again);
    }

    /// A clock that was years ahead for one purchase is forgotten as if it had never been.
    #[test]
    fn a_clock_that_was_wrong_for_a_moment_accuses_nobody(ahead in 0..4_000_i64, seed: u64) {
        let random = &mut ChaCha8Rng::seed_from_u64(seed);
        let mut window = Window::new(machines());
        let device = Some(id(random));
        for _ in 0..5 {
            window.note_purchase(&pay((10 + ahead) * DAY_US, 100, &card(random)), device, None);
        }
        let now = pay(5 * DAY_US, 100, &card(random));
        prop_assert_eq!(signs(&window.look(&now, device, None)), Vec::<String>::new());
    }
}
