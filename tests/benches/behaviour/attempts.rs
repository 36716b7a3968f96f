//! What was tried at a site: a window that is full, a million devices, users and cards later.

use crate::clock::{heading, microseconds, row};
use models::attempts::{Attempts, CardResult, Window};
use models::detectors::Detector;
use models::detectors::card_testing::{self, CardTesting};
use models::observation::Timestamp;
use models::purchase::{Card, Purchase};
use models::transitions::{Described, Machines, SHIPPED};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const PURCHASES: usize = 1_000_000;
const EVERY_US: i64 = 500_000;

/// A purchase, its device and its user.
type Tried = (Purchase, Option<[u8; 16]>, Option<[u8; 16]>);

fn tried(number: usize, random: &mut ChaCha8Rng) -> Tried {
    let card = Card {
        id: random.random(),
        bin: format!("{:06}", 400_000 + random.random_range(0..5_000)),
        last4: format!("{:04}", random.random_range(0..10_000)),
        expiry: [random.random_range(0..60); 16],
    };
    let purchase = Purchase {
        at: Timestamp(number as i64 * EVERY_US),
        amount_minor: random.random_range(100..100_000),
        currency: "EUR".into(),
        payee: Some([random.random_range(0..50); 16]),
        card: Some(card),
    };
    (purchase, Some(random.random()), Some(random.random()))
}

pub(crate) fn report() {
    let random = &mut ChaCha8Rng::seed_from_u64(1);
    let described: Described = toml::from_str(SHIPPED).unwrap();
    let mut window = Window::new(Machines::try_from(described).unwrap());
    let before = resident_mib();
    for number in 0..PURCHASES {
        let (purchase, device, user) = tried(number, random);
        window.note_purchase(&purchase, device, user);
        let result = if number % 9 == 0 { CardResult::Declined } else { CardResult::Authorised };
        window.note_result(&purchase, device, user, result, purchase.at);
    }
    heading(&format!("A window after {PURCHASES} purchases of as many cards, devices and users"));
    println!("{:<52} {:>9.0}", "resident, MiB", resident_mib() - before);
    let more: Vec<Tried> = (PURCHASES..PURCHASES + 100_000).map(|number| tried(number, random)).collect();
    let mut next = more.iter().cycle();
    let mut look_and_note = || -> Option<Attempts> {
        let (purchase, device, user) = next.next()?;
        let attempts = window.look(purchase, *device, *user);
        window.note_purchase(purchase, *device, *user);
        Some(attempts)
    };
    row("looked and noted, all of it new", microseconds(&mut look_and_note), Some(10.0));
    let known = more.first().unwrap();
    let mut again = || -> Attempts {
        let (purchase, device, user) = known;
        let attempts = window.look(purchase, *device, *user);
        window.note_purchase(purchase, *device, *user);
        attempts
    };
    row("looked and noted, card, device and user known", microseconds(&mut again), Some(10.0));
    let attempts = window.look(&known.0, known.1, known.2);
    let (state, priors) = (card_testing::State::default(), card_testing::Priors::default());
    row("card testing scored", microseconds(|| CardTesting.score(&state, &priors, &attempts)), None);
}

/// As the kernel counts it.
fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
