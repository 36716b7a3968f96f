//! What a card pays in one currency: how large its purchases are, and the latest hundred of them.

use super::symbols::Symbols;
use crate::math::moments::Moments;
use crate::math::predictive::Predictive;
use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Purchases that are kept.
const KEPT: usize = 100;
/// Purchases after which older ones fade from the moments.
const MEMORY: f64 = 200.0;
/// Purchases that the population's spread is worth.
const WORTH: f64 = 20.0;
/// Purchases before a purse says how much amounts vary.
const ENOUGH: f64 = 8.0;
/// Each so many purchases, groups and model are learned anew.
const TRAINED_EACH: u32 = 10;
/// What lies further out than this many scales is learned as if it lay there.
const WINSOR: f64 = 3.0;
/// Steps to a factor of e in what is kept of an amount: a tenth of a per cent.
const STEPS: f64 = 1_000.0;
const MINUTE_US: f64 = 60e6;

/// One currency's name, as far as it is kept.
pub(super) type Currency = [u8; 3];

/// See the module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub(super) struct Purse {
    currency: Currency,
    purchases: u32,
    /// Of the roots of amounts, on which scale purchases are nearly symmetric.
    roots: Moments,
    /// The oldest first.
    kept: Vec<Bought>,
    last: Timestamp,
    symbols: Option<Symbols>,
}

/// A purchase, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Bought {
    /// `STEPS · ln(1 + amount)`.
    amount: u16,
    /// Since the one before, 45 days at most.
    after_min: u16,
}

/// An encoded purse, before its bounds are checked.
#[derive(Deserialize)]
struct Stored {
    currency: Currency,
    purchases: u32,
    roots: Moments,
    kept: Vec<Bought>,
    last: Timestamp,
    symbols: Option<Symbols>,
}

impl TryFrom<Stored> for Purse {
    type Error = &'static str;

    fn try_from(
        Stored { currency, purchases, roots, kept, last, symbols }: Stored,
    ) -> Result<Self, Self::Error> {
        let sound = kept.len() <= KEPT && kept.len() as u64 <= u64::from(purchases) && roots.mean() >= 0.0;
        sound
            .then_some(Self { currency, purchases, roots, kept, last, symbols })
            .ok_or("no purchases fill a purse like that")
    }
}

impl Purse {
    pub(super) fn of(currency: Currency) -> Self {
        Self {
            currency,
            purchases: 0,
            roots: Moments::default(),
            kept: Vec::new(),
            last: Timestamp::default(),
            symbols: None,
        }
    }

    pub(super) fn currency(&self) -> Currency {
        self.currency
    }

    /// Purchases learned.
    pub(super) fn purchases(&self) -> u32 {
        self.purchases
    }

    /// Where the root of the next amount should lie. `ratio` is the population's standard deviation, in means.
    pub(super) fn next_root(&self, ratio: f64) -> Predictive {
        let (n, centre) = (self.roots.n(), self.roots.mean());
        // Amounts of 0 only have no spread of their own.
        let expected = (ratio * centre).max(0.5);
        let df = WORTH + (n - 1.0).max(0.0);
        let scale = libm::sqrt((WORTH * expected * expected + self.roots.scatter()) / df);
        Predictive { centre, scale: scale * libm::sqrt(1.0 + 1.0 / n.max(1.0)), df }
    }

    /// Standard deviation of the roots in means; `None` while there are too few to say.
    pub(super) fn ratio(&self) -> Option<f64> {
        let enough = self.roots.n() >= ENOUGH && self.roots.mean() > 0.0;
        enough.then(|| libm::sqrt(self.roots.scatter() / (self.roots.n() - 1.0)) / self.roots.mean())
    }

    /// Mean and standard deviation of the kept amounts.
    pub(super) fn amount(&self) -> (f64, f64) {
        let n = self.kept.len().max(1) as f64;
        let mean = self.amounts().sum::<f64>() / n;
        let squares = self.amounts().map(|amount| (amount - mean) * (amount - mean)).sum::<f64>();
        (mean, libm::sqrt(squares / n))
    }

    /// The kept amounts, the oldest first.
    pub(super) fn amounts(&self) -> impl Iterator<Item = f64> {
        self.kept.iter().map(|bought| libm::expm1(f64::from(bought.amount) / STEPS))
    }

    pub(super) fn symbols(&self) -> Option<&Symbols> {
        self.symbols.as_ref()
    }

    /// Minutes since the last purchase; 0 where a clock stepped back.
    fn since_last_min(&self, at: Timestamp) -> f64 {
        at.0.saturating_sub(self.last.0).max(0) as f64 / MINUTE_US
    }

    /// Minutes from each kept purchase to this moment, and its amount, the newest first.
    pub(super) fn before(&self, at: Timestamp) -> impl Iterator<Item = (f64, f64)> {
        let ago = self.kept.iter().rev().scan(self.since_last_min(at), |ago, bought| {
            let this = *ago;
            *ago += f64::from(bought.after_min);
            Some((this, bought.amount))
        });
        ago.map(|(ago, amount)| (ago, libm::expm1(f64::from(amount) / STEPS)))
    }

    /// Purchases a minute, as far as they are kept.
    pub(super) fn rate(&self, at: Timestamp) -> f64 {
        let between: f64 = self.kept.iter().skip(1).map(|bought| f64::from(bought.after_min)).sum();
        self.kept.len() as f64 / (between + self.since_last_min(at)).max(1.0)
    }

    pub(super) fn learn(&mut self, amount: f64, at: Timestamp, ratio: f64) {
        let root = libm::sqrt(amount);
        let learned = match self.roots.n() >= 2.0 {
            true => self.next_root(ratio).winsorised(root, WINSOR),
            false => root,
        };
        self.roots.push(learned.max(0.0), MEMORY);
        self.purchases = self.purchases.saturating_add(1);
        if self.kept.len() >= KEPT {
            self.kept.remove(0);
        }
        // Casts saturate.
        let after_min = self.since_last_min(at) as u16;
        let amount = libm::round(STEPS * libm::log1p(amount)) as u16;
        self.kept.push(Bought { amount, after_min });
        self.last = self.last.max(at);
        if self.purchases.is_multiple_of(TRAINED_EACH) {
            let amounts: Vec<f64> = self.amounts().collect();
            self.symbols = Symbols::of(&amounts);
        }
    }
}
