//! What was measured of one visit.

use super::COUNT;
use super::habits::{Circumstances, DeviceKind};
use super::measures::MEASURES;
use crate::connection::Os;
use crate::observation::{Event, KeyClass, Observation, What};
use alloc::vec::Vec;

/// What one visit measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// In the order of [`MEASURES`]; `None` where there was nothing to measure.
    pub(super) measures: [Option<f64>; COUNT],
    /// When and on what.
    pub(super) circumstances: Circumstances,
}

impl Taken {
    /// A visit of which nothing was measured yet.
    pub fn nothing(circumstances: Circumstances) -> Self {
        Self { measures: [None; COUNT], circumstances }
    }

    /// Measures a visit.
    pub fn of(observation: &Observation) -> Self {
        let mut taken = Self::nothing(Circumstances::of(observation));
        let seconds = observation.sealed_at.0.saturating_sub(observation.opened_at.0).max(0) as f64 / 1e6;
        if seconds < LEAST_SECONDS {
            return taken;
        }
        taken.set("duration", seconds / 60.0);
        let events = &observation.events;
        if let Some((speed_wpm, deviation_s)) = typing(events) {
            taken.set("typing_speed", speed_wpm);
            taken.set("typing_rhythm", deviation_s);
        }
        let [moved, pressed, scrolled] = hand(events);
        let measured = [("pointer_speed", moved), ("click_rate", pressed), ("scroll_speed", scrolled)];
        for (code, total) in measured.into_iter().filter(|(_, total)| *total > 0.0) {
            taken.set(code, total / seconds);
        }
        taken
    }

    /// Sets the measure of this code, in its unit. A code that does not exist and a value that is not finite are left out.
    pub fn set(&mut self, code: &str, value: f64) {
        let place = MEASURES.iter().position(|measure| measure.code == code);
        if let Some(kept) = place.and_then(|at| self.measures.get_mut(at)) {
            *kept = value.is_finite().then_some(value);
        }
    }
}

/// A shorter visit has no pace.
const LEAST_SECONDS: f64 = 2.0;
/// Intervals between keys before there is a pace.
const LEAST_INTERVALS: usize = 8;
/// Whoever stops typing for longer is thinking.
const PAUSE_S: f64 = 2.0;
/// Letters in a word, as typists count.
const WORD: f64 = 5.0;
const UNITS_PER_S: f64 = 1e4;

/// Words a minute, and the deviation of the time between keys in seconds. From one field to the next a hand does something else.
fn typing(events: &[Event]) -> Option<(f64, f64)> {
    let writes = |class: KeyClass| {
        matches!(class, KeyClass::Letter | KeyClass::Digit | KeyClass::Space | KeyClass::Punctuation)
    };
    let mut between: Vec<f64> = Vec::new();
    let mut before = None;
    for event in events {
        match event.what {
            What::KeyDown { class, repeat: false, field, .. } if writes(class) => {
                let now = f64::from(event.at_100us) / UNITS_PER_S;
                let seconds = before.filter(|(there, _)| *there == field).map(|(_, before)| now - before);
                between.extend(seconds.filter(|seconds| *seconds < PAUSE_S));
                before = Some((field, now));
            }
            What::Focus { .. } | What::Blur => before = None,
            _ => {}
        }
    }
    if between.len() < LEAST_INTERVALS {
        return None;
    }
    let n = between.len() as f64;
    let mean = between.iter().sum::<f64>() / n;
    let squares: f64 = between.iter().map(|seconds| (seconds - mean) * (seconds - mean)).sum();
    (mean > 0.0).then(|| (60.0 / (WORD * mean), libm::sqrt(squares / (n - 1.0))))
}

/// Pixels that the pointer went, presses, pixels scrolled.
fn hand(events: &[Event]) -> [f64; 3] {
    let (mut moved, mut pressed, mut scrolled) = (0.0, 0.0, 0.0);
    let (mut at, mut offset) = (None, None);
    for event in events {
        match event.what {
            What::PointerMove { x, y, .. } => {
                let here = (f64::from(x), f64::from(y));
                moved += at.map_or(0.0, |(x, y)| libm::hypot(here.0 - x, here.1 - y));
                at = Some(here);
            }
            What::PointerDown { .. } => pressed += 1.0,
            What::Scroll { y } => {
                scrolled += offset.map_or(0.0, |before: i32| f64::from(y.abs_diff(before)));
                offset = Some(y);
            }
            _ => {}
        }
    }
    [moved, pressed, scrolled]
}

impl Circumstances {
    fn of(observation: &Observation) -> Self {
        const HOUR_US: i64 = 3_600_000_000;
        let hours = observation.opened_at.0.div_euclid(HOUR_US);
        // 1970 began on a Thursday.
        let weekday = (hours.div_euclid(24) + 3).rem_euclid(7);
        let device = match observation.connection.claimed.os {
            Os::Windows | Os::MacOs | Os::Linux | Os::ChromeOs => DeviceKind::Desktop,
            Os::Ios => DeviceKind::IPhone,
            Os::Android => DeviceKind::AndroidPhone,
            Os::Other => DeviceKind::Other,
        };
        Self { hour: hours.rem_euclid(24) as u8, weekday: weekday as u8, device }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Field;

    fn key(at_100us: u32) -> Event {
        let class = KeyClass::Letter;
        Event {
            at_100us,
            what: What::KeyDown { slot: 0, class, repeat: false, field: Field::Name, position: 0 },
        }
    }

    #[test]
    fn ten_keys_in_two_seconds_are_sixty_words_a_minute() {
        let events: Vec<Event> = (0..11).map(|number| key(2_000 * number)).collect();
        let (speed, deviation) = typing(&events).unwrap();
        assert!((speed - 60.0).abs() < 1e-9 && deviation < 1e-9, "{speed} {deviation}");
    }

    #[test]
    fn a_pause_is_no_typing_and_a_few_keys_are_no_pace() {
        let mut events: Vec<Event> = (0..11).map(|number| key(2_000 * number)).collect();
        events.extend((0..11).map(|number| key(900_000 + 2_000 * number)));
        assert!((typing(&events).unwrap().0 - 60.0).abs() < 1e-9);
        assert_eq!(typing(&events[..5]), None);
    }

    #[test]
    fn the_way_to_the_next_field_is_no_time_between_keys() {
        let focus = Event { at_100us: 30_000, what: What::Focus { field: Field::Name } };
        let mut events: Vec<Event> = (0..11).map(|number| key(2_000 * number)).collect();
        events.push(focus);
        events.extend((0..11).map(|number| key(35_000 + 2_000 * number)));
        let (speed, deviation) = typing(&events).unwrap();
        assert!((speed - 60.0).abs() < 1e-9 && deviation < 1e-9, "{speed} {deviation}");
    }

    #[test]
    fn the_hand_s_way_presses_and_scrolling_add_up() {
        let event = |what| Event { at_100us: 0, what };
        let step = |x, y| event(What::PointerMove { x, y, coalesced: false });
        let events = [
            step(0, 0),
            step(3, 4),
            step(3, 14),
            event(What::Scroll { y: 100 }),
            event(What::Scroll { y: 40 }),
        ];
        assert_eq!(hand(&events), [15.0, 0.0, 60.0]);
    }
}
