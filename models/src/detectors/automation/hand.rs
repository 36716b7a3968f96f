//! What a visit's events say of the hand that made them: keys, strokes of the mouse, presses, pastes. Times in units of
//! 100 µs since the page view began. Events may come in any order and with any value: nothing is taken for granted.

use crate::observation::{Event, EventClass, KeyClass, Observation, PointerKind, What};
use alloc::vec::Vec;

/// So far from where it was pressed is the same place, in CSS pixels.
pub(super) const SAME: f64 = 3.0;
/// Slots that the probe numbers held keys by.
const SLOTS: usize = 16;

/// A key that went down, repeats by a held key and the work of input methods left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) down: u32,
    /// How long it was held; `None` where its release was not seen.
    pub(super) held: Option<u32>,
    pub(super) class: KeyClass,
    /// A modifier was held with it: it may be a command.
    pub(super) modified: bool,
}

/// The pointer at a place, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) at: u32,
    pub(super) x: i16,
    pub(super) y: i16,
    /// Delivered inside a later event.
    pub(super) coalesced: bool,
    /// A button went down here.
    pub(super) pressed: bool,
}

impl Place {
    /// Distance in CSS pixels.
    pub(super) fn distance(&self, other: &Self) -> f64 {
        libm::hypot(f64::from(self.x) - f64::from(other.x), f64::from(self.y) - f64::from(other.y))
    }
}

/// What a hand did in one visit.
#[derive(Debug, Default)]
pub(super) struct Hand {
    /// Hardware keys in the order in which they went down.
    pub(super) keys: Vec<Key>,
    /// Where the mouse was, in order; fingers and pens are left out.
    pub(super) mouse: Vec<Place>,
    /// How often something was pasted.
    pub(super) pastes: u32,
    /// A button other than the first went down: menus paste too, and so does the middle button of some systems.
    pub(super) other_button: bool,
    /// A finger or a pen touched the screen.
    pub(super) touched: bool,
    /// An input method composed, or the browser filled in.
    pub(super) assisted: bool,
    /// How often text came into a field that no key brought.
    pub(super) inserted: u32,
    /// How often the mouse pressed something else than the last time, and at its very centre: who presses one place again has aimed once.
    pub(super) aims: u32,
    pub(super) centred: u32,
    /// Classes of events that a script made up, those that pages make up for every reason left out.
    pub(super) made_up: Vec<EventClass>,
}

impl Hand {
    /// Reads a visit; `None` where no hand and nothing in its place did anything.
    pub(super) fn of(observation: &Observation) -> Option<Self> {
        let mut reading = Reading::default();
        observation.events.iter().for_each(|event| reading.take(event));
        let hand = reading.hand;
        let anything = !hand.keys.is_empty()
            || !hand.mouse.is_empty()
            || hand.pastes > 0
            || hand.inserted > 0
            || hand.touched
            || hand.assisted
            || !hand.made_up.is_empty();
        anything.then_some(hand)
    }

    /// How long keys were held; none where fingers touch glass: the keys on a screen are made up by its keyboard.
    pub(super) fn holds(&self) -> Vec<f64> {
        self.fingers().filter_map(|key| key.held).map(f64::from).collect()
    }

    /// From one key to the next, pauses of more than a second left out; none where fingers touch glass.
    pub(super) fn intervals(&self) -> Vec<f64> {
        const PAUSE: u32 = 10_000;
        let pairs = self.fingers().zip(self.fingers().skip(1));
        let intervals = pairs.filter_map(|(key, next)| next.down.checked_sub(key.down));
        intervals.filter(|interval| *interval <= PAUSE).map(f64::from).collect()
    }

    /// Keys that are pressed one after the other; modifiers go down together with another.
    fn fingers(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(|key| !self.touched && key.class != KeyClass::Modifier)
    }
}

/// Whether a key types a character. Held with a modifier it may be a command.
pub(super) fn types(key: &Key) -> bool {
    use KeyClass::{Digit, Letter, Punctuation, Space};
    !key.modified && matches!(key.class, Letter | Digit | Punctuation | Space)
}

/// A hand while it is read.
#[derive(Default)]
struct Reading {
    hand: Hand,
    /// For each slot the key in it, by its index, and whether it is a modifier.
    held: [Option<(usize, bool)>; SLOTS],
    /// A finger or a pen is down: moves are its own.
    touching: bool,
    /// The last press of the mouse, and whether it was at another place than the one before.
    pressed: Option<Place>,
    aimed: bool,
}

impl Reading {
    fn take(&mut self, event: &Event) {
        let hand = &mut self.hand;
        let place = |x, y, coalesced, pressed| Place { at: event.at_100us, x, y, coalesced, pressed };
        match event.what {
            What::KeyDown { class: KeyClass::Composition, .. }
            | What::CompositionStart { .. }
            | What::Autofill { .. } => hand.assisted = true,
            What::KeyDown { slot, class, repeat: false, .. } => {
                let modified = self.held.iter().flatten().any(|(_, modifies)| *modifies);
                if let Some(held) = self.held.get_mut(usize::from(slot)) {
                    *held = Some((hand.keys.len(), class == KeyClass::Modifier));
                }
                hand.keys.push(Key { down: event.at_100us, held: None, class, modified });
            }
            What::KeyUp { slot } => {
                let released = self.held.get_mut(usize::from(slot)).and_then(Option::take);
                if let Some(key) = released.and_then(|(index, _)| hand.keys.get_mut(index)) {
                    key.held = event.at_100us.checked_sub(key.down);
                }
            }
            What::PointerMove { x, y, coalesced } if !self.touching => {
                hand.mouse.push(place(x, y, coalesced, false));
            }
            What::PointerDown { x, y, pointer: PointerKind::Mouse, button } => {
                self.touching = false;
                hand.other_button |= button != 0;
                let press = place(x, y, false, true);
                self.aimed = self.pressed.is_none_or(|last| last.distance(&press) > SAME);
                self.pressed = Some(press);
                hand.aims += u32::from(self.aimed);
                hand.mouse.push(press);
            }
            What::PointerDown { .. } => {
                self.touching = true;
                hand.touched = true;
            }
            What::PointerUp { .. } => self.touching = false,
            What::Contact { .. } => hand.touched = true,
            What::Paste { .. } => hand.pastes += 1,
            What::Inserted { .. } => hand.inserted += 1,
            What::Centred if !self.touching && self.aimed => hand.centred += 1,
            What::Untrusted {
                class: class @ (EventClass::Keyboard | EventClass::Pointer | EventClass::Input),
            } => hand.made_up.push(class),
            _ => (),
        }
    }
}
