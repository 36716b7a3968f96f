//! What is measured of typing whatever the text: by the classes of keys, never by the keys.

use crate::detectors::behaviour::keystroke::Kind;
use crate::observation::KeyClass;
use alloc::{format, string::String};
use serde::{Deserialize, Serialize};

/// A class of keys, as far as they are told apart here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Key {
    Letter,
    Digit,
    Space,
    Punctuation,
    Correction,
    Shift,
    Enter,
}

impl Key {
    /// Every class, in order.
    const ALL: [Self; 7] = [
        Self::Letter,
        Self::Digit,
        Self::Space,
        Self::Punctuation,
        Self::Correction,
        Self::Shift,
        Self::Enter,
    ];

    /// `None` of keys that write nothing and correct nothing.
    pub(super) fn of(class: KeyClass) -> Option<Self> {
        Some(match class {
            KeyClass::Letter => Self::Letter,
            KeyClass::Digit => Self::Digit,
            KeyClass::Space => Self::Space,
            KeyClass::Punctuation => Self::Punctuation,
            KeyClass::Correction => Self::Correction,
            KeyClass::Modifier => Self::Shift,
            KeyClass::Enter => Self::Enter,
            KeyClass::Navigation | KeyClass::Tab | KeyClass::Composition | KeyClass::Other => return None,
        })
    }

    fn code(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Digit => "digit",
            Self::Space => "space",
            Self::Punctuation => "punctuation",
            Self::Correction => "correction",
            Self::Shift => "shift",
            Self::Enter => "enter",
        }
    }

    fn with_article(self) -> &'static str {
        match self {
            Self::Letter => "a letter",
            Self::Digit => "a digit",
            Self::Space => "a space",
            Self::Punctuation => "a punctuation mark",
            Self::Correction => "a correction",
            Self::Shift => "Shift",
            Self::Enter => "Enter",
        }
    }
}

/// How many keys are told apart.
const KEYS: u8 = Key::ALL.len() as u8;

/// One number of somebody's typing: how long keys of a class are held, or how long it takes from one of a class to one of another.
/// There are seven holds, and two times for each of 49 digraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(u8);

impl Number {
    /// How long keys of a class are held.
    pub const fn hold(key: Key) -> Self {
        Self(key as u8)
    }

    /// From press to press.
    pub const fn down(from: Key, to: Key) -> Self {
        Self(KEYS + 2 * (KEYS * from as u8 + to as u8))
    }

    /// From release to press.
    pub const fn flight(from: Key, to: Key) -> Self {
        Self(Self::down(from, to).0 + 1)
    }

    /// The number that is kept under this code; `None` where there is none.
    #[cfg(test)]
    pub(super) fn of_code(code: u8) -> Option<Self> {
        Some(Self(code)).filter(|number| number.is_sound())
    }

    /// Whether there is such a number.
    pub(super) fn is_sound(self) -> bool {
        self <= Self::flight(Key::Enter, Key::Enter)
    }

    /// What kind of number it is, and so its scale.
    pub fn kind(self) -> Kind {
        match self.0.checked_sub(KEYS) {
            None => Kind::Hold,
            Some(digraph) if digraph.is_multiple_of(2) => Kind::Down,
            Some(_) => Kind::Flight,
        }
    }

    /// The key that is held, or the keys from which to which a time is.
    fn keys(self) -> (Option<Key>, Option<Key>) {
        let key = |at: u8| Key::ALL.get(usize::from(at)).copied();
        match self.0.checked_sub(KEYS).map(|times| times / 2) {
            None => (key(self.0), None),
            Some(digraph) => (key(digraph / KEYS), key(digraph % KEYS)),
        }
    }

    /// Stable snake_case code: `held_letter`, `from_letter_to_space`, `letting_go_of_letter_to_space`.
    pub fn code(self) -> String {
        let (from, to) = self.keys();
        let [from, to] = [from, to].map(|key| key.map_or("key", Key::code));
        match self.kind() {
            Kind::Hold => format!("held_{from}"),
            Kind::Down => format!("from_{from}_to_{to}"),
            Kind::Flight => format!("letting_go_of_{from}_to_{to}"),
        }
    }

    /// In plain words: `time from a letter to a space`.
    pub fn label(self) -> String {
        let (from, to) = self.keys();
        let article = |key: Option<Key>| key.map_or("a key", Key::with_article);
        let to = if from == to { "the next" } else { article(to) };
        let from = article(from);
        match self.kind() {
            Kind::Flight => format!("from letting go of {from} to {to}"),
            Kind::Down => format!("time from {from} to {to}"),
            Kind::Hold => format!("{from} held"),
        }
    }
}
