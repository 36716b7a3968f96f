//! The stream of events, cut into the gestures of one pointer: a tap, a swipe, a drag, and a swipe that the browser took over to scroll
//! the page.
//!
//! Of the last there is no release: the browser keeps it for itself (W3C Pointer Events, `pointercancel`). Where two fingers touch at a
//! time nothing says whose a move is, so those gestures are left out.

use super::super::pointer::actions::Point;
use crate::observation::{Event, PointerKind, What};
use alloc::vec::Vec;

/// A finger that stays within this distance did not move, in CSS pixels: it rolls as it presses.
const SLOP_PX: f64 = 10.0;
/// A longer movement is a drag, in seconds.
const SWIPE_S: f64 = 1.0;
/// A press that follows sooner on one without a release is a second finger, in seconds.
const SECOND_FINGER_S: f64 = 0.3;

/// What a gesture was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Pressed and released in one place.
    Tap,
    /// Moved and released at once.
    Swipe,
    /// Moved for a while.
    Drag,
    /// Taken over by the browser: it scrolls the page from here on.
    Scroll,
}

/// A contact, as it was reported last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// CSS pixels.
    pub width: u8,
    /// CSS pixels.
    pub height: u8,
    /// From 0 to 255.
    pub pressure: u8,
}

/// One gesture: at least one point, at different times and in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Gesture {
    /// What it was.
    pub kind: Kind,
    /// The way of the finger; of a gesture that scrolls, its beginning.
    pub points: Vec<Point>,
    /// Contacts while it lasted, or the last one before.
    pub contacts: Vec<Contact>,
}

/// Cuts the events of a pointer into gestures. None of a mouse: its movements are actions of [`super::super::pointer`].
pub fn cut(events: &[Event], pointer: PointerKind) -> Vec<Gesture> {
    let mut cutter = Cutter::default();
    if pointer == PointerKind::Mouse {
        return cutter.gestures;
    }
    for event in events {
        let at_s = f64::from(event.at_100us) / 10_000.0;
        let point = |x: i16, y: i16| Point { at_s, x: x.into(), y: y.into() };
        match event.what {
            What::PointerDown { x, y, pointer: other, .. } if other == pointer => cutter.pressed(point(x, y)),
            What::PointerUp { x, y, pointer: other, .. } if other == pointer => cutter.released(point(x, y)),
            // Another pointer has the screen now.
            What::PointerDown { .. } => cutter.lost(),
            What::PointerMove { x, y, .. } => cutter.moved(point(x, y)),
            What::Contact { width, height, pressure } => cutter.touched(Contact { width, height, pressure }),
            What::Scroll { .. } => cutter.scrolled = cutter.pressed,
            _ => {}
        }
    }
    cutter.lost();
    cutter.gestures
}

#[derive(Default)]
struct Cutter {
    gestures: Vec<Gesture>,
    points: Vec<Point>,
    contacts: Vec<Contact>,
    contact: Option<Contact>,
    pressed: bool,
    /// What is known of the contact is from before the press.
    carried: bool,
    /// The page has scrolled under the finger.
    scrolled: bool,
    /// Two fingers at a time.
    several: bool,
}

impl Cutter {
    fn pressed(&mut self, point: Point) {
        let soon = self.points.last().is_some_and(|last| point.at_s - last.at_s < SECOND_FINGER_S);
        let second = self.pressed && !self.scrolled && soon;
        if !second {
            self.lost();
        }
        self.several |= second;
        self.pressed = true;
        self.contacts.extend(self.contact);
        self.carried = true;
        self.points.push(point);
    }

    fn moved(&mut self, point: Point) {
        if self.pressed {
            self.put(point);
        }
    }

    fn put(&mut self, point: Point) {
        // Two events of one moment have no speed between them.
        if self.points.last().is_none_or(|last| point.at_s > last.at_s) {
            self.points.push(point);
        }
    }

    /// It is said right after the press and whenever it changes: once it was said, what held before is of no use.
    fn touched(&mut self, contact: Contact) {
        self.contact = Some(contact);
        if core::mem::take(&mut self.carried) {
            self.contacts.clear();
        }
        if self.pressed {
            self.contacts.push(contact);
        }
    }

    fn released(&mut self, point: Point) {
        if !self.pressed {
            return;
        }
        self.put(point);
        let moved = self.points.first().is_some_and(|first| {
            self.points.iter().any(|one| libm::hypot(one.x - first.x, one.y - first.y) > SLOP_PX)
        });
        let lasted_s = self.points.first().map_or(0.0, |first| point.at_s - first.at_s);
        self.end(match () {
            () if !moved => Kind::Tap,
            () if lasted_s > SWIPE_S => Kind::Drag,
            () => Kind::Swipe,
        });
    }

    /// No release came: where the page scrolled, that is why.
    fn lost(&mut self) {
        if !self.scrolled {
            self.several = true;
        }
        self.end(Kind::Scroll);
    }

    fn end(&mut self, kind: Kind) {
        let Self { mut gestures, points, contacts, contact, several, .. } = core::mem::take(self);
        if !several && !points.is_empty() {
            gestures.push(Gesture { kind, points, contacts });
        }
        *self = Self { gestures, contact, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    fn event(at_ms: u32, what: What) -> Event {
        Event { at_100us: at_ms * 10, what }
    }

    fn down(at_ms: u32, pointer: PointerKind) -> Event {
        event(at_ms, What::PointerDown { x: 100, y: 400, pointer, button: 0 })
    }

    fn up(at_ms: u32, y: i16) -> Event {
        event(at_ms, What::PointerUp { x: 100, y, pointer: PointerKind::Touch, button: 0 })
    }

    fn moves(from_ms: u32, n: i16) -> Vec<Event> {
        let step = |step: i16| What::PointerMove { x: 100, y: 400 - 20 * step, coalesced: false };
        (0..n).map(|at| event(from_ms + 16 * at as u32, step(at))).collect()
    }

    fn contact(at_ms: u32, width: u8) -> Event {
        event(at_ms, What::Contact { width, height: 20, pressure: 90 })
    }

    fn kinds(events: &[Event]) -> Vec<Kind> {
        cut(events, PointerKind::Touch).iter().map(|gesture| gesture.kind).collect()
    }

    #[test]
    fn a_finger_taps_swipes_and_drags() {
        let touch = PointerKind::Touch;
        assert_eq!(kinds(&[down(0, touch), up(80, 403)]), [Kind::Tap]);
        assert_eq!(kinds(&[vec![down(0, touch)], moves(16, 9), vec![up(160, 230)]].concat()), [Kind::Swipe]);
        assert_eq!(kinds(&[vec![down(0, touch)], moves(16, 99), vec![up(1_700, 9)]].concat()), [Kind::Drag]);
        assert_eq!(kinds(&[down(0, PointerKind::Pen), up(80, 403)]), []);
        assert!(cut(&[down(0, PointerKind::Mouse), up(9, 403)], PointerKind::Mouse).is_empty());
    }

    #[test]
    fn a_swipe_that_scrolls_the_page_is_never_released_and_counts_all_the_same() {
        let touch = PointerKind::Touch;
        let scrolls = [down(0, touch), event(30, What::Scroll { y: 40 }), down(900, touch), up(980, 400)];
        assert_eq!(kinds(&scrolls), [Kind::Scroll, Kind::Tap]);
        assert_eq!(
            kinds(&[down(0, touch), down(900, touch), up(980, 400)]),
            [Kind::Tap],
            "lost without a word"
        );
    }

    #[test]
    fn of_two_fingers_at_a_time_nothing_is_measured() {
        let touch = PointerKind::Touch;
        let pinch = [vec![down(0, touch), down(40, touch)], moves(60, 9), vec![up(220, 200), up(230, 300)]];
        assert_eq!(kinds(&pinch.concat()), []);
        assert_eq!(kinds(&[pinch.concat(), vec![down(500, touch), up(590, 400)]].concat()), [Kind::Tap]);
    }

    #[test]
    fn a_contact_holds_until_another_one_is_said() {
        let touch = PointerKind::Touch;
        let taps = [down(0, touch), contact(0, 20), up(80, 400), down(500, touch), up(580, 400)];
        let changed = [down(900, touch), contact(900, 25), contact(950, 26), up(990, 400)];
        let gestures = cut(&[&taps[..], &changed[..]].concat(), touch);
        let widths: Vec<Vec<u8>> =
            gestures.iter().map(|one| one.contacts.iter().map(|contact| contact.width).collect()).collect();
        assert_eq!(widths, [vec![20], vec![20], vec![25, 26]]);
    }
}
