//! The stream of events, cut into actions: a movement, a movement that ends in a click, a drag (after Feher et al., Information
//! Sciences 201, 2012, and Antal and Egyed-Zsigmond, IET Biometrics 8, 2019).

use crate::observation::{Event, PointerKind, What};
use alloc::vec::Vec;

/// A rest of this length ends a movement, in seconds.
const REST_S: f64 = 1.0;
/// Fewer points say nothing about the shape of a movement.
const POINTS_MIN: usize = 4;
/// A press with fewer moves before its release is a click.
const DRAG_MOVES: usize = 3;

/// Most ways have fewer points.
const WAY: usize = 32;

/// What an action was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The pointer moved and rested.
    Move,
    /// The pointer moved and a button was pressed and released.
    Click,
    /// The pointer moved while a button was held.
    Drag,
}

/// Where the pointer was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Since the page view began, in seconds.
    pub at_s: f64,
    /// From the left, CSS pixels.
    pub x: f64,
    /// From the top, CSS pixels.
    pub y: f64,
}

/// One action: at least four points at different times.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What it was for.
    pub kind: Kind,
    /// The way the pointer took, in order of time.
    pub points: Vec<Point>,
    /// From the end of what came before, in seconds; `None` for the first.
    pub rest_s: Option<f64>,
    /// How long the button was held, in seconds; `None` for a movement.
    pub held_s: Option<f64>,
    /// From the last movement to the press, in seconds; `None` where there was none of both.
    pub settled_s: Option<f64>,
}

/// Cuts the events of a mouse into actions; fingers and pens are left to others.
pub fn cut(events: &[Event]) -> Vec<Action> {
    let mut cutter = Cutter::default();
    // A finger has no pointer where it does not touch: what moves meanwhile is its own.
    let mut touching = false;
    // A pen that hovers moves without a press, and nothing says that it is no mouse: where only a pen pressed, it was the pen.
    let pressed = |kind: PointerKind| {
        events.iter().any(|event| matches!(event.what, What::PointerDown { pointer, .. } if pointer == kind))
    };
    if pressed(PointerKind::Pen) && !pressed(PointerKind::Mouse) {
        return cutter.actions;
    }
    for event in events {
        let at_s = f64::from(event.at_100us) / 10_000.0;
        match event.what {
            What::PointerDown { pointer: PointerKind::Touch | PointerKind::Pen, .. } => touching = true,
            What::PointerUp { pointer: PointerKind::Touch | PointerKind::Pen, .. } => touching = false,
            What::PointerMove { x, y, .. } if !touching => cutter.moved(point(at_s, x, y)),
            What::PointerDown { x, y, pointer: PointerKind::Mouse, .. } => {
                // A browser that scrolls by a finger keeps its release for itself.
                touching = false;
                cutter.pressed(point(at_s, x, y));
            }
            What::PointerUp { x, y, pointer: PointerKind::Mouse, .. } => cutter.released(point(at_s, x, y)),
            _ => {}
        }
    }
    cutter.end(Kind::Move);
    cutter.actions
}

fn point(at_s: f64, x: i16, y: i16) -> Point {
    Point { at_s, x: x.into(), y: y.into() }
}

#[derive(Default)]
struct Cutter {
    actions: Vec<Action>,
    points: Vec<Point>,
    before_s: Option<f64>,
    pressed_s: Option<f64>,
    settled_s: Option<f64>,
    held_s: Option<f64>,
    moves_held: usize,
}

impl Cutter {
    fn moved(&mut self, point: Point) {
        if self.points.last().is_some_and(|last| point.at_s - last.at_s > REST_S) {
            self.end(if self.moves_held >= DRAG_MOVES { Kind::Drag } else { Kind::Move });
        }
        self.moves_held += usize::from(self.pressed_s.is_some());
        self.put(point);
    }

    fn put(&mut self, point: Point) {
        // Two events of one moment have no speed between them.
        if self.points.last().is_none_or(|last| point.at_s > last.at_s) {
            self.points.push(point);
        }
    }

    fn pressed(&mut self, point: Point) {
        if let Some(last) = self.points.last() {
            if point.at_s - last.at_s > REST_S {
                self.end(Kind::Move);
            } else {
                self.settled_s = Some(point.at_s - last.at_s);
            }
        }
        self.pressed_s = Some(point.at_s);
        self.moves_held = 0;
        self.put(point);
    }

    fn released(&mut self, point: Point) {
        self.held_s = self.pressed_s.take().map(|pressed_s| point.at_s - pressed_s);
        self.put(point);
        self.end(if self.moves_held >= DRAG_MOVES { Kind::Drag } else { Kind::Click });
    }

    fn end(&mut self, kind: Kind) {
        let points = core::mem::replace(&mut self.points, Vec::with_capacity(WAY));
        let (settled_s, held_s) = (self.settled_s.take(), self.held_s.take());
        self.moves_held = 0;
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
        let rest_s = self.before_s.map(|before_s| first.at_s - before_s);
        self.before_s = Some(last.at_s);
        if points.len() >= POINTS_MIN {
            self.actions.push(Action { kind, points, rest_s, held_s, settled_s });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    fn event(at_ms: u32, what: What) -> Event {
        Event { at_100us: at_ms * 10, what }
    }

    fn moves(from_ms: u32, n: u32) -> Vec<Event> {
        let at = |step: u32| What::PointerMove { x: step as i16 * 5, y: 0, coalesced: false };
        (0..n).map(|step| event(from_ms + 10 * step, at(step))).collect()
    }

    fn press(at_ms: u32) -> Event {
        event(at_ms, What::PointerDown { x: 9, y: 9, pointer: PointerKind::Mouse, button: 0 })
    }

    fn release(at_ms: u32) -> Event {
        event(at_ms, What::PointerUp { x: 9, y: 9, pointer: PointerKind::Mouse, button: 0 })
    }

    fn kinds(events: &[Event]) -> Vec<Kind> {
        cut(events).iter().map(|action| action.kind).collect()
    }

    #[test]
    fn a_rest_ends_a_movement_and_a_release_ends_a_click_or_a_drag() {
        assert_eq!(kinds(&[moves(0, 10), moves(1500, 10)].concat()), [Kind::Move, Kind::Move]);
        assert_eq!(kinds(&[moves(0, 10), vec![press(130), release(200)]].concat()), [Kind::Click]);
        let drag = [moves(0, 10), vec![press(130)], moves(150, 10), vec![release(300)]].concat();
        assert_eq!(kinds(&drag), [Kind::Drag]);
        assert_eq!(kinds(&moves(0, 3)), []);
    }

    #[test]
    fn a_click_says_how_long_it_was_held_and_how_long_the_hand_had_settled() {
        let actions = cut(&[moves(0, 10), vec![press(130), release(200)]].concat());
        let [click] = actions.as_slice() else { panic!("one action") };
        assert!((click.settled_s.unwrap() - 0.04).abs() < 1e-9);
        assert!((click.held_s.unwrap() - 0.07).abs() < 1e-9);
    }

    #[test]
    fn a_swipe_is_no_movement_of_a_mouse() {
        let touch = |at_ms: u32, down: bool| {
            let (x, y, pointer, button) = (9, 9, PointerKind::Touch, 0);
            let up = What::PointerUp { x, y, pointer, button };
            event(at_ms, if down { What::PointerDown { x, y, pointer, button } } else { up })
        };
        assert_eq!(kinds(&[vec![touch(0, true)], moves(10, 10), vec![touch(120, false)]].concat()), []);
    }

    #[test]
    fn a_pen_that_hovers_is_no_mouse_and_a_mouse_that_clicks_after_a_touch_is_one() {
        let pressed = |at_ms, pointer| event(at_ms, What::PointerDown { x: 9, y: 9, pointer, button: 0 });
        let pen = [moves(0, 10), vec![pressed(130, PointerKind::Pen)]].concat();
        assert_eq!(kinds(&pen), []);
        let scrolled = vec![pressed(0, PointerKind::Touch), press(2_000), release(2_060)];
        assert_eq!(kinds(&[scrolled, moves(2_100, 10)].concat()), [Kind::Move]);
    }

    #[test]
    fn the_order_of_events_may_be_hostile() {
        let odd =
            [vec![release(50), release(20), press(10)], moves(5, 6), vec![press(2)], moves(0, 4)].concat();
        assert!(
            cut(&odd).iter().all(|action| action.points.windows(2).all(|pair| pair[0].at_s < pair[1].at_s))
        );
    }
}
