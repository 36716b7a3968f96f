//! A made-up customer with a hand of their own: what they type and how they move the mouse, as the probe would send it.

use models::connection::Connection;
use models::math::random::Random;
use models::observation::{Conduct, Observation, Path, Timestamp};
use wire::event::{Event, Field, Key, KeyClass, Point, PointerKind, Press, What};

/// The fields of the form and how many keys each takes. All that a profile keeps of them fits into it.
pub(crate) const FIELDS: [(Field, u32); 3] = [(Field::Name, 10), (Field::Email, 14), (Field::PostalCode, 8)];
/// Movements of one visit and about how many events each has.
pub(crate) const MOVEMENTS: u32 = 16;
const STEPS: u32 = 18;

/// Somebody at the form.
pub(crate) struct Customer {
    hand: u64,
}

impl Customer {
    /// The customer of this number.
    pub(crate) fn number(hand: u64) -> Self {
        Self { hand }
    }

    /// What one visit sends: the fields once, and so many movements.
    pub(crate) fn events(&self, visit: u64, movements: u32) -> Vec<Event> {
        let mut stream =
            Stream { hand: self.hand, random: Random::of(visit << 16 ^ self.hand), ..Stream::default() };
        (0..movements / 2).for_each(|_| stream.movement());
        FIELDS.iter().for_each(|(field, keys)| stream.typed(*field, *keys));
        (movements / 2..movements).for_each(|_| stream.movement());
        stream.events
    }

    /// One visit as the models see it.
    pub(crate) fn visit(&self, number: u64, movements: u32) -> Observation {
        let events = self.events(number, movements);
        let opened_at = Timestamp(number as i64 * 86_400_000_000 + (self.hand % 20) as i64 * 3_600_000_000);
        let last_us = events.last().map_or(0, |event| i64::from(event.at) * 100);
        Observation {
            opened_at,
            sealed_at: Timestamp(opened_at.0 + last_us),
            path: Path::V4([192, 0, 2]),
            device: [1; 16],
            exchanges: Vec::new(),
            signals: Vec::new(),
            events: events.iter().map(engine::observe::event).collect(),
            connection: Connection::default(),
            conduct: Conduct::default(),
        }
    }
}

struct Stream {
    hand: u64,
    random: Random,
    events: Vec<Event>,
    at: f64,
    place: (f64, f64),
}

impl Default for Stream {
    fn default() -> Self {
        Self { hand: 0, random: Random::of(0), events: Vec::new(), at: 5_000.0, place: (400.0, 300.0) }
    }
}

impl Stream {
    /// About 1, by a tenth and more.
    fn about(&mut self) -> f64 {
        0.7 + 0.15 * (0..4).map(|_| self.random.unit()).sum::<f64>()
    }

    /// How this hand does one thing, in ticks.
    fn habit(&self, what: u64, least: f64, more: f64) -> f64 {
        least + more * Random::of(self.hand << 8 ^ what).unit()
    }

    fn put(&mut self, what: What) {
        self.events.push(Event { at: self.at as u32, what });
    }

    fn typed(&mut self, field: Field, keys: u32) {
        self.put(What::Focus { field });
        self.at += 3_000.0;
        for key in 0..keys {
            let habit = (u64::from(key) << 4) | (field as u64 % 16);
            let (class, position) = (KeyClass::Letter, key as u8);
            self.put(What::KeyDown(Key { slot: 0, class, repeat: false, field, position }));
            let began = self.at;
            self.at += self.habit(habit, 600.0, 500.0) * self.about();
            self.put(What::KeyUp { slot: 0 });
            let next = began + self.habit(habit ^ 0x1000, 1_200.0, 1_500.0) * self.about();
            self.at = next.max(self.at + 10.0);
        }
        self.put(What::Blur);
        self.at += 4_000.0;
    }

    /// A curved way to somewhere, and a click there or a rest.
    fn movement(&mut self) {
        let from = self.place;
        let to = (1_200.0 * self.random.unit(), 800.0 * self.random.unit());
        let steps = (f64::from(STEPS) * self.about()) as u32;
        let bow = self.habit(0x2000, -60.0, 120.0) * self.about();
        for step in 1..=steps {
            let share = f64::from(step) / f64::from(steps);
            // The least jerk (Flash and Hogan, 1985).
            let gone = share * share * share * (10.0 - 15.0 * share + 6.0 * share * share);
            let aside = bow * 4.0 * share * (1.0 - share);
            let shaken = self.random.unit() * 2.0;
            self.place =
                (from.0 + (to.0 - from.0) * gone + shaken, from.1 + (to.1 - from.1) * gone + aside + shaken);
            self.at += 160.0 * self.about();
            let (x, y) = (self.place.0 as i16, self.place.1 as i16);
            self.put(What::PointerMove(Point { x, y, coalesced: false }));
        }
        if self.random.unit() < 0.6 {
            let press = Press {
                x: self.place.0 as i16,
                y: self.place.1 as i16,
                pointer: PointerKind::Mouse,
                button: 0,
            };
            self.at += self.habit(0x3000, 600.0, 800.0) * self.about();
            self.put(What::PointerDown(press));
            self.at += self.habit(0x4000, 500.0, 600.0) * self.about();
            self.put(What::PointerUp(press));
        }
        self.at += 16_000.0 * self.about();
    }
}
