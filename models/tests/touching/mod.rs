//! Simulated hands of different habits, down to the single event of a visit on a phone. They show that the mechanics work; they say
//! nothing of how far real hands differ.

use crate::population::lognormal;
use models::connection::{Claimed, Connection, Os};
use models::observation::{Conduct, Event, Observation, Path, PointerKind, Timestamp, What};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How one person touches, scrolls and holds.
#[derive(Clone, Copy)]
pub(crate) struct Hand {
    tap_ms: f64,
    between_ms: f64,
    swipe_px: f64,
    swipe_px_per_s: f64,
    bow: f64,
    start: (f64, f64),
    contact_px: f64,
    pressure: f64,
    scroll_px_per_s: f64,
    scroll_px: f64,
    beta: f64,
    gamma: f64,
    shaking: f64,
}

/// What a visit differs by from the next of the same person, as the standard deviation of a logarithm.
const VISIT_SD: f64 = 0.12;
/// What a gesture differs by from the next.
const GESTURE_SD: f64 = 0.25;

impl Hand {
    /// Somebody.
    pub(crate) fn new(number: u64) -> Self {
        let random = &mut ChaCha8Rng::seed_from_u64(number);
        Self {
            tap_ms: 90.0 * lognormal(0.4, random),
            between_ms: 800.0 * lognormal(0.4, random),
            swipe_px: 190.0 * lognormal(0.35, random),
            swipe_px_per_s: 800.0 * lognormal(0.45, random),
            bow: 0.05 * normal(random),
            start: (200.0 + 60.0 * normal(random), 450.0 + 90.0 * normal(random)),
            contact_px: 24.0 * lognormal(0.3, random),
            pressure: 100.0 * lognormal(0.3, random),
            scroll_px_per_s: 1_500.0 * lognormal(0.5, random),
            scroll_px: 500.0 * lognormal(0.5, random),
            beta: 40.0 + 15.0 * normal(random),
            gamma: 10.0 * normal(random),
            shaking: 0.3 * lognormal(0.6, random),
        }
    }

    /// The same person on another day.
    fn today(self, random: &mut impl Rng) -> Self {
        let mut varied = |value: f64| value * lognormal(VISIT_SD, random);
        Self {
            tap_ms: varied(self.tap_ms),
            between_ms: varied(self.between_ms),
            swipe_px: varied(self.swipe_px),
            swipe_px_per_s: varied(self.swipe_px_per_s),
            contact_px: varied(self.contact_px),
            pressure: varied(self.pressure),
            scroll_px_per_s: varied(self.scroll_px_per_s),
            scroll_px: varied(self.scroll_px),
            shaking: varied(self.shaking),
            bow: self.bow + 0.01 * normal(random),
            start: (self.start.0 + 15.0 * normal(random), self.start.1 + 30.0 * normal(random)),
            beta: self.beta + 6.0 * normal(random),
            gamma: self.gamma + 4.0 * normal(random),
        }
    }

    /// One visit: some taps, swipes and scrolls, by this pointer.
    pub(crate) fn visit(self, pointer: PointerKind, random: &mut impl Rng) -> Observation {
        let mut day = Day {
            hand: self.today(random),
            pointer,
            at_ms: 500.0,
            y: 0.0,
            posture_ms: 0.0,
            events: Vec::new(),
        };
        for _ in 0..random.random_range(4..9) {
            (0..random.random_range(1..4)).for_each(|_| day.tap(random));
            day.swipe(random);
            day.scroll(random);
        }
        observation(Os::Android, day.events, day.at_ms)
    }
}

/// A visit of a system, with these events.
pub(crate) fn observation(os: Os, events: Vec<Event>, lasted_ms: f64) -> Observation {
    Observation {
        opened_at: Timestamp::default(),
        sealed_at: Timestamp((1e3 * lasted_ms) as i64),
        path: Path::V4([203, 0, 113]),
        device: [7; 16],
        exchanges: Vec::new(),
        signals: Vec::new(),
        events,
        connection: Connection { claimed: Claimed { os, ..Claimed::default() }, ..Connection::default() },
        conduct: Conduct::default(),
    }
}

struct Day {
    hand: Hand,
    pointer: PointerKind,
    at_ms: f64,
    y: f64,
    posture_ms: f64,
    events: Vec<Event>,
}

impl Day {
    fn say(&mut self, what: What, random: &mut impl Rng) {
        while self.posture_ms < self.at_ms {
            let at_100us = (10.0 * self.posture_ms) as u32;
            let hand = self.hand;
            let mut around = |middle: f64, sd: f64, unit: f64| ((middle + sd * normal(random)) * unit) as i16;
            let tilt = What::Orientation {
                beta: around(hand.beta, 3.0, 10.0),
                gamma: around(hand.gamma, 2.0, 10.0),
            };
            let motion = What::Motion {
                x: around(0.0, hand.shaking, 100.0),
                y: around(6.0, hand.shaking, 100.0),
                z: around(7.5, hand.shaking, 100.0),
            };
            self.events.extend([tilt, motion].map(|what| Event { at_100us, what }));
            self.posture_ms += 100.0;
        }
        self.events.push(Event { at_100us: (10.0 * self.at_ms) as u32, what });
    }

    fn wait(&mut self, ms: f64, random: &mut impl Rng) {
        self.at_ms += ms * lognormal(GESTURE_SD, random);
    }

    fn down(&mut self, (x, y): (f64, f64), random: &mut impl Rng) {
        self.wait(self.hand.between_ms, random);
        let (x, y) = (x as i16, y as i16);
        self.say(What::PointerDown { x, y, pointer: self.pointer, button: 0 }, random);
        let wide = self.hand.contact_px * lognormal(0.1, random);
        let pressure = (self.hand.pressure * lognormal(0.1, random)).min(250.0) as u8;
        self.say(What::Contact { width: wide as u8, height: (1.2 * wide) as u8, pressure }, random);
    }

    fn tap(&mut self, random: &mut impl Rng) {
        let (x, y) = (random.random_range(20.0..380.0), random.random_range(50.0..800.0));
        self.down((x, y), random);
        self.wait(self.hand.tap_ms, random);
        let up = What::PointerUp { x: x as i16, y: y as i16 + 1, pointer: self.pointer, button: 0 };
        self.say(up, random);
    }

    fn start(&self, random: &mut impl Rng) -> (f64, f64) {
        (self.hand.start.0 + 20.0 * normal(random), self.hand.start.1 + 40.0 * normal(random))
    }

    /// Upwards, bowed to a side.
    fn swipe(&mut self, random: &mut impl Rng) {
        let from = self.start(random);
        self.down(from, random);
        let length = self.hand.swipe_px * lognormal(GESTURE_SD, random);
        let lasts_ms = (1e3 * length / (self.hand.swipe_px_per_s * lognormal(GESTURE_SD, random))).min(900.0);
        let steps = (lasts_ms / 16.0).ceil();
        let mut to = from;
        for step in 1..=steps as u32 {
            let share = f64::from(step) / steps;
            let bow = self.hand.bow * length * (std::f64::consts::PI * share).sin();
            to = (from.0 + bow, from.1 - length * share);
            self.at_ms += lasts_ms / steps;
            self.say(What::PointerMove { x: to.0 as i16, y: to.1 as i16, coalesced: false }, random);
        }
        self.at_ms += 4.0;
        self.say(
            What::PointerUp { x: to.0 as i16, y: to.1 as i16, pointer: self.pointer, button: 0 },
            random,
        );
    }

    /// The browser takes it over: there is no release.
    fn scroll(&mut self, random: &mut impl Rng) {
        let from = self.start(random);
        self.down(from, random);
        let length = self.hand.scroll_px * lognormal(GESTURE_SD, random);
        let step = self.hand.scroll_px_per_s * 0.016 * lognormal(GESTURE_SD, random);
        for _ in 0..(length / step).ceil() as u32 {
            self.at_ms += 16.0;
            self.y += step * lognormal(0.1, random);
            self.say(What::Scroll { y: self.y as i32 }, random);
        }
    }
}

fn normal(random: &mut impl Rng) -> f64 {
    lognormal(1.0, random).ln()
}
