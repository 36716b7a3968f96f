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

use crate::event::{Event, Field, Key, KeyClass, Point, PointerKind, Press, Tick, What};
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
                field: Field::from_code(byte(bytes)?).ok_or(DecodeError::UnknownCode)?,
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
        kind::FOCUS => What::Focus { field: Field::from_code(argument).ok_or(DecodeError::UnknownCode)? },
        kind::BLUR => What::Blur,
        kind::HIDDEN => What::Hidden,
        kind::SHOWN => What::Shown,
        kind::VIEW => What::View,
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
