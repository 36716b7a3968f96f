//! What is known of one card.

use super::purse::{Currency, Purse};
use super::symbols::Profile;
use crate::math::habit::Hours;
use crate::math::hash::Hash;
use crate::math::kmeans1d::split;
use crate::observation::Timestamp;
use crate::purchase::Purchase;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Currencies that are kept apart; the one that was not used longest goes.
const PURSES: usize = 2;
/// Payees that are remembered.
const PAYEES: usize = 24;
const HOUR_US: i64 = 3_600_000_000;

/// See the module. At most 2 KiB, encoded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct State {
    /// The one used last first.
    purses: Vec<Purse>,
    hours: Hours,
    /// Marks of the latest payees, the newest last.
    payees: Vec<u16>,
    /// Purchases that named a payee, and those whose payee was not remembered.
    named: u32,
    newcomers: u32,
}

/// An encoded state, before its bounds are checked.
#[derive(Deserialize)]
struct Stored {
    purses: Vec<Purse>,
    hours: Hours,
    payees: Vec<u16>,
    named: u32,
    newcomers: u32,
}

impl TryFrom<Stored> for State {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { purses, hours, payees, named, newcomers } = stored;
        let sound = purses.len() <= PURSES && payees.len() <= PAYEES && newcomers <= named;
        sound.then_some(Self { purses, hours, payees, named, newcomers }).ok_or("no purchases teach that")
    }
}

/// A card's purchases in one currency, for people to read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spending {
    /// ISO 4217.
    pub currency: String,
    /// Purchases learned.
    pub purchases: u32,
    /// Means of its low, medium and high amounts, in minor units.
    pub groups_minor: Vec<f64>,
    /// Which of them dominates.
    #[serde(skip)]
    pub profile: Profile,
    /// The latest amounts, in minor units, the oldest first.
    pub amounts_minor: Vec<f64>,
}

impl State {
    /// Purchases learned in a currency.
    pub fn purchases(&self, currency: &str) -> u32 {
        self.purse(currency).map_or(0, Purse::purchases)
    }

    /// How the card spends in the currency used last.
    pub fn spending(&self) -> Option<Spending> {
        let purse = self.purses.first()?;
        let amounts_minor: Vec<f64> = purse.amounts().collect();
        let groups = split(&amounts_minor, 3);
        Some(Spending {
            currency: String::from_utf8_lossy(&purse.currency()).into_owned(),
            purchases: purse.purchases(),
            groups_minor: groups.centres,
            profile: Profile::of(&groups.counts),
            amounts_minor,
        })
    }

    pub(super) fn purse(&self, currency: &str) -> Option<&Purse> {
        let currency = named(currency);
        self.purses.iter().find(|purse| purse.currency() == currency)
    }

    pub(super) fn purses(&self) -> impl Iterator<Item = &Purse> {
        self.purses.iter()
    }

    pub(super) fn hours(&self) -> &Hours {
        &self.hours
    }

    /// How often the card pays somebody whom it does not remember, where this is such a payee.
    pub(super) fn new_payee(&self, payee: [u8; 16]) -> Option<f64> {
        let known = self.payees.contains(&Hash::of(&payee).mark());
        (!known).then(|| (f64::from(self.newcomers) + 1.0) / (f64::from(self.named) + 1.0))
    }

    pub(super) fn learn(&mut self, ratio: f64, purchase: &Purchase) {
        let currency = named(&purchase.currency);
        let mut purse = match self.purses.iter().position(|purse| purse.currency() == currency) {
            Some(at) => self.purses.remove(at),
            None => Purse::of(currency),
        };
        purse.learn(amount(purchase), purchase.at, ratio);
        self.purses.insert(0, purse);
        self.purses.truncate(PURSES);
        self.hours.push(hour(purchase.at));
        if let Some(payee) = purchase.payee {
            let mark = Hash::of(&payee).mark();
            self.named = self.named.saturating_add(1);
            match self.payees.iter().position(|known| *known == mark) {
                Some(at) => _ = self.payees.remove(at),
                None => self.newcomers = self.newcomers.saturating_add(1),
            }
            self.payees.push(mark);
            if self.payees.len() > PAYEES {
                self.payees.remove(0);
            }
        }
    }
}

/// In minor units; a back end that sends less than nothing sends nothing.
pub(super) fn amount(purchase: &Purchase) -> f64 {
    purchase.amount_minor.max(0) as f64
}

/// Hour of the day, UTC.
pub(super) fn hour(at: Timestamp) -> usize {
    at.0.div_euclid(HOUR_US).rem_euclid(24) as usize
}

pub(super) fn named(currency: &str) -> Currency {
    let mut name = Currency::default();
    name.iter_mut().zip(currency.bytes()).for_each(|(to, byte)| *to = byte);
    name
}
