//! State transition analysis: dangerous states are described as data, what happens moves users, cards and devices from state to state, and being
//! in a dangerous one is evidence with the way there as its reason (Ilgun, Kemmerer, Porras, "State Transition Analysis", IEEE
//! Trans. Softw. Eng. 21, 1995).
//!
//! [`Described`] is what a file says, [`Machines`] what of it makes sense, [`Place`] where somebody stands.

mod check;
mod place;

pub use self::check::Senseless;
pub use self::place::{Danger, Passed, Place};

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// The machines that are shipped, as TOML: the world outside parses it.
pub const SHIPPED: &str = include_str!("shipped.toml");

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Described {
    /// `[[machine]]`
    #[serde(default)]
    pub machine: Vec<Machine>,
}

/// Some states and the ways between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// In snake_case: the code of the reason.
    pub name: String,
    /// Whom it moves.
    pub who: Who,
    /// The first one is where everybody starts.
    pub states: Vec<String>,
    /// Where several fit, the first one is taken.
    pub transitions: Vec<Transition>,
    /// Which states are dangerous.
    pub dangerous: Vec<Dangerous>,
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The state before.
    pub from: String,
    /// What happens.
    pub on: Happening,
    /// How often it has to.
    #[serde(default = "once")]
    pub times: u8,
    /// Within how many seconds: all of those times, and from the arrival in the state before unless that is the start.
    pub within_s: u32,
    /// The state after.
    pub to: String,
}

fn once() -> u8 {
    1
}

/// A state that is evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dangerous {
    /// Which one.
    pub state: String,
    /// The share of genuine purchases that are made in it.
    pub rarity: f64,
    /// How many seconds it lasts.
    pub lasts_s: u32,
    /// In plain words, for people.
    pub text: String,
}

/// Whom a machine moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A customer.
    User,
    /// A card.
    Card,
    /// A device.
    Device,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Somebody logged in.
    LoginOk,
    /// Somebody failed to.
    LoginFailed,
    /// A password or another secret was changed.
    CredentialChanged,
    /// An address was changed.
    AddressChanged,
    /// A card was added.
    CardAdded,
    /// Any purchase.
    Purchase,
    /// Nearly all purchases are larger here.
    SmallPurchase,
    /// Nearly all purchases are smaller here.
    LargePurchase,
    /// With a card that has not paid here before.
    NewCardPurchase,
    /// To somebody whom this user has not paid lately, though others.
    NewPayeePurchase,
    /// The bank will pay.
    Authorised,
    /// And nearly all purchases are larger.
    SmallAuthorised,
    /// The bank will not pay, for whatever reason.
    Refused,
    /// Because of the security code.
    CvcFailed,
}

impl Happening {
    /// Whether it happens to accounts only.
    fn is_of_account(self) -> bool {
        use Happening::{
            AddressChanged, CardAdded, CredentialChanged, LoginFailed, LoginOk, NewPayeePurchase,
        };
        matches!(
            self,
            LoginOk | LoginFailed | CredentialChanged | AddressChanged | CardAdded | NewPayeePurchase
        )
    }

    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::LoginOk => "a login",
            Self::LoginFailed => "a failed login",
            Self::CredentialChanged => "a changed password",
            Self::AddressChanged => "a changed address",
            Self::CardAdded => "a card added",
            Self::Purchase => "a purchase",
            Self::SmallPurchase => "a very small purchase",
            Self::LargePurchase => "a very large purchase",
            Self::NewCardPurchase => "a purchase with a new card",
            Self::NewPayeePurchase => "a purchase from a new payee",
            Self::Authorised => "a payment authorised",
            Self::SmallAuthorised => "a very small payment authorised",
            Self::Refused => "a payment refused",
            Self::CvcFailed => "a wrong security code",
        }
    }
}

/// All that happens at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment(u16);

impl Moment {
    /// Together with what happens where it does.
    #[must_use]
    pub fn with(self, what: Happening, happens: bool) -> Self {
        Self(self.0 | u16::from(happens) << what as u16)
    }

    fn has(self, what: Happening) -> bool {
        self.0 >> what as u16 & 1 == 1
    }
}

/// Machines that make sense.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machines(Vec<place::Ready>);

impl TryFrom<Described> for Machines {
    type Error = Senseless;

    fn try_from(described: Described) -> Result<Self, Senseless> {
        check::machines(described).map(Self)
    }
}
