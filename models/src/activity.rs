//! What somebody does at a shop, of all parts of an occasion: what the profiles of users are made of.

use crate::attempts::{Account, Attempts};
use crate::evidence::Absence;
use crate::observation::{Path, Timestamp};
use crate::occasion::{Occasion, Part};
use alloc::{borrow::Cow, string::String};

/// A payment, with as much of the visit and of what was tried lately as is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// When it was asked about.
    pub at: Timestamp,
    /// In the currency's minor unit.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Whoever is paid.
    pub payee: Option<[u8; 16]>,
    /// The card that pays.
    pub card: Option<[u8; 16]>,
    /// The device of the visit.
    pub device: Option<[u8; 16]>,
    /// The network it came through.
    pub network: Option<Path>,
    /// Whether the card has paid here before.
    pub card_known: Option<bool>,
    /// What the user tried within a day.
    pub tried_day: Option<u8>,
    /// How often a bank refused the user, the device or the card within a day.
    pub refused_day: Option<u8>,
    /// What happened to the user's account.
    pub account: Option<Account>,
}

impl Part for Activity {
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence> {
        let purchase = occasion.purchase.ok_or(Absence::NoPurchase)?;
        let (visit, attempts) = (occasion.visit, occasion.attempts);
        Ok(Cow::Owned(Self {
            at: purchase.at,
            amount_minor: purchase.amount_minor,
            currency: purchase.currency.clone(),
            payee: purchase.payee,
            card: purchase.card.as_ref().map(|card| card.id),
            device: visit.map(|visit| visit.device),
            network: visit.map(|visit| visit.path),
            card_known: attempts.and_then(|attempts| attempts.card_known),
            tried_day: attempts.and_then(|attempts| attempts.user).map(|user| user.day.attempts),
            refused_day: attempts.and_then(refused_day),
            account: attempts.and_then(|attempts| attempts.account),
        }))
    }
}

fn refused_day(attempts: &Attempts) -> Option<u8> {
    let pasts = [attempts.user, attempts.device, attempts.card];
    pasts.into_iter().flatten().map(|past| past.day.refused).max()
}
