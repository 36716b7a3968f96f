//! Touch dynamics: how a finger or a pen taps, swipes and drags, and how large and hard it lies on the screen, after the features of
//! Touchalytics (Frank et al., IEEE Trans. Information Forensics and Security 8, 2013). Of each measure a visit has one value, the
//! middle over its gestures.
//!
//! Fails where pages ask for other gestures than before, and where a person takes another telephone: size and place are the screen's
//! as much as the hand's. Browsers keep a swipe that scrolls the page for themselves, so of most swipes only the start is seen; what
//! they scroll is measured by [`super::scroll`].
//!
//! **Not measured on real people**: there was no recorded touch to measure with. The simulated hands of the tests show that the
//! mechanics work, not how well people are told apart.

pub mod gestures;
mod measures;

pub use measures::{COUNT, MEASURES};

use self::gestures::{Gesture, Kind};
use super::measure::middle;
use super::pointer::{features, motion};
use crate::observation::{Event, PointerKind};
use alloc::vec::Vec;
use core::f64::consts::FRAC_PI_4;

/// Whoever waits longer with the next tap reads, in seconds.
const INTERVAL_S: f64 = 5.0;
/// Points at the end of a swipe whose speed is its end's.
const END: usize = 3;
/// What screens report that cannot tell a pressure: none, half, all.
const NO_PRESSURE: [u8; 4] = [0, 127, 128, 255];

/// What a visit measured of a pointer, in the order of [`MEASURES`] and in their units.
pub(super) fn measured(events: &[Event], pointer: PointerKind) -> [Option<f64>; COUNT] {
    let gestures = gestures::cut(events, pointer);
    let of = |kinds: &[Kind]| gestures.iter().filter(|one| kinds.contains(&one.kind)).collect::<Vec<_>>();
    let (taps, swipes, drags) = (of(&[Kind::Tap]), of(&[Kind::Swipe]), of(&[Kind::Drag]));
    let moved = of(&[Kind::Swipe, Kind::Drag, Kind::Scroll]);
    let shapes: Vec<Swipe> = swipes.iter().filter_map(|one| Swipe::of(one)).collect();
    let shape = |of: fn(&Swipe) -> f64| middle(shapes.iter().map(of));
    let start = |of: fn(&Gesture) -> Option<f64>| middle(moved.iter().filter_map(|one| of(one)));
    let [size, ratio, pressure] = contact(&gestures);
    [
        middle(taps.iter().map(|one| lasted_s(one)).filter(|seconds| *seconds > 0.0)),
        middle(intervals_s(&taps)),
        middle(taps.iter().map(|one| way(one))),
        shape(|one| one.time_s),
        shape(|one| one.length_px),
        shape(|one| one.speed),
        shape(|one| one.end_speed),
        shape(|one| 100.0 * one.straightness),
        shape(|one| 100.0 * one.bow),
        shape(|one| one.slant.to_degrees()),
        start(|one| one.points.first().map(|point| point.x)),
        start(|one| one.points.first().map(|point| point.y)),
        size,
        ratio,
        pressure,
        middle(drags.iter().filter_map(|one| Swipe::of(one)).map(|one| one.speed)),
    ]
}

fn lasted_s(gesture: &Gesture) -> f64 {
    match (gesture.points.first(), gesture.points.last()) {
        (Some(first), Some(last)) => last.at_s - first.at_s,
        _ => 0.0,
    }
}

fn way(gesture: &Gesture) -> f64 {
    motion::Motion::of(&gesture.points).length.iter().sum()
}

/// From the end of a tap to the start of the next.
fn intervals_s(taps: &[&Gesture]) -> impl Iterator<Item = f64> {
    let between = taps
        .iter()
        .zip(taps.iter().skip(1))
        .filter_map(|(one, next)| Some(next.points.first()?.at_s - one.points.last()?.at_s));
    between.filter(|seconds| *seconds > 0.0 && *seconds < INTERVAL_S)
}

/// The shape of one swipe or drag.
struct Swipe {
    time_s: f64,
    length_px: f64,
    /// Along the way, in pixels per second.
    speed: f64,
    end_speed: f64,
    /// Distance as a share of the way.
    straightness: f64,
    /// Greatest distance from the straight line, to its right above zero, as a share of the distance.
    bow: f64,
    /// Angle off the nearer axis, in (−π/4, π/4]: whether it goes up or down hangs on the page, how straight on the hand.
    slant: f64,
}

impl Swipe {
    fn of(gesture: &Gesture) -> Option<Self> {
        let motion = motion::Motion::of(&gesture.points);
        let (x, y) = (motion.dx.iter().sum::<f64>(), motion.dy.iter().sum::<f64>());
        let (time_s, way) = (motion.dt.iter().sum::<f64>(), motion.length.iter().sum::<f64>());
        let length_px = libm::hypot(x, y);
        let (bow, _) = features::shape(&gesture.points, x, y, length_px);
        let end = motion.speed.len().saturating_sub(END);
        let off = libm::remainder(libm::atan2(y, x), 2.0 * FRAC_PI_4);
        Some(Self {
            time_s,
            length_px,
            speed: way / time_s,
            end_speed: motion::median(motion.speed.get(end..)?),
            straightness: length_px / way,
            bow: bow?,
            slant: off,
        })
    }
}

/// Size, width to height, and pressure in hundredths; a screen that cannot tell one of them always says the same.
fn contact(gestures: &[Gesture]) -> [Option<f64>; 3] {
    let mean = |of: fn(&gestures::Contact) -> f64| {
        middle(
            gestures
                .iter()
                .filter(|one| !one.contacts.is_empty())
                .map(|one| one.contacts.iter().map(of).sum::<f64>() / one.contacts.len() as f64),
        )
    };
    let all = || gestures.iter().flat_map(|one| &one.contacts);
    let sized = all().any(|one| one.width > 1 || one.height > 1);
    let shaped =
        sized && all().all(|one| one.width > 0 && one.height > 0) && all().any(|one| one.width != one.height);
    let pressed = all().any(|one| !NO_PRESSURE.contains(&one.pressure));
    [
        sized.then(|| mean(|one| (f64::from(one.width) + f64::from(one.height)) / 2.0)).flatten(),
        shaped.then(|| mean(|one| f64::from(one.width) / f64::from(one.height))).flatten(),
        pressed.then(|| mean(|one| f64::from(one.pressure) / 2.55)).flatten(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::What;

    const TOUCH: PointerKind = PointerKind::Touch;

    fn value(events: &[Event], code: &str) -> Option<f64> {
        let at = MEASURES.iter().position(|measure| measure.code == code).unwrap();
        measured(events, TOUCH)[at]
    }

    /// So many swipes, one a second: 200 px in 200 ms, at this angle in degrees from straight up, and as many taps of 80 ms.
    fn visit(gestures: u32, angle: f64, pressure: u8, width: u8) -> Vec<Event> {
        let mut events = Vec::new();
        for number in 0..gestures {
            let mut say = |ms: u32, what| events.push(Event { at_100us: 10_000 * number + 10 * ms, what });
            let at = |step: f64| {
                let (sin, cos) = (libm::sin(angle.to_radians()), libm::cos(angle.to_radians()));
                ((150.0 + 20.0 * step * sin) as i16, (500.0 - 20.0 * step * cos) as i16)
            };
            let (x, y) = at(0.0);
            say(0, What::PointerDown { x, y, pointer: TOUCH, button: 0 });
            say(0, What::Contact { width, height: width, pressure });
            for step in 1..=10 {
                let (x, y) = at(f64::from(step));
                say(20 * step, What::PointerMove { x, y, coalesced: false });
            }
            let (x, y) = at(10.0);
            say(200, What::PointerUp { x, y, pointer: TOUCH, button: 0 });
            say(600, What::PointerDown { x: 9, y: 9, pointer: TOUCH, button: 0 });
            say(680, What::PointerUp { x: 9, y: 12, pointer: TOUCH, button: 0 });
        }
        events
    }

    #[test]
    fn a_visit_has_the_middle_of_its_taps_and_swipes() {
        let events = visit(4, 0.0, 90, 24);
        let near = |code: &str, expected: f64| {
            let value = value(&events, code).unwrap();
            assert!((value - expected).abs() <= 0.02 * expected.abs() + 0.01, "{code} {value}");
        };
        near("tap_time", 0.08);
        near("tap_interval", 0.92);
        near("tap_drift", 3.0);
        near("swipe_time", 0.2);
        near("swipe_length", 200.0);
        near("swipe_speed", 1_000.0);
        near("swipe_end_speed", 1_000.0);
        near("swipe_straightness", 100.0);
        near("swipe_bow", 0.0);
        near("start_across", 150.0);
        near("start_down", 500.0);
        near("contact_size", 24.0);
        near("contact_pressure", 35.3);
        assert_eq!(value(&events, "drag_speed"), None);
    }

    #[test]
    fn a_slant_is_the_hand_s_whichever_way_the_page_goes() {
        for (angle, slant) in [(10.0, 10.0), (190.0, 10.0), (100.0, 10.0), (-10.0, -10.0)] {
            let value = value(&visit(3, angle, 90, 24), "swipe_slant").unwrap();
            assert!((value - slant).abs() < 1.5, "{angle}: {value}");
        }
    }

    #[test]
    fn a_screen_that_cannot_tell_a_contact_says_nothing_of_it() {
        for pressure in NO_PRESSURE {
            assert_eq!(value(&visit(4, 0.0, pressure, 24), "contact_pressure"), None, "{pressure}");
        }
        assert_eq!(value(&visit(4, 0.0, 90, 1), "contact_size"), None);
        assert_eq!(value(&visit(4, 0.0, 90, 24), "contact_shape"), None, "always round");
    }

    #[test]
    fn a_few_gestures_have_no_middle_and_a_mouse_and_a_pen_are_no_finger() {
        let events = visit(2, 0.0, 90, 24);
        assert_eq!(value(&events, "swipe_speed"), None);
        let events = visit(9, 0.0, 90, 24);
        for other in [PointerKind::Mouse, PointerKind::Pen] {
            assert_eq!(measured(&events, other), [None; COUNT]);
        }
    }
}
