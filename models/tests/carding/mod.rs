//! A shop's days, purchase by purchase, with banks' answers and logins; and people who try out cards among them. **Every number in
//! it is an assumption.**
#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "shared by a test, an example and a benchmark"
)]

pub mod attack;
pub mod recorded;
pub mod trial;

use models::attempts::{AccountEvent, CardResult};
use models::observation::Timestamp;
use models::purchase::{Card, Purchase};
use models::transitions::{Described, Machines, SHIPPED};
use rand::{Rng, RngExt};

pub const SECOND_US: i64 = 1_000_000;
pub const HOUR_US: i64 = 3_600 * SECOND_US;
pub const DAY_US: i64 = 24 * HOUR_US;

/// What happens, in order.
#[derive(Clone, Debug)]
pub struct Happened {
    pub at: i64,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Tried(Tried),
    Answered(Tried, CardResult),
    Account([u8; 16], AccountEvent),
}

#[derive(Clone, Debug)]
pub struct Tried {
    pub purchase: Purchase,
    pub device: Option<[u8; 16]>,
    pub user: Option<[u8; 16]>,
    /// Of which attack, and its how-manieth; `None`: genuine.
    pub attack: Option<(usize, usize)>,
}

pub fn machines() -> Machines {
    let described: Described = toml::from_str(SHIPPED).unwrap();
    Machines::try_from(described).unwrap()
}

pub fn id(random: &mut impl Rng) -> [u8; 16] {
    random.random()
}

/// A shop.
#[derive(Clone, Copy)]
pub struct Shop {
    pub days: i64,
    pub orders_a_day: f64,
    /// Share of orders by people who were never here.
    pub newcomers: f64,
    /// Share of payments that a bank refuses at first.
    pub refused: f64,
    /// Whether the merchant tells how banks answer.
    pub tells_results: bool,
    /// Whether there are a sale, an issuer's outage and a call centre.
    pub eventful: bool,
}

impl Shop {
    pub const USUAL: Self = Self {
        days: 40,
        orders_a_day: 1_000.0,
        newcomers: 0.3,
        refused: 0.1,
        tells_results: true,
        eventful: true,
    };
}

/// Days before the first, in which all customers and the call centre were here.
const BEFORE: i64 = 20;

struct Customer {
    user: Option<[u8; 16]>,
    device: [u8; 16],
    cards: Vec<Card>,
}

pub fn zipf(count: usize, random: &mut impl Rng) -> usize {
    (((count as f64 + 1.0).powf(random.random::<f64>())) as usize).clamp(1, count) - 1
}

pub fn issuer(number: usize) -> String {
    format!("{:06}", 400_000 + 37 * number)
}

pub fn expiry(month: u64) -> [u8; 16] {
    let mut expiry = [7; 16];
    expiry[..8].copy_from_slice(&month.to_le_bytes());
    expiry
}

pub fn card(random: &mut impl Rng) -> Card {
    Card {
        id: id(random),
        bin: issuer(zipf(150, random)),
        last4: format!("{:04}", random.random_range(0..10_000)),
        expiry: expiry(random.random_range(0..48)),
    }
}

pub fn lognormal(median: f64, sd: f64, random: &mut impl Rng) -> f64 {
    let normal = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
    median * (sd * normal).exp()
}

/// In cents: one order in three is a single thing at its price.
fn amount(random: &mut impl Rng) -> i64 {
    const PRICES: [i64; 12] = [999, 1_999, 499, 2_499, 4_990, 1_499, 299, 7_900, 199, 12_900, 990, 3_500];
    match random.random_bool(0.33) {
        true => PRICES[zipf(PRICES.len(), random)],
        false => (lognormal(3_500.0, 1.0, random) as i64).max(100),
    }
}

struct Days<'r, R> {
    shop: Shop,
    random: &'r mut R,
    happened: Vec<Happened>,
    outage: (i64, String),
}

/// Everything that genuinely happens.
pub fn days(shop: Shop, random: &mut impl Rng) -> Vec<Happened> {
    let customers = (shop.orders_a_day * 15.0) as usize;
    let mut known: Vec<Customer> = (0..customers).map(|_| customer(true, random)).collect();
    // Households: one device for several people.
    for at in (1..known.len()).step_by(8) {
        known[at].device = known[at - 1].device;
    }
    let (first, middle) = (shop.days / 3, shop.days / 2);
    let outage = (first * DAY_US + 14 * HOUR_US, issuer(2));
    let call_centre = id(random);
    let mut days = Days { shop, random, happened: Vec::new(), outage };
    for customer in &known {
        for card in &customer.cards {
            let at = days.random.random_range(-BEFORE * DAY_US..0);
            let once = Customer { user: customer.user, device: customer.device, cards: vec![card.clone()] };
            let amount = amount(days.random);
            days.order(&once, at, amount);
        }
    }
    for day in -BEFORE..shop.days {
        if shop.eventful {
            for _ in 0..(shop.orders_a_day as usize / 100).max(2) {
                let mut caller = customer(false, days.random);
                caller.device = call_centre;
                let (at, amount) = (day * DAY_US + time_of_day(days.random), amount(days.random));
                days.order(&caller, at, amount);
            }
        }
        if day < 0 {
            continue;
        }
        let orders = (shop.orders_a_day * days.random.random_range(0.8..1.2)) as usize;
        for _ in 0..orders {
            let at = day * DAY_US + time_of_day(days.random);
            match days.random.random_bool(shop.newcomers) {
                true => {
                    let guest = customer(days.random.random_bool(0.3), days.random);
                    let amount = amount(days.random);
                    days.order(&guest, at, amount);
                }
                false => {
                    let customer = &known[days.random.random_range(0..known.len())];
                    let amount = amount(days.random);
                    days.order(customer, at, amount);
                }
            }
        }
        if shop.eventful && day == middle {
            // A sale: within three hours as many orders as otherwise in a day, most of them one thing, most by newcomers.
            for _ in 0..shop.orders_a_day as usize {
                let at = day * DAY_US + 18 * HOUR_US + days.random.random_range(0..3 * HOUR_US);
                let guest = customer(false, days.random);
                let amount = if days.random.random_bool(0.8) { 995 } else { amount(days.random) };
                days.order(&guest, at, amount);
            }
        }
    }
    days.happened
}

fn customer(has_account: bool, random: &mut impl Rng) -> Customer {
    let cards = if random.random_bool(0.2) { 2 } else { 1 };
    Customer {
        user: has_account.then(|| id(random)),
        device: id(random),
        cards: (0..cards).map(|_| card(random)).collect(),
    }
}

fn time_of_day(random: &mut impl Rng) -> i64 {
    loop {
        let hour = random.random_range(0.0..24.0_f64);
        let busy = 0.1 + 0.9 * (-((hour - 16.0) / 5.0).powi(2)).exp();
        if random.random_bool(busy) {
            return (hour * HOUR_US as f64) as i64;
        }
    }
}

impl<R: Rng> Days<'_, R> {
    /// An order, with the logins before it and another try where a bank refuses.
    fn order(&mut self, customer: &Customer, mut at: i64, amount_minor: i64) {
        if let Some(user) = customer.user {
            self.logins(user, at);
        }
        let payee = Some([self.random.random_range(0..3); 16]);
        let mut cards = customer.cards.iter().cycle();
        let mut card = cards.next().unwrap().clone();
        for _ in 0..5 {
            let tried = Tried {
                purchase: Purchase {
                    at: Timestamp(at),
                    amount_minor,
                    currency: "EUR".into(),
                    payee,
                    card: Some(card.clone()),
                },
                device: Some(customer.device),
                user: customer.user,
                attack: None,
            };
            let result = self.answer(at, &card);
            self.happened.push(Happened { at, what: What::Tried(tried.clone()) });
            if self.shop.tells_results {
                let answered_at = at + self.random.random_range(1..4) * SECOND_US;
                self.happened.push(Happened { at: answered_at, what: What::Answered(tried, result) });
            }
            if !result.is_refusal() || self.random.random_bool(0.3) {
                return;
            }
            at += self.random.random_range(20..200) * SECOND_US;
            if self.random.random_bool(0.4) {
                card = cards.next().unwrap().clone();
            }
        }
    }

    fn answer(&mut self, at: i64, card: &Card) -> CardResult {
        let (from, issuer) = &self.outage;
        let is_out = self.shop.eventful && card.bin == *issuer && (0..HOUR_US).contains(&(at - from));
        match self.random.random_bool(if is_out { 0.95 } else { self.shop.refused }) {
            true => [
                CardResult::Declined,
                CardResult::InsufficientFunds,
                CardResult::CvcFailed,
                CardResult::ExpiredCard,
            ][zipf(4, self.random)],
            false => CardResult::Authorised,
        }
    }

    fn logins(&mut self, user: [u8; 16], at: i64) {
        let mut tell = |before_s: i64, event| {
            self.happened.push(Happened { at: at - before_s * SECOND_US, what: What::Account(user, event) });
        };
        let mut failed = 0;
        while failed < 8 && self.random.random_bool(if failed == 0 { 0.06 } else { 0.4 }) {
            failed += 1;
            tell(300 + 10 * failed, AccountEvent::LoginFailed);
        }
        if self.random.random_bool(if failed > 1 { 0.3 } else { 0.008 }) {
            tell(250, AccountEvent::CredentialChanged);
        }
        tell(200, AccountEvent::LoginOk);
        if self.random.random_bool(0.015) {
            tell(100, AccountEvent::AddressChanged);
        }
        if self.random.random_bool(0.04) {
            tell(60, AccountEvent::CardAdded);
        }
    }
}
