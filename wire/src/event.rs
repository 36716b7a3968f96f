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
    /// How the finger or pen that presses or moved last touches the screen. Sent when it changed.
    Contact(Contact),
    /// How the device is held, at most ten times a second. Only where the browser tells without asking.
    Orientation(Tilt),
    /// How the device is shaken, at most ten times a second. Only where the browser tells without asking.
    Motion(Acceleration),
    /// Something was pasted. Never what.
    Paste {
        /// Into what kind of field.
        field: Field,
    },
    /// The browser filled a field in.
    Autofill {
        /// What kind of field.
        field: Field,
    },
    /// An input method began to compose text.
    CompositionStart {
        /// In what kind of field.
        field: Field,
    },
    /// The input method is done.
    CompositionEnd {
        /// In what kind of field.
        field: Field,
    },
    /// A script of the page made an event up (`isTrusted` is false). Which one is sent rarely, not every time.
    Untrusted {
        /// Of what class.
        class: EventClass,
    },
    /// Text came into a field, and no key brought it.
    Inserted {
        /// Into what kind of field.
        field: Field,
    },
    /// The press before this was at the very centre of what it pressed.
    Centred,
}

/// How a finger or pen touches the screen (W3C Pointer Events, Level 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Width of the contact in CSS pixels, cut at 255; 1 where the screen cannot tell.
    pub width: u8,
    /// Height of the contact in CSS pixels, cut at 255; 1 where the screen cannot tell.
    pub height: u8,
    /// Pressure from 0 to 255; 128 where the screen cannot tell.
    pub pressure: u8,
}

/// How the device is held, in tenths of a degree (W3C Device Orientation, `beta` and `gamma`). The compass
/// (`alpha`) is left out: it says where somebody is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tilt {
    /// Front to back, −1800 to 1800.
    pub beta: i16,
    /// Left to right, −900 to 900.
    pub gamma: i16,
}

/// Acceleration with gravity, in hundredths of m/s² along the device's axes (W3C Device Orientation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceleration {
    /// To the right of the screen.
    pub x: i16,
    /// To the top of the screen.
    pub y: i16,
    /// Out of the screen.
    pub z: i16,
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

closed_set! {
    /// Class of an event, for those that a script made up.
    EventClass {
        /// Keys.
        Keyboard = 0,
        /// Presses, releases, moves and clicks.
        Pointer = 1,
        /// Scrolling.
        Scroll = 2,
        /// Focus and blur.
        Focus = 3,
        /// Input, paste, composition.
        Input = 4,
        /// Orientation and motion.
        Device = 5,
        /// The page is hidden, shown or goes away.
        Page = 6,
    }
}
