//! What was tried at a site lately: the purchases of a card, a device, a user and of cards that have something in common, how banks
//! answered, and what happened to accounts.
//!
//! A [`Window`] belongs to a site and is fed in order with everything that happens; it is a projection of the journal and holds nothing of its
//! own. [`Window::look`] says what was known at the moment of an assessment; the journal keeps that with it, so that scoring anew
//! needs no window.

mod account;
mod amounts;
mod common;
mod keys;
mod known;
mod pace;
mod recent;
mod till;
mod tries;
mod walk;
mod window;

pub use self::account::Account;
pub use self::common::{Common, Crowd};
pub use self::tries::{Past, Span};
pub use self::walk::Walk;
pub use self::window::Window;

use crate::observation::Timestamp;
use crate::transitions::Danger;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// How the bank answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardResult {
    /// It will pay.
    Authorised,
    /// It will not, and does not say why.
    Declined,
    /// The security code was wrong.
    CvcFailed,
    /// The card has expired, or the date was wrong.
    ExpiredCard,
    /// The account is empty.
    InsufficientFunds,
    /// The card was reported lost or stolen.
    StolenCard,
}

impl CardResult {
    /// Whether it will not pay.
    pub fn is_refusal(self) -> bool {
        self != Self::Authorised
    }
}

/// What happened to a user's account at the merchant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountEvent {
    /// Somebody logged in.
    LoginOk,
    /// Somebody failed to.
    LoginFailed,
    /// The password, or another secret, was changed.
    CredentialChanged,
    /// Where goods go was changed.
    AddressChanged,
    /// A card was added.
    CardAdded,
}

/// What was known at the moment of an assessment; the purchase itself counts where it is said. What is not known is `None`, never 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attempts {
    /// Whether the card has paid here before; `None` where no card was named.
    pub card_known: Option<bool>,
    /// Whether nearly all purchases here are larger; `None` while too few are known.
    pub tiny: Option<bool>,
    /// Purchases with this card before.
    pub card: Option<Past>,
    /// Purchases from this device before.
    pub device: Option<Past>,
    /// Whether many cards have long been paid with there, as at a till; `None` where no device is known.
    pub till: Option<bool>,
    /// Purchases by this user before.
    pub user: Option<Past>,
    /// Cards of one issuer and expiry whose last four digits follow each other.
    pub walk: Option<Walk>,
    /// Cards that had not paid here before, of one issuer and expiry among those of this issuer.
    pub expiry: Option<Common>,
    /// Of one issuer, among all.
    pub issuer: Option<Common>,
    /// With exactly this amount, among all.
    pub amount: Option<Common>,
    /// With an amount of this size, among all.
    pub size: Option<Common>,
    /// The user's account; `None` where no user was named or the merchant never tells what happens to accounts.
    pub account: Option<Account>,
    /// Dangerous states that the user, the card and the device are in, this purchase included.
    pub dangers: Vec<Danger>,
}

pub(crate) const SECOND_US: u64 = 1_000_000;
pub(crate) const MINUTE_US: u64 = 60 * SECOND_US;
pub(crate) const HOUR_US: u64 = 60 * MINUTE_US;
pub(crate) const DAY_US: u64 = 24 * HOUR_US;

/// Time between two moments, whichever was first: a clock that was wrong for a while leaves nothing that never ends.
pub(crate) fn between_us(one: Timestamp, other: Timestamp) -> u64 {
    one.0.abs_diff(other.0)
}
