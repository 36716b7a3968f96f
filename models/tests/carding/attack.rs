//! People who try out cards.

use super::{DAY_US, HOUR_US, Happened, SECOND_US, Tried, What, card, expiry, id, issuer};
use models::attempts::CardResult;
use models::observation::Timestamp;
use models::purchase::{Card, Purchase};
use rand::{Rng, RngExt};

/// How somebody goes about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attack {
    pub name: &'static str,
    pub cards: Cards,
    /// Purchases from one device before the next one is taken.
    pub per_device: usize,
    /// Whether one account is used throughout.
    pub one_user: bool,
    /// Seconds from one to the next, the mean.
    pub every_s: i64,
    /// Share that banks refuse.
    pub refused: f64,
    pub amounts: Amounts,
    pub attempts: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cards {
    /// Bought: of all issuers.
    Stolen,
    /// Of one issuer and expiry, one after the other.
    Walk,
    /// Of one issuer and expiry, in no order.
    Scattered,
    /// One card, code after code.
    One,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amounts {
    /// The cheapest thing, always.
    Same,
    /// Anything small.
    Small,
    /// Anything that others pay as well.
    Usual,
}

const PLAIN: Attack = Attack {
    name: "carding, one device",
    cards: Cards::Stolen,
    per_device: usize::MAX,
    one_user: false,
    every_s: 40,
    refused: 0.75,
    amounts: Amounts::Small,
    attempts: 100,
};

/// Those that are promised to be seen.
pub const PROMISED: [Attack; 6] = [
    PLAIN,
    Attack { name: "carding, a device for ten cards", per_device: 10, ..PLAIN },
    Attack { name: "numbers in sequence, one device", cards: Cards::Walk, ..PLAIN },
    Attack { name: "numbers in sequence, a device each", cards: Cards::Walk, per_device: 1, ..PLAIN },
    Attack { name: "distributed, a device each, one amount", per_device: 1, amounts: Amounts::Same, ..PLAIN },
    Attack { name: "distributed, a device each, small amounts", per_device: 1, ..PLAIN },
];

/// Harder ones, and other ones.
pub const OTHERS: [Attack; 8] = [
    Attack {
        name: "one issuer and expiry, no order, a device each",
        cards: Cards::Scattered,
        per_device: 1,
        ..PLAIN
    },
    Attack {
        name: "security codes of one card, a device each",
        cards: Cards::One,
        per_device: 1,
        refused: 0.99,
        attempts: 40,
        ..PLAIN
    },
    Attack { name: "carding, one account, a device each", per_device: 1, one_user: true, ..PLAIN },
    Attack {
        name: "distributed, one amount, one in 3 refused",
        per_device: 1,
        amounts: Amounts::Same,
        refused: 0.33,
        ..PLAIN
    },
    Attack {
        name: "distributed, one amount, one in 15 minutes",
        per_device: 1,
        amounts: Amounts::Same,
        every_s: 900,
        ..PLAIN
    },
    Attack {
        name: "distributed, one amount, one in two hours",
        per_device: 1,
        amounts: Amounts::Same,
        every_s: 7_200,
        attempts: 40,
        ..PLAIN
    },
    Attack { name: "distributed, all kinds of amounts", per_device: 1, amounts: Amounts::Usual, ..PLAIN },
    Attack {
        name: "distributed, one amount, none refused",
        per_device: 1,
        amounts: Amounts::Same,
        refused: 0.0,
        ..PLAIN
    },
];

impl Attack {
    /// All that happens, from a moment on.
    pub fn happens(
        &self,
        number: usize,
        from: i64,
        tells_results: bool,
        random: &mut impl Rng,
    ) -> Vec<Happened> {
        let (bin, month) = (issuer(random.random_range(0..150)), random.random_range(0..48));
        let (start, price) = (random.random_range(0..8_000), random.random_range(100..500));
        let (one, user) = (card(random), id(random));
        let (mut device, mut at, mut happened) = (id(random), from, Vec::new());
        for attempt in 0..self.attempts {
            if attempt > 0 && attempt % self.per_device == 0 {
                device = id(random);
            }
            let made_up = |last4: usize, random: &mut _| Card {
                id: id(random),
                bin: bin.clone(),
                last4: format!("{:04}", last4 % 10_000),
                expiry: expiry(month),
            };
            let card = match self.cards {
                Cards::Stolen => card(random),
                Cards::Walk => made_up(start + 10 * attempt + random.random_range(0..10), random),
                Cards::Scattered => made_up(random.random_range(0..10_000), random),
                Cards::One => one.clone(),
            };
            let amount_minor = match self.amounts {
                Amounts::Same => price,
                Amounts::Small => random.random_range(50..500),
                Amounts::Usual => super::amount(random),
            };
            let purchase = Purchase {
                at: Timestamp(at),
                amount_minor,
                currency: "EUR".into(),
                payee: None,
                card: Some(card),
            };
            let tried = Tried {
                purchase,
                device: Some(device),
                user: self.one_user.then_some(user),
                attack: Some((number, attempt)),
            };
            happened.push(Happened { at, what: What::Tried(tried.clone()) });
            if tells_results {
                let result = match random.random_bool(self.refused) {
                    true if self.cards == Cards::One => CardResult::CvcFailed,
                    true => CardResult::Declined,
                    false => CardResult::Authorised,
                };
                happened.push(Happened { at: at + 2 * SECOND_US, what: What::Answered(tried, result) });
            }
            at += (self.every_s as f64 * random.random_range(0.3..1.7)) as i64 * SECOND_US;
        }
        happened
    }
}

/// One attack after the other, days apart, from the tenth day on: which attack each was.
pub fn campaigns(
    attacks: &[Attack],
    rounds: usize,
    days: i64,
    tells_results: bool,
    random: &mut impl Rng,
) -> (Vec<Happened>, Vec<Attack>) {
    let all: Vec<Attack> = attacks.iter().copied().cycle().take(attacks.len() * rounds).collect();
    let mut happened = Vec::new();
    for (number, attack) in all.iter().enumerate() {
        let day = 10 + number as i64 * (days - 12) / all.len() as i64;
        let from = day * DAY_US + random.random_range(6 * HOUR_US..22 * HOUR_US);
        happened.extend(attack.happens(number, from, tells_results, random));
    }
    (happened, all)
}
