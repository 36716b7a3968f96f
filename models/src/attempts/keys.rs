//! A purchase by the keys of all that is remembered of it.

use super::amounts::Amounts;
use super::recent::Recent;
use crate::math::hash::Hash;
use crate::purchase::{Card, Purchase};

pub(super) struct Keys {
    pub(super) card: Option<CardKeys>,
    pub(super) amount: u64,
    pub(super) size: u64,
    pub(super) currency: u64,
}

pub(super) struct CardKeys {
    pub(super) card: u64,
    pub(super) mark: u32,
    pub(super) expiry: u64,
    pub(super) issuer: u64,
    pub(super) number: Option<u16>,
}

impl Keys {
    pub(super) fn of(purchase: &Purchase, currencies: &Recent<Amounts>) -> Self {
        let currency = Hash::of(purchase.currency.as_bytes());
        let unknown = Amounts::default();
        let amounts = currencies.get(currency.mixed()).unwrap_or(&unknown);
        Self {
            card: purchase.card.as_ref().map(CardKeys::of),
            amount: currency.with(&purchase.amount_minor.to_le_bytes()).mixed(),
            size: currency.with(&[amounts.size(purchase.amount_minor)]).mixed(),
            currency: currency.mixed(),
        }
    }

    pub(super) fn mark(&self) -> Option<u32> {
        self.card.as_ref().map(|card| card.mark)
    }
}

impl CardKeys {
    fn of(card: &Card) -> Self {
        let issuer = Hash::of(card.bin.as_bytes());
        let id = Hash::of(&card.id).mixed();
        Self {
            card: id,
            mark: id as u32,
            expiry: issuer.with(&card.expiry).mixed(),
            issuer: issuer.mixed(),
            number: card.last4.parse().ok(),
        }
    }
}

pub(super) fn key(id: &[u8; 16]) -> u64 {
    Hash::of(id).mixed()
}
