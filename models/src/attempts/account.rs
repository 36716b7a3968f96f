//! What happened to a user's account.

use super::{AccountEvent, DAY_US, HOUR_US, SECOND_US, between_us};
use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most failures that are remembered.
const ROOM: usize = 16;
/// Changes are told for so long.
const CHANGES_US: u64 = 7 * DAY_US;

/// A user's account at the moment of an assessment. Failures are counted up to sixteen; a change is `None` where none is known of the last week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Logins that failed in the last hour.
    pub failed_hour: u8,
    /// In the last day.
    pub failed_day: u8,
    /// Seconds since somebody logged in.
    pub login_s: Option<u32>,
    /// Seconds since a password or another secret was changed.
    pub credential_s: Option<u32>,
    /// Seconds since an address was changed.
    pub address_s: Option<u32>,
    /// Seconds since a card was added.
    pub card_s: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Events {
    /// The newest last.
    failed: Vec<Timestamp>,
    login: Option<Timestamp>,
    credential: Option<Timestamp>,
    address: Option<Timestamp>,
    card: Option<Timestamp>,
}

impl Events {
    pub(super) fn note(&mut self, event: AccountEvent, at: Timestamp) {
        match event {
            AccountEvent::LoginFailed => {
                if self.failed.len() == ROOM {
                    self.failed.remove(0);
                }
                self.failed.push(at);
            }
            AccountEvent::LoginOk => self.login = Some(at),
            AccountEvent::CredentialChanged => self.credential = Some(at),
            AccountEvent::AddressChanged => self.address = Some(at),
            AccountEvent::CardAdded => self.card = Some(at),
        }
    }

    pub(super) fn account(&self, now: Timestamp) -> Account {
        let failed = |span_us| self.failed.iter().filter(|at| between_us(**at, now) <= span_us).count() as u8;
        let since = |at: Option<Timestamp>| {
            let elapsed_us = between_us(at?, now);
            (elapsed_us <= CHANGES_US).then_some((elapsed_us / SECOND_US) as u32)
        };
        Account {
            failed_hour: failed(HOUR_US),
            failed_day: failed(DAY_US),
            login_s: since(self.login),
            credential_s: since(self.credential),
            address_s: since(self.address),
            card_s: since(self.card),
        }
    }
}
