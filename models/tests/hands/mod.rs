//! Simulated hands and what stands in for them, as the probe reports them. Times in units of 100 µs.

use crate::people::typed;
use models::observation::{Event, EventClass, Field, KeyClass, PointerKind, What};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

const SECOND: u32 = 10_000;
/// Where the fields and the button are.
const GOALS: [(f64, f64); 4] = [(420.0, 180.0), (430.0, 260.0), (410.0, 340.0), (500.0, 610.0)];

/// What points, and how it is delivered.
#[derive(Clone, Copy)]
pub(crate) struct Mouse {
    /// From one report to the next.
    pub(crate) every: f64,
    /// Frame of the screen: what lies between two of them is delivered together. `None` where the browser cannot tell.
    pub(crate) frame: Option<f64>,
}

impl Mouse {
    pub(crate) const AT_125_HZ: Self = Self { every: 80.0, frame: Some(166.7) };
    pub(crate) const TRACKPAD: Self = Self { every: 166.7, frame: None };
}

pub(crate) fn normal(random: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0
}

/// Where a stroke is after this part of its time: minimum jerk (Flash & Hogan 1985).
fn reached(part: f64) -> f64 {
    part.powi(3) * (10.0 - 15.0 * part + 6.0 * part * part)
}

fn moved(at: f64, (x, y): (f64, f64), coalesced: bool) -> Event {
    let ms = (at / 10.0).round() as u32 * 10;
    Event { at_100us: ms, what: What::PointerMove { x: x.round() as i16, y: y.round() as i16, coalesced } }
}

pub(crate) fn press(at: u32, (x, y): (f64, f64), held: u32) -> [Event; 2] {
    let (x, y, pointer, button) = (x.round() as i16, y.round() as i16, PointerKind::Mouse, 0);
    let down = Event { at_100us: at, what: What::PointerDown { x, y, pointer, button } };
    [down, Event { at_100us: at + held, what: What::PointerUp { x, y, pointer, button } }]
}

/// A hand moves the mouse to a goal, with a tremor and a bow, and corrects itself; answers when it is there.
fn stroke(
    mouse: Mouse,
    began: u32,
    from: (f64, f64),
    to: (f64, f64),
    random: &mut ChaCha8Rng,
) -> (Vec<Event>, u32) {
    let lasts = 6_000.0 * (1.0 + 0.15 * normal(random)).clamp(0.5, 1.6);
    let bow = 14.0 * normal(random);
    let mut events = Vec::new();
    let mut at = 0.0;
    while at < lasts {
        let done = reached(at / lasts);
        let side = bow * (core::f64::consts::PI * done).sin();
        let x = from.0 + (to.0 - from.0) * done + 0.6 * normal(random) + side * 0.3;
        let y = from.1 + (to.1 - from.1) * done + 0.6 * normal(random) + side;
        let now = f64::from(began) + at;
        let next = now + mouse.every;
        let coalesced = mouse.frame.is_some_and(|frame| (now / frame).floor() == (next / frame).floor());
        events.push(moved(now, (x, y), coalesced));
        at += mouse.every * (1.0 + 0.02 * normal(random));
    }
    events.push(moved(f64::from(began) + lasts, to, false));
    (events, began + lasts as u32)
}

/// A text of letters in the rhythm of a typist.
pub(crate) fn text(began: u32, length: usize, random: &mut ChaCha8Rng) -> Vec<(u32, u32, KeyClass)> {
    let mut at = began;
    (0..length)
        .map(|_| {
            let held = (950.0 * (1.0 + 0.2 * normal(random)).clamp(0.3, 2.0)) as u32;
            let key = (at, held, KeyClass::Letter);
            at += (1_700.0 * (0.35 * normal(random)).exp()) as u32;
            key
        })
        .collect()
}

/// Somebody fills three fields in and pays.
pub(crate) fn person(mouse: Mouse, random: &mut ChaCha8Rng) -> Vec<Event> {
    let (mut at, mut from) = (SECOND, (900.0 + 40.0 * normal(random), 420.0 + 40.0 * normal(random)));
    let (mut events, mut keys) = (Vec::new(), Vec::new());
    for (number, goal) in GOALS.into_iter().enumerate() {
        let to = (goal.0 + 25.0 * normal(random), goal.1 + 4.0 * normal(random));
        let (way, there) = stroke(mouse, at, from, to, random);
        events.extend(way);
        let held = (900.0 * (1.0 + 0.2 * normal(random)).clamp(0.4, 2.0)) as u32;
        events.extend(press(there + 800, to, held));
        (at, from) = (there + 3_000, to);
        if number < 3 {
            keys.extend(text(at, 12, random));
            at += 32_000;
        }
    }
    events.extend(typed(&keys));
    events
}

/// People over a remote desktop, which sends so many pictures a second and with each where the pointer is.
pub(crate) fn remote(hertz: f64, random: &mut ChaCha8Rng) -> Vec<Event> {
    let frame = f64::from(SECOND) / hertz;
    let local = Mouse { every: 80.0, frame: None };
    let mut events: Vec<Event> = Vec::new();
    for _ in 0..4 {
        let began = events.last().map_or(0, |event| event.at_100us) + SECOND;
        let mut way = person(local, random);
        way.retain(|event| !matches!(event.what, What::KeyDown { .. } | What::KeyUp { .. }));
        way.sort_by_key(|event| event.at_100us);
        events.extend(way.iter().map(|event| Event { at_100us: event.at_100us + began, ..*event }));
    }
    let number = |event: &Event| (f64::from(event.at_100us) / frame).ceil();
    let is_move = |event: &Event| matches!(event.what, What::PointerMove { .. });
    let next = events.iter().skip(1).map(Some).chain([None]);
    let last_of_frame = events.iter().zip(next).filter(|(event, next)| {
        !is_move(event) || next.is_none_or(|next| !is_move(next) || number(next) > number(event))
    });
    let sent = last_of_frame.map(|(event, _)| Event {
        at_100us: (number(event) * frame / 10.0).round() as u32 * 10 + random.random_range(0..2) * 10,
        ..*event
    });
    sent.collect()
}

/// A driver that goes to each goal in so many equal steps, at once where it is one, presses, and types by a timer.
pub(crate) fn driver(steps: u32, every: u32, held: u32, random: &mut ChaCha8Rng) -> Vec<Event> {
    let late = |random: &mut ChaCha8Rng| random.random_range(0..12);
    let (mut at, mut from) = (SECOND, (0.0, 0.0));
    let (mut events, mut keys) = (Vec::new(), Vec::new());
    for to in GOALS {
        for step in 1..=steps {
            let part = f64::from(step) / f64::from(steps);
            at += 20 + late(random);
            let place = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            events.push(moved(f64::from(at), place, false));
        }
        events.extend(press(at + 10, to, 10 + late(random)));
        (at, from) = (at + 2_000, to);
        for _ in 0..12 {
            keys.push((at, held + if held > 0 { 0 } else { late(random) }, KeyClass::Letter));
            at += every + late(random);
        }
    }
    events.extend(typed(&keys));
    events
}

/// Three fields are pasted into, each by a command of the keyboard where it is a hand that does.
pub(crate) fn pasted(by_hand: bool, random: &mut ChaCha8Rng) -> Vec<Event> {
    let (mut events, mut keys) = (Vec::new(), Vec::new());
    for (number, field) in [Field::Name, Field::Email, Field::Street].into_iter().enumerate() {
        let at = (number as u32 + 1) * 2 * SECOND;
        if by_hand {
            keys.push((at - 1_500, 2_600, KeyClass::Modifier));
            keys.push((at, 800 + random.random_range(0..300), KeyClass::Letter));
        }
        events.push(Event { at_100us: at + 20, what: What::Paste { field } });
    }
    events.extend(typed(&keys));
    events
}

/// A script sets values, says so with events of its own, and presses the button.
pub(crate) fn script() -> Vec<Event> {
    let classes = [EventClass::Keyboard, EventClass::Input, EventClass::Input, EventClass::Pointer];
    let mut at_100us = SECOND;
    classes
        .map(|class| {
            at_100us += SECOND;
            Event { at_100us, what: What::Untrusted { class } }
        })
        .into()
}

/// The same once more by a program: some milliseconds late, moves of one frame folded into one now and then.
pub(crate) fn replayed(stream: &[Event], random: &mut ChaCha8Rng) -> Vec<Event> {
    let kept = stream.iter().filter(|event| {
        let is_move = matches!(event.what, What::PointerMove { .. });
        !is_move || !random.random_bool(0.05)
    });
    let kept: Vec<Event> = kept.copied().collect();
    kept.into_iter()
        .map(|event| Event { at_100us: event.at_100us + 3_000 + random.random_range(0..15), ..event })
        .collect()
}
