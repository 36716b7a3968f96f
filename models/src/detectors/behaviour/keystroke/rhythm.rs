//! The rhythm of one filled-in field, as numbers.
//!
//! For each key, in this order: how long it was held (`ln(H + 20 ms)`), how long after it the next one went down (`ln(DD + 20 ms)`), and
//! how long after its release that was (`asinh(UD / 100 ms)`, negative where the keys overlap). On these scales what is twice as
//! long counts the same for slow and fast typists, and a millisecond more in a short time does not count as much.

use crate::observation::{Event, Field, What};
use alloc::vec::Vec;
use core::ops::Range;

/// Fields of fewer keys have no rhythm; longer ones are free text.
pub(super) const KEYS: core::ops::RangeInclusive<usize> = 4..=24;
/// Whoever waits longer is not filling in a field, in seconds.
const PAUSE_S: f64 = 30.0;
const UNITS_PER_S: f64 = 1e4;

/// One key: when it went down and came up, in units of 100 µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// Pressed.
    pub down: u32,
    /// Released.
    pub up: u32,
}

/// One field, filled in once without a correction.
#[derive(Clone, Debug, PartialEq)]
pub struct Rhythm {
    /// Kind of the field.
    pub field: Field,
    /// How many keys.
    pub keys: u8,
    /// `3 · keys − 2` numbers.
    pub numbers: Vec<f64>,
}

/// A rhythm, and from when to when its keys went down, in units of 100 µs.
pub type Timed = (Range<u32>, Rhythm);

/// What a number of a rhythm is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// How long a key was held.
    Hold,
    /// From one key's press to the next one's.
    Down,
    /// From a key's release to the next one's press.
    Flight,
}

impl Kind {
    /// Of the number at this place.
    pub fn at(place: usize) -> Self {
        match place % 3 {
            0 => Self::Hold,
            1 => Self::Down,
            _ => Self::Flight,
        }
    }

    /// Stable snake_case code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hold => "held",
            Self::Down => "to_next",
            Self::Flight => "let_go_to_next",
        }
    }

    /// Seconds on the scale that is compared on.
    pub fn scaled(self, seconds: f64) -> f64 {
        match self {
            Self::Hold | Self::Down => libm::log(seconds.max(0.0) + 0.02),
            Self::Flight => libm::asinh(seconds / 0.1),
        }
    }

    /// Back to seconds.
    pub fn seconds(self, number: f64) -> f64 {
        match self {
            Self::Hold | Self::Down => libm::exp(number) - 0.02,
            Self::Flight => 0.1 * libm::sinh(number),
        }
    }
}

impl Rhythm {
    /// Of these keys in their order; `None` where they are too few or too many, or somebody paused.
    pub fn of(field: Field, strokes: &[Stroke]) -> Option<Self> {
        if !KEYS.contains(&strokes.len()) {
            return None;
        }
        let seconds = |from: u32, to: u32| (f64::from(to) - f64::from(from)) / UNITS_PER_S;
        let mut numbers = Vec::with_capacity(3 * strokes.len());
        let next = strokes.iter().skip(1).map(Some).chain([None]);
        for (stroke, next) in strokes.iter().zip(next) {
            let hold = seconds(stroke.down, stroke.up);
            if !(0.0..PAUSE_S).contains(&hold) {
                return None;
            }
            numbers.push(Kind::Hold.scaled(hold));
            if let Some(next) = next {
                let down = seconds(stroke.down, next.down);
                if !(0.0..PAUSE_S).contains(&down) {
                    return None;
                }
                numbers.extend([Kind::Down.scaled(down), Kind::Flight.scaled(down - hold)]);
            }
        }
        Some(Self { field, keys: strokes.len() as u8, numbers })
    }

    /// Every field of a visit that was filled in at one go: nothing was corrected, held down or left hanging, and nobody came back
    /// to it.
    pub fn all(events: &[Event]) -> Vec<Self> {
        Self::timed(events).into_iter().map(|(_, rhythm)| rhythm).collect()
    }

    /// The same, each with when its keys were pressed.
    pub fn timed(events: &[Event]) -> Vec<Timed> {
        let mut rhythms = Vec::new();
        let mut typing = Typing::default();
        // Fast typists are in the next field before they let go of the last key.
        let mut left = Typing::default();
        for event in events {
            let now = event.at_100us;
            if let What::KeyDown { slot, repeat: false, .. } = event.what
                && left.holds(slot)
            {
                // Its release was not seen: the slot is another key's by now.
                left = Typing::default();
            }
            match event.what {
                What::KeyDown { field, .. } if typing.field != Some(field) => {
                    rhythms.extend(typing.leave(&mut left));
                    typing.field = Some(field);
                    typing.press(event, now);
                }
                What::KeyDown { .. } => typing.press(event, now),
                What::KeyUp { slot } => rhythms.extend(typing.let_go(slot, now, &mut left)),
                What::Focus { .. } | What::Blur => rhythms.extend(typing.leave(&mut left)),
                What::Paste { .. }
                | What::Autofill { .. }
                | What::CompositionStart { .. }
                | What::Inserted { .. } => typing.spoiled = true,
                _ => {}
            }
        }
        rhythms.extend(typing.done());
        rhythms
    }
}

/// A field that is being filled in.
#[derive(Default)]
struct Typing {
    field: Option<Field>,
    strokes: Vec<Stroke>,
    /// Which key each held slot is.
    held: Vec<(u8, usize)>,
    spoiled: bool,
}

impl Typing {
    fn press(&mut self, event: &Event, now: u32) {
        use crate::observation::KeyClass::{Composition, Correction, Modifier, Navigation, Tab};
        let What::KeyDown { slot, class, repeat, .. } = event.what else { return };
        match class {
            // Leaving the field or holding Shift is no part of the text.
            Tab | Modifier => {}
            Correction | Navigation | Composition => self.spoiled = true,
            // Held down, or its release was lost.
            _ if repeat || self.holds(slot) => self.spoiled = true,
            _ => {
                self.held.push((slot, self.strokes.len()));
                self.strokes.push(Stroke { down: now, up: 0 });
            }
        }
    }

    fn holds(&self, slot: u8) -> bool {
        self.held.iter().any(|(held, _)| *held == slot)
    }

    /// Whether it was a key of this field.
    fn release(&mut self, slot: u8, now: u32) -> bool {
        let Some(at) = self.held.iter().position(|(held, _)| *held == slot) else { return false };
        let (_, key) = self.held.swap_remove(at);
        if let Some(stroke) = self.strokes.get_mut(key) {
            stroke.up = now;
        }
        true
    }

    /// Of this field or of the one before, which may be whole now.
    fn let_go(&mut self, slot: u8, now: u32, left: &mut Self) -> Option<Timed> {
        let before = !self.release(slot, now) && left.release(slot, now);
        (before && left.held.is_empty()).then(|| core::mem::take(left)).and_then(Self::done)
    }

    /// Begins anew. What is still held is waited for in `left`.
    fn leave(&mut self, left: &mut Self) -> Option<Timed> {
        let typed = core::mem::take(self);
        if typed.held.is_empty() {
            return typed.done();
        }
        *left = typed;
        None
    }

    fn done(self) -> Option<Timed> {
        if self.spoiled || !self.held.is_empty() {
            return None;
        }
        let pressed = self.strokes.first()?.down..self.strokes.last()?.down.saturating_add(1);
        Some((pressed, Rhythm::of(self.field?, &self.strokes)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::KeyClass;
    use std::vec;

    fn down(at_100us: u32, slot: u8, class: KeyClass) -> Event {
        let what = What::KeyDown { slot, class, repeat: false, field: Field::Email, position: 0 };
        Event { at_100us, what }
    }

    fn up(at_100us: u32, slot: u8) -> Event {
        Event { at_100us, what: What::KeyUp { slot } }
    }

    /// Five keys, 100 ms each, one every 150 ms; the last two overlap.
    fn typed() -> Vec<Event> {
        let mut events = Vec::new();
        for key in 0..3 {
            events.extend([down(1_500 * key, 0, KeyClass::Letter), up(1_500 * key + 1_000, 0)]);
        }
        events.extend([
            down(4_500, 0, KeyClass::Letter),
            down(5_000, 1, KeyClass::Digit),
            up(5_500, 0),
            up(6_000, 1),
        ]);
        events
    }

    #[test]
    fn a_field_is_holds_and_the_times_between_keys() {
        let rhythms = Rhythm::all(&typed());
        let [rhythm] = rhythms.as_slice() else { panic!("{rhythms:?}") };
        let seconds: Vec<f64> =
            rhythm.numbers.iter().enumerate().map(|(at, number)| Kind::at(at).seconds(*number)).collect();
        let expected = [0.1, 0.15, 0.05, 0.1, 0.15, 0.05, 0.1, 0.15, 0.05, 0.1, 0.05, -0.05, 0.1];
        assert_eq!((rhythm.keys, seconds.len()), (5, expected.len()));
        assert!(seconds.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{seconds:?}");
    }

    #[test]
    fn a_corrected_pasted_or_unfinished_field_has_none() {
        let with = |event: Event| Rhythm::all(&[typed(), vec![event]].concat());
        assert!(with(down(7_000, 0, KeyClass::Correction)).is_empty());
        assert!(with(down(7_000, 0, KeyClass::Letter)).is_empty());
        assert!(with(Event { at_100us: 7_000, what: What::Paste { field: Field::Email } }).is_empty());
        assert!(with(Event { at_100us: 7_000, what: What::Inserted { field: Field::Email } }).is_empty());
        assert_eq!(with(down(7_000, 0, KeyClass::Tab)).len(), 1);
    }

    #[test]
    fn whoever_is_in_the_next_field_before_the_last_key_is_up_has_typed_the_whole_field() {
        let mut events = typed();
        let last = events.pop().unwrap();
        let next = |field| Event { at_100us: 5_900, what: What::Focus { field } };
        events.extend([down(5_800, 2, KeyClass::Tab), next(Field::Phone), last, up(6_100, 2)]);
        assert_eq!(Rhythm::all(&events), Rhythm::all(&typed()));
        // What another key is let go of is not the last one.
        let shift = [down(60_000, 1, KeyClass::Modifier), up(61_000, 1)];
        let lost = [&events[..events.len() - 2], &shift].concat();
        assert!(Rhythm::all(&lost).is_empty());
        // And whoever never lets go has not.
        events.retain(|event| *event != last);
        assert!(Rhythm::all(&events).is_empty());
    }
}
