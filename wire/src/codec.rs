//! The event-stream codec: delta-coded, quantised, bounded.
//!
//! One event is a head byte (kind in the low four bits, a small argument in the high four), the time
//! since the previous event, and the kind's own fields. Time and place are differences to the last
//! decoded value, so cutting never accumulates.
//!
//! | kind | high four bits | then |
//! |---|---|---|
//! | key down | slot | dt in ticks, class and repeat (1 byte), field (1 byte), position |
//! | key up | slot | dt in ticks |
//! | pointer move | bit 0: coalesced | dt in ms, dx, dy |
//! | pointer down, up | button | dt in ms, dx, dy, kind |
//! | scroll | – | dt in ms, dy |
//! | focus | field | dt in ms |
//! | blur, hidden, shown, view | – | dt in ms |
//! | contact | – | dt in ms, width, height, pressure (1 byte each) |
//! | device | 0: orientation, 1: motion | dt in ms, beta, gamma or x, y, z |
//! | input | 0: paste, 1: autofill, 2, 3: composition starts, ends, 4: inserted | dt in ms, field (1 byte) |
//! | untrusted | class | dt in ms |
//! | centred | – | dt in ms |

use crate::event::{
    Acceleration, Contact, Event, EventClass, Field, Key, KeyClass, Point, PointerKind, Press, Tick, Tilt,
    What,
};
use crate::limits::EVENTS_PER_REPORT;
use crate::varint;
use alloc::vec::Vec;

/// Ticks in one millisecond.
const TICKS_PER_MS: Tick = 10;

mod kind {
    pub(super) const KEY_DOWN: u8 = 0;
    pub(super) const KEY_UP: u8 = 1;
    pub(super) const POINTER_MOVE: u8 = 2;
    pub(super) const POINTER_DOWN: u8 = 3;
    pub(super) const POINTER_UP: u8 = 4;
    pub(super) const SCROLL: u8 = 5;
    pub(super) const FOCUS: u8 = 6;
    pub(super) const BLUR: u8 = 7;
    pub(super) const HIDDEN: u8 = 8;
    pub(super) const SHOWN: u8 = 9;
    pub(super) const VIEW: u8 = 10;
    pub(super) const CONTACT: u8 = 11;
    pub(super) const DEVICE: u8 = 12;
    pub(super) const INPUT: u8 = 13;
    pub(super) const UNTRUSTED: u8 = 14;
    pub(super) const CENTRED: u8 = 15;
}

/// The high four bits of [`kind::DEVICE`].
mod device {
    pub(super) const ORIENTATION: u8 = 0;
    pub(super) const MOTION: u8 = 1;
}

/// The high four bits of [`kind::INPUT`].
mod input {
    pub(super) const PASTE: u8 = 0;
    pub(super) const AUTOFILL: u8 = 1;
    pub(super) const COMPOSITION_START: u8 = 2;
    pub(super) const COMPOSITION_END: u8 = 3;
    pub(super) const INSERTED: u8 = 4;
}

/// Why bytes are not an event stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes end inside an event.
    #[error("the event stream ends inside an event")]
    Truncated,
    /// A kind, class or field that this version does not know.
    #[error("the event stream holds a code that this version does not know")]
    UnknownCode,
    /// A time, place or count out of range.
    #[error("the event stream holds a number out of range")]
    OutOfRange,
    /// More events than a report may hold.
    #[error("the event stream holds more than {EVENTS_PER_REPORT} events")]
    TooMany,
}

/// Running values that differences refer to; equal on both sides after every event.
#[derive(Clone, Copy, Debug, Default)]
struct Reference {
    at: Tick,
    x: i16,
    y: i16,
    scroll: i32,
}

/// Encodes events in the order they happened.
#[derive(Debug, Default)]
pub struct Encoder {
    bytes: Vec<u8>,
    count: usize,
    reference: Reference,
}

impl Encoder {
    /// Appends one event. An event earlier than the previous one is moved to the previous one's time
    /// (browsers deliver coalesced moves slightly out of order).
    pub fn push(&mut self, event: &Event) {
        let quantum = quantum(&event.what);
        let steps = event.at.saturating_sub(self.reference.at) / quantum;
        self.reference.at = self.reference.at.saturating_add(steps.saturating_mul(quantum));
        self.count += 1;
        match event.what {
            What::KeyDown(key) => {
                self.head(kind::KEY_DOWN, key.slot, steps);
                self.bytes.push(key.class.code() << 1 | u8::from(key.repeat));
                self.bytes.push(key.field.code());
                self.bytes.push(key.position);
            }
            What::KeyUp { slot } => self.head(kind::KEY_UP, slot, steps),
            What::PointerMove(point) => {
                self.head(kind::POINTER_MOVE, u8::from(point.coalesced), steps);
                self.place(point.x, point.y);
            }
            What::PointerDown(press) => self.press(kind::POINTER_DOWN, press, steps),
            What::PointerUp(press) => self.press(kind::POINTER_UP, press, steps),
            What::Scroll { y } => {
                self.head(kind::SCROLL, 0, steps);
                varint::put_signed(&mut self.bytes, y.wrapping_sub(self.reference.scroll));
                self.reference.scroll = y;
            }
            What::Focus { field } => self.head(kind::FOCUS, field.code(), steps),
            What::Blur => self.head(kind::BLUR, 0, steps),
            What::Hidden => self.head(kind::HIDDEN, 0, steps),
            What::Shown => self.head(kind::SHOWN, 0, steps),
            What::View => self.head(kind::VIEW, 0, steps),
            What::Contact(contact) => {
                self.head(kind::CONTACT, 0, steps);
                self.bytes.extend([contact.width, contact.height, contact.pressure]);
            }
            What::Orientation(tilt) => {
                self.head(kind::DEVICE, device::ORIENTATION, steps);
                self.numbers(&[tilt.beta, tilt.gamma]);
            }
            What::Motion(acceleration) => {
                self.head(kind::DEVICE, device::MOTION, steps);
                self.numbers(&[acceleration.x, acceleration.y, acceleration.z]);
            }
            What::Paste { field } => self.input(input::PASTE, field, steps),
            What::Autofill { field } => self.input(input::AUTOFILL, field, steps),
            What::CompositionStart { field } => self.input(input::COMPOSITION_START, field, steps),
            What::CompositionEnd { field } => self.input(input::COMPOSITION_END, field, steps),
            What::Untrusted { class } => self.head(kind::UNTRUSTED, class.code(), steps),
            What::Inserted { field } => self.input(input::INSERTED, field, steps),
            What::Centred => self.head(kind::CENTRED, 0, steps),
        }
    }

    /// Events so far.
    pub fn len(&self) -> usize {
        self.count
    }

    /// No event so far.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Encoded size so far, in bytes.
    pub fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    /// The encoded bytes; the encoder begins anew.
    pub fn take(&mut self) -> Vec<u8> {
        let bytes = core::mem::take(&mut self.bytes);
        *self = Self::default();
        bytes
    }

    fn head(&mut self, kind: u8, argument: u8, steps: u32) {
        self.bytes.push(kind | argument.min(15) << 4);
        varint::put(&mut self.bytes, steps);
    }

    fn press(&mut self, kind: u8, press: Press, steps: u32) {
        self.head(kind, press.button, steps);
        self.place(press.x, press.y);
        self.bytes.push(press.pointer.code());
    }

    fn input(&mut self, how: u8, field: Field, steps: u32) {
        self.head(kind::INPUT, how, steps);
        self.bytes.push(field.code());
    }

    fn numbers(&mut self, values: &[i16]) {
        for value in values {
            varint::put_signed(&mut self.bytes, i32::from(*value));
        }
    }

    fn place(&mut self, x: i16, y: i16) {
        varint::put_signed(&mut self.bytes, i32::from(x) - i32::from(self.reference.x));
        varint::put_signed(&mut self.bytes, i32::from(y) - i32::from(self.reference.y));
        (self.reference.x, self.reference.y) = (x, y);
    }
}

/// Decodes a whole stream.
pub fn decode(mut bytes: &[u8]) -> Result<Vec<Event>, DecodeError> {
    let mut reference = Reference::default();
    let mut events = Vec::new();
    while let Some((&head, rest)) = bytes.split_first() {
        if events.len() == EVENTS_PER_REPORT {
            return Err(DecodeError::TooMany);
        }
        bytes = rest;
        events.push(decode_one(head, &mut bytes, &mut reference)?);
    }
    Ok(events)
}

fn decode_one(head: u8, bytes: &mut &[u8], reference: &mut Reference) -> Result<Event, DecodeError> {
    let (code, argument) = (head & 0x0f, head >> 4);
    let steps = varint::take(bytes).ok_or(DecodeError::Truncated)?;
    let what = match code {
        kind::KEY_DOWN => {
            let class = byte(bytes)?;
            What::KeyDown(Key {
                slot: argument,
                class: KeyClass::from_code(class >> 1).ok_or(DecodeError::UnknownCode)?,
                repeat: class & 1 == 1,
                field: field(byte(bytes)?)?,
                position: byte(bytes)?,
            })
        }
        kind::KEY_UP => What::KeyUp { slot: argument },
        kind::POINTER_MOVE => {
            let (x, y) = place(bytes, reference)?;
            What::PointerMove(Point { x, y, coalesced: argument & 1 == 1 })
        }
        kind::POINTER_DOWN => What::PointerDown(press(bytes, reference, argument)?),
        kind::POINTER_UP => What::PointerUp(press(bytes, reference, argument)?),
        kind::SCROLL => {
            let dy = varint::take_signed(bytes).ok_or(DecodeError::Truncated)?;
            reference.scroll = reference.scroll.wrapping_add(dy);
            What::Scroll { y: reference.scroll }
        }
        kind::FOCUS => What::Focus { field: field(argument)? },
        kind::BLUR => What::Blur,
        kind::HIDDEN => What::Hidden,
        kind::SHOWN => What::Shown,
        kind::VIEW => What::View,
        kind::CONTACT => {
            What::Contact(Contact { width: byte(bytes)?, height: byte(bytes)?, pressure: byte(bytes)? })
        }
        kind::DEVICE => match argument {
            device::ORIENTATION => What::Orientation(Tilt { beta: number(bytes)?, gamma: number(bytes)? }),
            device::MOTION => {
                What::Motion(Acceleration { x: number(bytes)?, y: number(bytes)?, z: number(bytes)? })
            }
            _ => return Err(DecodeError::UnknownCode),
        },
        kind::INPUT => {
            let field = field(byte(bytes)?)?;
            match argument {
                input::PASTE => What::Paste { field },
                input::AUTOFILL => What::Autofill { field },
                input::COMPOSITION_START => What::CompositionStart { field },
                input::COMPOSITION_END => What::CompositionEnd { field },
                input::INSERTED => What::Inserted { field },
                _ => return Err(DecodeError::UnknownCode),
            }
        }
        kind::UNTRUSTED => {
            What::Untrusted { class: EventClass::from_code(argument).ok_or(DecodeError::UnknownCode)? }
        }
        kind::CENTRED => What::Centred,
        _ => return Err(DecodeError::UnknownCode),
    };
    let advance = steps.checked_mul(quantum(&what)).ok_or(DecodeError::OutOfRange)?;
    reference.at = reference.at.checked_add(advance).ok_or(DecodeError::OutOfRange)?;
    Ok(Event { at: reference.at, what })
}

fn quantum(what: &What) -> Tick {
    match what {
        What::KeyDown(_) | What::KeyUp { .. } => 1,
        _ => TICKS_PER_MS,
    }
}

fn byte(bytes: &mut &[u8]) -> Result<u8, DecodeError> {
    let (&byte, rest) = bytes.split_first().ok_or(DecodeError::Truncated)?;
    *bytes = rest;
    Ok(byte)
}

fn field(code: u8) -> Result<Field, DecodeError> {
    Field::from_code(code).ok_or(DecodeError::UnknownCode)
}

fn number(bytes: &mut &[u8]) -> Result<i16, DecodeError> {
    let value = varint::take_signed(bytes).ok_or(DecodeError::Truncated)?;
    i16::try_from(value).map_err(|_| DecodeError::OutOfRange)
}

fn place(bytes: &mut &[u8], reference: &mut Reference) -> Result<(i16, i16), DecodeError> {
    reference.x = moved(bytes, reference.x)?;
    reference.y = moved(bytes, reference.y)?;
    Ok((reference.x, reference.y))
}

fn moved(bytes: &mut &[u8], from: i16) -> Result<i16, DecodeError> {
    let by = varint::take_signed(bytes).ok_or(DecodeError::Truncated)?;
    let to = i32::from(from).checked_add(by).ok_or(DecodeError::OutOfRange)?;
    i16::try_from(to).map_err(|_| DecodeError::OutOfRange)
}

fn press(bytes: &mut &[u8], reference: &mut Reference, button: u8) -> Result<Press, DecodeError> {
    let (x, y) = place(bytes, reference)?;
    let pointer = PointerKind::from_code(byte(bytes)?).ok_or(DecodeError::UnknownCode)?;
    Ok(Press { x, y, pointer, button })
}
