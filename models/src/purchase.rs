//! A payment that a back end asks about: what the models of cards and payees read.

use crate::observation::Timestamp;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// One payment. Ids are pseudonyms, within their site, of the merchant's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// When it was asked about.
    pub at: Timestamp,
    /// In the currency's minor unit, never negative.
    pub amount_minor: i64,
    /// ISO 4217, for example `EUR`.
    pub currency: String,
    /// Whoever is paid.
    pub payee: Option<[u8; 16]>,
    /// The card that pays.
    pub card: Option<Card>,
}

/// A card, never its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Which one.
    pub id: [u8; 16],
    /// First six or eight digits.
    pub bin: String,
    /// Last four digits.
    pub last4: String,
    /// Pseudonym of the merchant's own hash of the expiry date.
    pub expiry: [u8; 16],
}

/// What sort of fraud it was: each teaches the detectors that look for it, and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FraudKind {
    /// Somebody acted as another: a taken account, a stolen card.
    Impersonation,
    /// Somebody acted as themselves and meant to deceive.
    Swindle,
    /// Cards were tried out.
    CardTesting,
    /// Several parties acted together.
    Ring,
}

/// What turned out to be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Truth {
    /// It was genuine, or nobody disputed it.
    Genuine,
    /// It was fraud, of this kind where that was said.
    Fraud(Option<FraudKind>),
}

impl FraudKind {
    /// All of them, with their names.
    pub const ALL: [(Self, &str); 4] = [
        (Self::Impersonation, "impersonation"),
        (Self::Swindle, "swindle"),
        (Self::CardTesting, "card_testing"),
        (Self::Ring, "ring"),
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind)
    }
}

/// Somebody was paid, and it turned out whether by fraud. Whoever is paid learns it from this alone, so that it outlives
/// the payment's own record and says nothing of whoever paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// When that was known.
    pub at: Timestamp,
    /// What is true.
    pub truth: Truth,
    /// What had been taken for true before, and was learned.
    pub corrects: Option<Truth>,
}
