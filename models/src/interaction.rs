//! What one party does towards another: what the graph of trust is made of.

use crate::observation::Timestamp;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// One interaction. Ids are pseudonyms, within their site, of the merchant's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    /// When it happened.
    pub at: Timestamp,
    /// Whoever acts.
    pub from: [u8; 16],
    /// Whom it is meant for.
    pub to: [u8; 16],
    /// What it is.
    pub kind: InteractionKind,
    /// What the one who acts says of the other.
    pub opinion: Option<Opinion>,
    /// What is kept of its text.
    pub text: Option<TextFeatures>,
}

/// What an interaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InteractionKind {
    /// A message that answers none.
    Message,
    /// An answer to a message.
    Reply,
    /// A rating.
    Rating,
    /// A word that a trade went as it was agreed.
    Confirmation,
}

/// What one says of another: from −1, all that is bad, over 0, neither, to 1, all that is good.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Opinion(f32);

impl Opinion {
    /// `None` where it is not from −1 to 1.
    pub fn new(value: f32) -> Option<Self> {
        (-1.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// From −1 to 1.
    pub fn get(self) -> f32 {
        self.0
    }
}

impl TryFrom<f32> for Opinion {
    type Error = &'static str;

    fn try_from(value: f32) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("an opinion is from -1 to 1")
    }
}

impl From<Opinion> for f32 {
    fn from(Opinion(value): Opinion) -> Self {
        value
    }
}

/// What is kept of a text: nothing that could be read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextFeatures {
    /// How long it was, in characters.
    pub length_chars: u32,
    /// Keyed hashes of its rarest words, at most [`KEYWORDS`], sorted: whoever shares a word shares its hash.
    pub keywords: Vec<u32>,
    /// How it sounds; `None` where no word of it is known to sound like anything.
    pub sentiment: Option<Opinion>,
}

/// Most keywords that are kept of one text.
pub const KEYWORDS: usize = 8;
