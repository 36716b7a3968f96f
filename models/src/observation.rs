//! What the models read: parsed, typed, timestamped by the server. Probe formats never enter here, so the
//! journal outlives every version of the probe.

use crate::connection::{Connection, TcpInfo, Unseen};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01 UTC, by the server's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// One sealed visit: everything observed from the start of a page view until its token was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// When the page view began.
    pub opened_at: Timestamp,
    /// When it was sealed.
    pub sealed_at: Timestamp,
    /// The network it came through.
    pub path: Path,
    /// The device: the pseudonym, within its site, of the id that the page claims.
    pub device: [u8; 16],
    /// Micro-transactions in the order they were answered, those cut off by the budget left out.
    pub exchanges: Vec<Exchange>,
    /// What the browser said of itself.
    pub signals: Vec<Signal>,
    /// How the person behaved, in order of time.
    pub events: Vec<Event>,
    /// What the server saw of the connection that the page view was opened over.
    pub connection: Connection,
    /// How the page kept to the protocol.
    pub conduct: Conduct,
}

/// How a page kept to the protocol during a visit. An honest one is refused now and then: a browser may send a request
/// twice when a connection breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conduct {
    /// Messages that were refused (replayed nonce, wrong order, malformed).
    pub refused: u32,
    /// Reports that never arrived, seen by the gaps in their numbers.
    pub lost_reports: u32,
    /// Events left out because the visit held too many.
    pub events_cut: u32,
    /// Whether the work that was asked for was made up.
    pub forged_work: bool,
}

/// The network a device speaks through: an address prefix, /24 for IPv4 and /48 for IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Path {
    /// The first three bytes of an IPv4 address.
    V4([u8; 3]),
    /// The first six bytes of an IPv6 address.
    V6([u8; 6]),
}

/// One micro-transaction, timed from both sides. All durations in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What the server made of it.
    pub kind: ExchangeKind,
    /// From the complete arrival of the request to the answer's departure, the hold left out.
    pub server_us: u32,
    /// The secret delay by which the answer was held back; 0 for all but [`ExchangeKind::Held`].
    pub held_us: u32,
    /// From the arrival of the request's first part to that of its last; `None` where it came in one part.
    pub arrival_spread_us: Option<u32>,
    /// Size of the answer's body in bytes.
    pub answer_bytes: u32,
    /// From the departure of this answer to the arrival of the next request on the chain; `None` for the last.
    pub return_gap_us: Option<u32>,
    /// What the page reported; `None` where it did not.
    pub client: Option<ClientSide>,
    /// When the request arrived, since the page view was opened; `None` in a record from before format 3.
    pub arrived_us: Option<u32>,
    /// What the kernel knew of the connection when the request had arrived.
    pub tcp: Result<TcpInfo, Unseen>,
}

/// What the server made of a micro-transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ExchangeKind {
    /// Small request, small answer at once. The first of a chain is always plain: it may pay for the connection.
    Plain,
    /// The request was padded.
    Padded,
    /// The answer was large.
    Large,
    /// The answer was held back by a secret random delay.
    Held,
    /// The answer was an application error, provoked on purpose.
    Faulted,
    /// The second attempt after [`ExchangeKind::Faulted`].
    Retried,
}

/// One exchange as the page reported it. All durations in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientSide {
    /// When `fetch` was called, by the page's own clock since its time origin; `None` in a record from before format 3.
    pub started_us: Option<u64>,
    /// From the call of `fetch` to the last byte read.
    pub total_us: u32,
    /// From the end of this exchange to the start of the next one; `None` for the last.
    pub turnaround_us: Option<u32>,
    /// Resource Timing, where the browser gave it.
    pub resource: Option<ResourceSide>,
}

/// The parts of Resource Timing that are used. All durations in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceSide {
    /// Connection set-up.
    pub connect_us: u32,
    /// The connection was reused.
    pub reused: bool,
    /// From the request's departure to the first byte of the answer.
    pub ttfb_us: u32,
    /// From the first to the last byte of the answer.
    pub transfer_us: u32,
}

/// One attribute of the browser or device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Stable name.
    pub name: String,
    /// Value or named absence.
    pub reading: Reading,
}

/// What a signal read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// A whole number.
    Integer(i64),
    /// A few whole numbers in a documented order.
    Integers(Vec<i64>),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// No value, and why.
    Absent(SignalAbsence),
}

/// Why a signal has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignalAbsence {
    /// The browser lacks the interface.
    Unsupported,
    /// The interface refused.
    Blocked,
    /// It did not answer in time.
    Timeout,
    /// It failed unexpectedly.
    Failed,
}

/// One behavioural event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Since the page view began, in units of 100 µs.
    pub at_100us: u32,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A key went down.
    KeyDown {
        /// Number among the keys held at that moment.
        slot: u8,
        /// Class of the key.
        class: KeyClass,
        /// Repeated by the browser because it is held.
        repeat: bool,
        /// Kind of the field with the focus.
        field: Field,
        /// Caret position in the field.
        position: u8,
    },
    /// The key in this slot went up.
    KeyUp {
        /// The slot of the matching press.
        slot: u8,
    },
    /// The pointer moved, CSS pixels.
    PointerMove {
        /// From the left.
        x: i16,
        /// From the top.
        y: i16,
        /// Delivered inside a later event.
        coalesced: bool,
    },
    /// A press, CSS pixels.
    PointerDown {
        /// From the left.
        x: i16,
        /// From the top.
        y: i16,
        /// What pressed.
        pointer: PointerKind,
        /// DOM button number.
        button: u8,
    },
    /// A release, CSS pixels.
    PointerUp {
        /// From the left.
        x: i16,
        /// From the top.
        y: i16,
        /// What was released.
        pointer: PointerKind,
        /// DOM button number.
        button: u8,
    },
    /// Scrolled to this vertical offset, CSS pixels.
    Scroll {
        /// From the top.
        y: i32,
    },
    /// A field received the focus.
    Focus {
        /// Kind of the field.
        field: Field,
    },
    /// The field lost the focus.
    Blur,
    /// The page was hidden.
    Hidden,
    /// The page was shown again.
    Shown,
    /// A new view of a single-page app began.
    View,
    /// How the finger or pen that presses or moved last touches the screen.
    Contact {
        /// Width in CSS pixels, cut at 255.
        width: u8,
        /// Height in CSS pixels, cut at 255.
        height: u8,
        /// From 0 to 255.
        pressure: u8,
    },
    /// How the device is held, tenths of a degree.
    Orientation {
        /// Front to back.
        beta: i16,
        /// Left to right.
        gamma: i16,
    },
    /// Acceleration with gravity along the device's axes, hundredths of m/s².
    Motion {
        /// To the right of the screen.
        x: i16,
        /// To the top of the screen.
        y: i16,
        /// Out of the screen.
        z: i16,
    },
    /// Something was pasted.
    Paste {
        /// Kind of the field.
        field: Field,
    },
    /// The browser filled a field in.
    Autofill {
        /// Kind of the field.
        field: Field,
    },
    /// An input method began to compose text.
    CompositionStart {
        /// Kind of the field.
        field: Field,
    },
    /// The input method is done.
    CompositionEnd {
        /// Kind of the field.
        field: Field,
    },
    /// A script of the page made an event up.
    Untrusted {
        /// Class of the event.
        class: EventClass,
    },
    /// Text came into a field, and no key brought it: it was dictated, or a program put it in.
    Inserted {
        /// Kind of the field.
        field: Field,
    },
    /// The press before this was within a pixel of the centre of what it pressed.
    Centred,
}

/// Class of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it; wire::event::EventClass documents what falls into each")]
pub enum EventClass {
    Keyboard,
    Pointer,
    Scroll,
    Focus,
    Input,
    Device,
    Page,
}

/// Class of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it; wire::event::KeyClass documents what falls into each")]
pub enum KeyClass {
    Letter,
    Digit,
    Space,
    Punctuation,
    Correction,
    Navigation,
    Modifier,
    Enter,
    Tab,
    Composition,
    Other,
}

/// Kind of a form field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it; wire::event::Field documents what falls into each")]
pub enum Field {
    None,
    Name,
    Email,
    Phone,
    Street,
    Place,
    PostalCode,
    Organisation,
    Number,
    Search,
    FreeText,
    Choice,
    Text,
    Protected,
}

/// What points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum PointerKind {
    Mouse,
    Touch,
    Pen,
}
