//! The window of a site: bounded, deterministic, and not confused by a clock that steps back.

use super::account::Events;
use super::amounts::Amounts;
use super::common::{Before, Common};
use super::keys::{CardKeys, Keys, key};
use super::known::Known;
use super::pace::Pace;
use super::recent::Recent;
use super::till::Till;
use super::tries::{Tries, Try};
use super::walk::Numbers;
use super::{AccountEvent, Attempts, CardResult, DAY_US, between_us};
use crate::observation::Timestamp;
use crate::purchase::Purchase;
use crate::transitions::{Danger, Happening, Machines, Moment, Place, Who};
use alloc::vec::Vec;

/// Most cards, devices, users, issuers with an expiry, issuers, amounts and currencies that are remembered.
const CARDS: usize = 32_768;
const DEVICES: usize = 32_768;
const USERS: usize = 32_768;
const EXPIRIES: usize = 16_384;
const ISSUERS: usize = 4_096;
const AMOUNTS: usize = 8_192;
const SIZES: usize = 1_024;
const CURRENCIES: usize = 64;
/// Payees of a user that are remembered.
const PAYEES: usize = 8;

/// A card runs for some years: one in forty of an issuer's expires in the same month.
const EXPIRY: Before = Before { share: 0.025, worth: 40.0 };
const ISSUER: Before = Before { share: 0.005, worth: 50.0 };
const AMOUNT: Before = Before { share: 0.005, worth: 50.0 };
const SIZE: Before = Before { share: 0.05, worth: 50.0 };

/// What was tried at a site lately.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    machines: Machines,
    cards: Recent<CardSeen>,
    devices: Recent<DeviceSeen>,
    users: Recent<UserSeen>,
    expiries: Recent<(Pace, Numbers)>,
    issuers: Recent<Pace>,
    amounts: Recent<Pace>,
    sizes: Recent<Pace>,
    site: Pace,
    known: Known,
    currencies: Recent<Amounts>,
    /// Whether the merchant has ever told how a bank answered, and what happened to an account.
    tells_results: bool,
    tells_accounts: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct CardSeen {
    first: Option<Timestamp>,
    /// Whether a bank's answer about it has been counted.
    counted: bool,
    tries: Tries,
    place: Place,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct DeviceSeen {
    tries: Tries,
    place: Place,
    till: Till,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct UserSeen {
    tries: Tries,
    place: Place,
    events: Events,
    payees: Vec<u32>,
}

impl Window {
    /// Nothing has happened yet.
    pub fn new(machines: Machines) -> Self {
        Self {
            machines,
            cards: Recent::with_room(CARDS),
            devices: Recent::with_room(DEVICES),
            users: Recent::with_room(USERS),
            expiries: Recent::with_room(EXPIRIES),
            issuers: Recent::with_room(ISSUERS),
            amounts: Recent::with_room(AMOUNTS),
            sizes: Recent::with_room(SIZES),
            site: Pace::default(),
            known: Known::default(),
            currencies: Recent::with_room(CURRENCIES),
            tells_results: false,
            tells_accounts: false,
        }
    }

    /// A purchase was tried. It is looked at before.
    pub fn note_purchase(&mut self, purchase: &Purchase, device: Option<[u8; 16]>, user: Option<[u8; 16]>) {
        let (keys, now) = (Keys::of(purchase, &self.currencies), purchase.at);
        let moment = self.moment(purchase, &keys, user);
        let tiny = self.is_tiny(purchase, &keys) == Some(true);
        let one = Try { at: now, card: keys.mark(), tiny, result: None };
        if let Some(card) = &keys.card {
            self.note_card(card, one, moment);
        }
        if let Some(device) = device {
            let seen = self.devices.touch(key(&device));
            seen.tries.push(one);
            seen.till.note(now);
            self.machines.step(Who::Device, &mut seen.place, moment, now);
        }
        if let Some(user) = user {
            let seen = self.users.touch(key(&user));
            seen.tries.push(one);
            self.machines.step(Who::User, &mut seen.place, moment, now);
            if let Some(payee) = purchase.payee.map(|payee| key(&payee) as u32) {
                seen.payees.retain(|known| *known != payee);
                if seen.payees.len() == PAYEES {
                    seen.payees.remove(0);
                }
                seen.payees.push(payee);
            }
        }
        if !self.tells_results {
            self.currencies.touch(keys.currency).learn(purchase.amount_minor);
        }
        if self.is_new(&keys) {
            self.each_pace(&keys, |pace| pace.note(now));
            if let Some((key, number)) = keys.card.as_ref().and_then(|card| Some((card.expiry, card.number?)))
            {
                self.expiries.touch(key).1.push(now, number);
            }
            if !self.tells_results {
                self.each_pace(&keys, |pace| pace.learn(now));
            }
        }
        if let Some(seen) = keys.card.as_ref().and_then(|card| self.cards.get_mut(card.card)) {
            seen.first.get_or_insert(now);
        }
    }

    fn note_card(&mut self, card: &CardKeys, one: Try, moment: Moment) {
        let seen = self.cards.touch(card.card);
        seen.tries.push(one);
        self.machines.step(Who::Card, &mut seen.place, moment, one.at);
        // Without banks' answers, whoever comes back another day is known.
        let is_back = seen.first.is_some_and(|first| between_us(first, one.at) > DAY_US);
        if is_back && !self.tells_results {
            self.known.add(card.card);
        }
    }

    /// The bank answered about a purchase that was noted. Only the first answer counts.
    pub fn note_result(
        &mut self,
        purchase: &Purchase,
        device: Option<[u8; 16]>,
        user: Option<[u8; 16]>,
        result: CardResult,
        at: Timestamp,
    ) {
        let keys = Keys::of(purchase, &self.currencies);
        self.tells_results = true;
        let (tried_at, mark, refused) = (purchase.at, keys.mark(), result.is_refusal());
        let tiny = self.is_tiny(purchase, &keys) == Some(true);
        let moment = Moment::default()
            .with(Happening::Refused, refused)
            .with(Happening::Authorised, !refused)
            .with(Happening::SmallAuthorised, !refused && tiny)
            .with(Happening::CvcFailed, result == CardResult::CvcFailed);
        if let Some(seen) = device.and_then(|device| self.devices.get_mut(key(&device)))
            && seen.tries.answer(tried_at, mark, result)
        {
            seen.till.answer(refused);
            self.machines.step(Who::Device, &mut seen.place, moment, at);
        }
        if let Some(seen) = user.and_then(|user| self.users.get_mut(key(&user)))
            && seen.tries.answer(tried_at, mark, result)
        {
            self.machines.step(Who::User, &mut seen.place, moment, at);
        }
        let Some(card) = &keys.card else { return };
        let Some(seen) = self.cards.get_mut(card.card) else { return };
        if !seen.tries.answer(tried_at, mark, result) {
            return;
        }
        self.machines.step(Who::Card, &mut seen.place, moment, at);
        let first = !core::mem::replace(&mut seen.counted, true);
        if first && !self.known.has(card.card) {
            let teaches = !self.is_mostly_refused(&keys, at);
            self.each_pace(&keys, |pace| pace.answer(at, refused, teaches));
        }
        if !refused {
            self.known.add(card.card);
            self.currencies.touch(keys.currency).learn(purchase.amount_minor);
        }
    }

    /// Something happened to an account.
    pub fn note_account(&mut self, user: [u8; 16], event: AccountEvent, at: Timestamp) {
        self.tells_accounts = true;
        let seen = self.users.touch(key(&user));
        seen.events.note(event, at);
        let happening = match event {
            AccountEvent::LoginOk => Happening::LoginOk,
            AccountEvent::LoginFailed => Happening::LoginFailed,
            AccountEvent::CredentialChanged => Happening::CredentialChanged,
            AccountEvent::AddressChanged => Happening::AddressChanged,
            AccountEvent::CardAdded => Happening::CardAdded,
        };
        self.machines.step(Who::User, &mut seen.place, Moment::default().with(happening, true), at);
    }

    /// What is known at the moment of a purchase that is about to be noted.
    pub fn look(&self, purchase: &Purchase, device: Option<[u8; 16]>, user: Option<[u8; 16]>) -> Attempts {
        let (keys, now) = (Keys::of(purchase, &self.currencies), purchase.at);
        let mark = keys.mark();
        let device_seen = device.map(|device| self.devices.get(key(&device)));
        let user_seen = user.map(|user| self.users.get(key(&user)));
        let card_seen = keys.card.as_ref().map(|card| self.cards.get(card.card));
        let past = |tries: Option<&Tries>| tries.map(|tries| tries.past(now, mark)).unwrap_or_default();
        let till = device_seen.map(|seen| seen.is_some_and(|seen| seen.till.is_one(now)));
        let account = user_seen.filter(|_| self.tells_accounts);
        let mut attempts = Attempts {
            card_known: keys.card.as_ref().map(|card| self.known.has(card.card)),
            tiny: self.is_tiny(purchase, &keys),
            card: card_seen.map(|seen| past(seen.map(|seen| &seen.tries))),
            device: device_seen.map(|seen| past(seen.map(|seen| &seen.tries))),
            till,
            user: user_seen.map(|seen| past(seen.map(|seen| &seen.tries))),
            account: account.map(|seen| seen.map(|seen| seen.events.account(now)).unwrap_or_default()),
            dangers: self.dangers(
                purchase,
                &keys,
                user,
                [
                    (Who::User, user_seen.map(|seen| seen.map(|seen| &seen.place))),
                    (Who::Card, card_seen.map(|seen| seen.map(|seen| &seen.place))),
                    (
                        Who::Device,
                        device_seen.filter(|_| till == Some(false)).map(|seen| seen.map(|seen| &seen.place)),
                    ),
                ],
            ),
            ..Attempts::default()
        };
        if let Some(card) = keys.card.as_ref().filter(|_| attempts.card_known == Some(false)) {
            self.look_at_others(card, &keys, now, &mut attempts);
        }
        attempts
    }

    /// What a card that has not paid here before has in common with others.
    fn look_at_others(&self, card: &CardKeys, keys: &Keys, now: Timestamp, attempts: &mut Attempts) {
        let new = self.is_new(keys);
        let nothing = (Pace::default(), Numbers::default());
        let (expiry, numbers) = self.expiries.get(card.expiry).unwrap_or(&nothing);
        let issuer = self.issuers.get(card.issuer).copied().unwrap_or_default();
        let among_all = |pace: Option<&Pace>, before: Before| {
            Some(Common::of(&pace.copied().unwrap_or_default(), &self.site, &self.site, before, new, now))
        };
        attempts.walk = card.number.map(|number| numbers.walk(now, number));
        attempts.expiry = Some(Common::of(expiry, &issuer, &self.site, EXPIRY, new, now));
        attempts.issuer = among_all(Some(&issuer), ISSUER);
        attempts.amount = among_all(self.amounts.get(keys.amount), AMOUNT);
        attempts.size = among_all(self.sizes.get(keys.size), SIZE);
    }

    /// Where each would stand with this purchase.
    fn dangers(
        &self,
        purchase: &Purchase,
        keys: &Keys,
        user: Option<[u8; 16]>,
        standing: [(Who, Option<Option<&Place>>); 3],
    ) -> Vec<Danger> {
        let moment = self.moment(purchase, keys, user);
        let named = standing.into_iter().filter_map(|(who, place)| Some((who, place?)));
        named
            .flat_map(|(who, place)| {
                let mut place = place.cloned().unwrap_or_default();
                self.machines.step(who, &mut place, moment, purchase.at);
                self.machines.dangers(&place, purchase.at)
            })
            .collect()
    }

    fn moment(&self, purchase: &Purchase, keys: &Keys, user: Option<[u8; 16]>) -> Moment {
        let amounts = self.currencies.get(keys.currency);
        let large = amounts.and_then(|amounts| amounts.is_large(purchase.amount_minor));
        let payees = user.and_then(|user| self.users.get(key(&user))).map(|seen| &seen.payees);
        let new_payee = payees
            .zip(purchase.payee)
            .is_some_and(|(known, payee)| !known.is_empty() && !known.contains(&(key(&payee) as u32)));
        let new_card = keys.card.as_ref().is_some_and(|card| !self.known.has(card.card));
        Moment::default()
            .with(Happening::Purchase, true)
            .with(Happening::SmallPurchase, self.is_tiny(purchase, keys) == Some(true))
            .with(Happening::LargePurchase, large == Some(true))
            .with(Happening::NewCardPurchase, new_card)
            .with(Happening::NewPayeePurchase, new_payee)
    }

    fn is_tiny(&self, purchase: &Purchase, keys: &Keys) -> Option<bool> {
        self.currencies.get(keys.currency)?.is_tiny(purchase.amount_minor)
    }

    /// Whether a card comes for the first time, as far as is remembered.
    fn is_new(&self, keys: &Keys) -> bool {
        keys.card.as_ref().is_some_and(|card| {
            let first = self.cards.get(card.card).and_then(|seen| seen.first);
            first.is_none() && !self.known.has(card.card)
        })
    }

    /// Whether a purchase is one of many, most of which were refused.
    fn is_mostly_refused(&self, keys: &Keys, now: Timestamp) -> bool {
        let issuer = keys.card.as_ref().map(|card| self.issuers.get(card.issuer));
        let paces = [issuer.flatten(), self.amounts.get(keys.amount), self.sizes.get(keys.size)];
        paces.into_iter().flatten().any(|pace| pace.is_mostly_refused(now))
    }

    fn each_pace(&mut self, keys: &Keys, change: impl Fn(&mut Pace)) {
        let Some(card) = &keys.card else { return };
        change(&mut self.expiries.touch(card.expiry).0);
        change(self.issuers.touch(card.issuer));
        change(self.amounts.touch(keys.amount));
        change(self.sizes.touch(keys.size));
        change(&mut self.site);
    }
}
