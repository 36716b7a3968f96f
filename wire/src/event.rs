//! Behavioural events: how somebody types, points and scrolls. Positions, classes and times only: never
//! which key was pressed, never the value of a field.

use serde::{Deserialize, Serialize};

/// Length of one [`Tick`] in microseconds.
pub const TICK_US: u32 = 100;

/// Time since the page view began, in units of 100 µs (the resolution browsers give: Chrome 100 µs).
/// `u32` ticks last five days; a page view is cut long before.
pub type Tick = u32;

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened. Keys keep every tick; all other events are cut to 10 ticks (1 ms) on the wire.
    pub at: Tick,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A key went down.
    KeyDown(Key),
    /// The key held in `slot` went up. Slots number the keys held at the same time, so overlap
    /// (rollover) is visible without knowing the keys.
    KeyUp {
        /// Slot that the matching [`Key`] took.
        slot: u8,
    },
    /// The pointer moved to a place in the viewport, in CSS pixels.
    PointerMove(Point),
    /// A button, finger or pen went down.
    PointerDown(Press),
    /// A button, finger or pen went up.
    PointerUp(Press),
    /// The page scrolled to a vertical offset, in CSS pixels.
    Scroll {
        /// Offset from the top.
        y: i32,
    },
    /// A field received the focus.
    Focus {
        /// What kind of field.
        field: Field,
    },
    /// The field lost the focus.
    Blur,
    /// The page was hidden (another tab, another app).
    Hidden,
    /// The page is visible again.
    Shown,
    /// A new view of a single-page app began.
    View,
}

/// A key press. No identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Slot among the keys held now, 0–15.
    pub slot: u8,
    /// Class of the key.
    pub class: KeyClass,
    /// The browser repeats a held key.
    pub repeat: bool,
    /// Kind of the field that has the focus.
    pub field: Field,
    /// Caret position in the field, cut at 255; `0` outside of fields.
    pub position: u8,
}

/// A place in the viewport, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// From the left.
    pub x: i16,
    /// From the top.
    pub y: i16,
    /// The browser delivered this move inside a later event (`getCoalescedEvents`).
    pub coalesced: bool,
}

/// A press or release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Press {
    /// From the left, CSS pixels.
    pub x: i16,
    /// From the top, CSS pixels.
    pub y: i16,
    /// What pressed.
    pub pointer: PointerKind,
    /// DOM button number 0–4; 0 for touch.
    pub button: u8,
}

macro_rules! closed_set {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum $name { $($(#[$vmeta])* $variant = $code,)* }

        impl $name {
            /// Every member, in the order of the codes.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The member with this wire code.
            pub fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }

            /// Its wire code.
            pub fn code(self) -> u8 { self as u8 }
        }
    };
}

closed_set! {
    /// Class of a key.
    KeyClass {
        /// A letter of any script.
        Letter = 0,
        /// A digit.
        Digit = 1,
        /// The space bar.
        Space = 2,
        /// Punctuation and symbols.
        Punctuation = 3,
        /// Backspace or Delete.
        Correction = 4,
        /// Arrows, Home, End, Page Up and Down.
        Navigation = 5,
        /// Shift, Control, Alt, Meta, AltGraph, Caps Lock.
        Modifier = 6,
        /// Enter.
        Enter = 7,
        /// Tab.
        Tab = 8,
        /// A key that an input method swallowed.
        Composition = 9,
        /// Anything else.
        Other = 10,
    }
}

closed_set! {
    /// Kind of a form field, from its `autocomplete`, `type` and `inputmode`.
    Field {
        /// No field has the focus.
        None = 0,
        /// A person's name.
        Name = 1,
        /// An e-mail address.
        Email = 2,
        /// A telephone number.
        Phone = 3,
        /// A street address.
        Street = 4,
        /// A town or region.
        Place = 5,
        /// A postal code.
        PostalCode = 6,
        /// A company.
        Organisation = 7,
        /// A number or a date.
        Number = 8,
        /// A search box.
        Search = 9,
        /// Several lines of free text.
        FreeText = 10,
        /// A list, check box or button.
        Choice = 11,
        /// Any other text field.
        Text = 12,
        /// A password, one-time code or card field: its focus is visible, nothing inside is observed.
        Protected = 13,
    }
}

closed_set! {
    /// What points.
    PointerKind {
        /// A mouse or trackpad.
        Mouse = 0,
        /// A finger.
        Touch = 1,
        /// A pen.
        Pen = 2,
    }
}
