//! What a page reports of somebody who types their name, without anybody who does.

use wire::codec::Encoder;
use wire::event::{Event, Field, Key, KeyClass, What};

/// How somebody types: how long a key is held and how long after it the next goes down, in milliseconds.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Hand {
    pub hold_ms: u32,
    pub next_ms: u32,
}

/// So many keys make a name.
pub const KEYS: u32 = 8;

impl Hand {
    /// The body of a report: a name of [`KEYS`] keys, in no two visits quite the same.
    pub fn name(self, page_view: &str, visit: u32) -> Vec<u8> {
        let mut encoder = Encoder::default();
        let mut say = |ms: u32, what| encoder.push(&Event { at: 10 * ms, what });
        say(100, What::Focus { field: Field::Name });
        let mut now_ms = 600;
        for key in 0..KEYS {
            let off = (key * 7 + visit * 5) % 9;
            let (class, position) = (KeyClass::Letter, key as u8);
            let pressed = Key { slot: 0, class, repeat: false, field: Field::Name, position };
            say(now_ms, What::KeyDown(pressed));
            say(now_ms + self.hold_ms + off, What::KeyUp { slot: 0 });
            now_ms += self.next_ms + 2 * off;
        }
        wire::report::encode(page_view, 0, 0, &encoder.take())
    }
}
