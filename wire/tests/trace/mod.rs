//! A deterministic trace of somebody filling in a checkout form: what the published sizes are measured on.

use wire::event::{Event, Field, Key, KeyClass, Point, PointerKind, Press, TICK_US, Tick, What};

/// Microseconds between two samples of a 125 Hz mouse.
const MOUSE_PERIOD_US: u64 = 8_000;

/// xorshift64* (Vigna 2016): repeatable on every machine.
struct Dice(u64);

impl Dice {
    /// A number in `low..=high`.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        low + (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % (high - low + 1)
    }
}

/// Five fields: each is reached with the mouse, clicked, typed into and left.
pub(crate) fn checkout() -> Vec<Event> {
    let mut dice = Dice(0x5EED);
    let mut events = Vec::new();
    let mut now_us = 1_234_500;
    let (mut x, mut y) = (640, 120);
    for (row, (field, letters)) in [
        (Field::Name, 17),
        (Field::Email, 24),
        (Field::Street, 21),
        (Field::PostalCode, 6),
        (Field::Place, 9),
    ]
    .into_iter()
    .enumerate()
    {
        let to = (dice.between(300, 560) as i16, 220 + 64 * row as i16);
        now_us = moved(&mut events, &mut dice, now_us, (x, y), to);
        (x, y) = to;
        let press = Press { x, y, pointer: PointerKind::Mouse, button: 0 };
        now_us += dice.between(40_000, 160_000);
        add(&mut events, now_us, What::PointerDown(press));
        add(&mut events, now_us + 1_200, What::Focus { field });
        now_us += dice.between(60_000, 120_000);
        add(&mut events, now_us, What::PointerUp(press));
        now_us += dice.between(250_000, 900_000);
        now_us = typed(&mut events, &mut dice, now_us, field, letters);
        now_us += dice.between(100_000, 400_000);
        add(&mut events, now_us, What::Scroll { y: 64 * row as i32 });
        add(&mut events, now_us + 30_000, What::Blur);
        now_us += 60_000;
    }
    events.sort_by_key(|event| event.at);
    events
}

/// A reach along a minimum-jerk profile (Flash and Hogan 1985), sampled as a mouse samples; a browser at
/// 60 Hz delivers every other sample as a coalesced one.
fn moved(events: &mut Vec<Event>, dice: &mut Dice, start_us: u64, from: (i16, i16), to: (i16, i16)) -> u64 {
    let samples = dice.between(45, 110);
    for sample in 1..=samples {
        let t = sample as f64 / samples as f64;
        let done = t * t * t * (10.0 - 15.0 * t + 6.0 * t * t);
        let along = |a: i16, b: i16| (f64::from(a) + (f64::from(b) - f64::from(a)) * done).round() as i16;
        let point = Point { x: along(from.0, to.0), y: along(from.1, to.1), coalesced: sample % 2 == 1 };
        let jitter_us = dice.between(0, 900);
        add(events, start_us + sample * MOUSE_PERIOD_US + jitter_us, What::PointerMove(point));
    }
    start_us + samples * MOUSE_PERIOD_US + 1_000
}

/// Typing at about 65 words a minute; one key in three goes down before the last one is up.
fn typed(events: &mut Vec<Event>, dice: &mut Dice, start_us: u64, field: Field, letters: u64) -> u64 {
    let mut down_us = start_us;
    let mut last_up_us = 0;
    let mut slot = 0;
    for position in 0..letters {
        slot = if last_up_us > down_us { 1 - slot } else { 0 };
        let class = if position % 7 == 6 { KeyClass::Space } else { KeyClass::Letter };
        let key = Key { slot, class, repeat: false, field, position: position as u8 };
        add(events, down_us, What::KeyDown(key));
        last_up_us = down_us + dice.between(70_000, 140_000);
        add(events, last_up_us, What::KeyUp { slot });
        down_us += if dice.between(0, 2) == 0 {
            dice.between(75_000, 110_000)
        } else {
            dice.between(145_000, 320_000)
        };
    }
    down_us.max(last_up_us)
}

fn add(events: &mut Vec<Event>, at_us: u64, what: What) {
    events.push(Event { at: (at_us / u64::from(TICK_US)) as Tick, what });
}

/// Events and encoded bytes of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// How many events.
    pub(crate) events: usize,
    /// How many bytes they took.
    pub(crate) bytes: usize,
}

impl Cost {
    /// Mean bytes per event.
    pub(crate) fn mean(self) -> f64 {
        self.bytes as f64 / self.events as f64
    }
}

/// What each kind of event costs inside `events`, encoded as one stream: key down, key up, pointer move,
/// everything else.
pub(crate) fn costs(events: &[Event]) -> [Cost; 4] {
    let mut encoder = wire::codec::Encoder::default();
    let mut costs = [Cost::default(); 4];
    for event in events {
        let before = encoder.byte_len();
        encoder.push(event);
        let cost = match event.what {
            What::KeyDown(_) => &mut costs[0],
            What::KeyUp { .. } => &mut costs[1],
            What::PointerMove(_) => &mut costs[2],
            _ => &mut costs[3],
        };
        cost.events += 1;
        cost.bytes += encoder.byte_len() - before;
    }
    costs
}
