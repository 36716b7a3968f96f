//! How a device is held and shaken while it is used, where its browser tells without asking: the angles of orientation, and the
//! acceleration along its axes, ten times a second at most.
//!
//! Shaking is what acceleration changes by from one sample to the next, so that gravity and slow turns do not count. Fails where somebody
//! lies, walks or rides for once, and says nothing of a device on a table but that it lies there. A device turned to landscape is held
//! by other angles.
//!
//! **Not measured on real people**: there was no recorded posture to measure with.

mod measures;

pub use measures::{COUNT, MEASURES};

use super::pointer::motion::mean_spread;
use crate::math::robust::low_median;
use crate::observation::{Event, PointerKind, What};
use alloc::vec::Vec;

/// Samples before a visit has a value.
const LEAST: usize = 10;
/// A pair of samples further apart says nothing of shaking, in seconds.
const GAP_S: f64 = 0.5;
/// So long after a press a device shakes of it, in seconds.
const JOLT_S: f64 = 0.4;

/// What a visit measured, in the order of [`MEASURES`] and in their units. `usual` is what the visit was made by: a device is held for
/// that one.
pub(super) fn measured(events: &[Event], pointer: PointerKind, usual: PointerKind) -> [Option<f64>; COUNT] {
    if pointer != usual {
        return [None; COUNT];
    }
    let held = events.iter().filter_map(|event| match event.what {
        What::Orientation { beta, gamma } => Some((f64::from(beta) / 10.0, f64::from(gamma) / 10.0)),
        _ => None,
    });
    let (back, side): (Vec<f64>, Vec<f64>) = held.unzip();
    let shaken = shaken(events);
    let of = |value: fn(&Shake) -> f64| root_mean_square(&shaken, |_| true, value);
    [
        of_enough(&back, low_median),
        of_enough(&side, low_median),
        of_enough(&back, |angles| Some(mean_spread(angles).1)),
        of_enough(&side, |angles| Some(mean_spread(angles).1)),
        of(|shake| libm::sqrt(shake.by.iter().map(|by| by * by).sum())),
        of(|shake| shake.by[0]),
        of(|shake| shake.by[1]),
        of(|shake| shake.by[2]),
        root_mean_square(
            &shaken,
            |shake| shake.of_press,
            |shake| libm::sqrt(shake.by.iter().map(|by| by * by).sum()),
        ),
    ]
}

fn of_enough(values: &[f64], of: impl Fn(&[f64]) -> Option<f64>) -> Option<f64> {
    (values.len() >= LEAST).then(|| of(values))?
}

/// What acceleration changed by between two samples, in m/s².
struct Shake {
    by: [f64; 3],
    /// Soon after a press.
    of_press: bool,
}

fn shaken(events: &[Event]) -> Vec<Shake> {
    let (mut shaken, mut before, mut pressed_s) = (Vec::new(), None, None);
    for event in events {
        let at_s = f64::from(event.at_100us) / 10_000.0;
        match event.what {
            What::PointerDown { .. } => pressed_s = Some(at_s),
            What::Motion { x, y, z } => {
                let now = [x, y, z].map(|part| f64::from(part) / 100.0);
                let last: Option<(f64, [f64; 3])> = before.replace((at_s, now));
                let Some((last_s, last)) = last.filter(|(last_s, _)| (0.0..GAP_S).contains(&(at_s - last_s)))
                else {
                    continue;
                };
                let [x, y, z] = now;
                let [last_x, last_y, last_z] = last;
                let of_press =
                    pressed_s.is_some_and(|pressed_s| last_s - JOLT_S <= pressed_s && pressed_s <= at_s);
                shaken.push(Shake { by: [x - last_x, y - last_y, z - last_z], of_press });
            }
            _ => {}
        }
    }
    shaken
}

fn root_mean_square(shaken: &[Shake], which: fn(&Shake) -> bool, value: fn(&Shake) -> f64) -> Option<f64> {
    let squares: Vec<f64> =
        shaken.iter().filter(|shake| which(shake)).map(|shake| value(shake) * value(shake)).collect();
    of_enough(&squares, |squares| Some(libm::sqrt(squares.iter().sum::<f64>() / squares.len() as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOUCH: PointerKind = PointerKind::Touch;

    fn value(events: &[Event], code: &str) -> Option<f64> {
        let at = MEASURES.iter().position(|measure| measure.code == code).unwrap();
        measured(events, TOUCH, TOUCH)[at]
    }

    /// Twenty seconds at 50° and −10°, a little shaken across; a tap each second, with a jolt outwards.
    fn visit() -> Vec<Event> {
        let mut events = Vec::new();
        for sample in 0..200_u32 {
            let mut say = |what| events.push(Event { at_100us: 1_000 * sample, what });
            let tapped = sample % 10 == 0;
            if tapped {
                say(What::PointerDown { x: 0, y: 0, pointer: TOUCH, button: 0 });
            }
            let x = if sample % 2 == 0 { 10 } else { -10 };
            say(What::Orientation { beta: 500 + x, gamma: -100 });
            say(What::Motion { x, y: 600, z: if tapped { 800 } else { 750 } });
        }
        events
    }

    #[test]
    fn a_visit_says_how_the_device_is_held_and_shaken() {
        let near = |code: &str, expected: f64| {
            let value = value(&visit(), code).unwrap();
            assert!((value - expected).abs() < 0.01, "{code} {value}");
        };
        assert!((value(&visit(), "tilt_back").unwrap() - 50.0).abs() <= 1.0);
        near("tilt_side", -10.0);
        near("tilt_back_spread", 1.0);
        near("shaking_across", 0.2);
        near("shaking_along", 0.0);
        assert!(value(&visit(), "tap_jolt").unwrap() > 1.1 * value(&visit(), "shaking").unwrap());
    }

    #[test]
    fn a_device_that_tells_nothing_or_little_has_no_posture() {
        assert_eq!(measured(&[], TOUCH, TOUCH), [None; COUNT]);
        assert_eq!(measured(&visit()[..12], TOUCH, TOUCH), [None; COUNT]);
        assert_eq!(measured(&visit(), PointerKind::Pen, TOUCH), [None; COUNT]);
    }
}
