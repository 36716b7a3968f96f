//! What was measured of one visit.

use super::super::input::Input;
use super::COUNT;
use super::habits::{Circumstances, DeviceKind};
use super::measures::MEASURES;
use super::steps::Steps;
use super::written::{PAUSE_S, Written, writes};
use crate::connection::Os;
use crate::observation::{Event, Observation, What};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// What one visit measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// In the order of [`MEASURES`]; `None` where there was nothing to measure.
    pub(super) measures: [Option<f64>; COUNT],
    /// When and on what.
    pub(super) circumstances: Circumstances,
    /// By what.
    pub(super) input: Input,
    /// From which place in its forms it went to which.
    pub(super) steps: Steps,
}

impl Taken {
    /// A visit of which nothing was measured yet.
    pub fn nothing(circumstances: Circumstances) -> Self {
        let (input, steps) = (Input::default(), Steps::default());
        Self { measures: [None; COUNT], circumstances, input, steps }
    }

    /// Measures a visit.
    pub fn of(observation: &Observation) -> Self {
        let mut taken = Self::nothing(Circumstances::of(observation));
        taken.input = Input::of(observation);
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
        Written::of(events).measures().for_each(|(code, value)| taken.set(code, value));
        if let Some(share) = pointing(events) {
            taken.set("pointer_share", 100.0 * share);
        }
        let (views, hidden_s) = seen(events, seconds);
        taken.set("hidden", 100.0 * hidden_s / seconds);
        taken.set("views", views);
        if views > 1.0 {
            taken.set("view_time", seconds / views);
        }
        taken.steps = Steps::of(events);
        taken
    }

    /// When and on what it was made.
    pub fn circumstances(&self) -> Circumstances {
        self.circumstances
    }

    /// By what it was made.
    pub fn input(&self) -> Input {
        self.input
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
/// Letters in a word, as typists count.
const WORD: f64 = 5.0;
const UNITS_PER_S: f64 = 1e4;

/// Words a minute, and the deviation of the time between keys in seconds. From one field to the next a hand does something else.
fn typing(events: &[Event]) -> Option<(f64, f64)> {
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

/// Seconds with a key or the pointer before they have a share.
const LEAST_BUSY: usize = 5;

/// Of the seconds in which a key or the pointer was used, the share of those with the pointer; one with both counts for both.
fn pointing(events: &[Event]) -> Option<f64> {
    let seconds = |is: fn(&What) -> bool| {
        let at = events.iter().filter(|event| is(&event.what)).map(|event| event.at_100us / SECOND_100US);
        at.collect::<BTreeSet<u32>>().len()
    };
    let keys = seconds(|what| matches!(what, What::KeyDown { .. }));
    let pointer = seconds(|what| matches!(what, What::PointerMove { .. } | What::PointerDown { .. }));
    (keys + pointer >= LEAST_BUSY).then(|| pointer as f64 / (keys + pointer) as f64)
}

const SECOND_100US: u32 = 10_000;

/// Views of the page, and for how many of the visit's seconds it was hidden.
fn seen(events: &[Event], visit_s: f64) -> (f64, f64) {
    let (mut views, mut hidden_s, mut since) = (1.0, 0.0, None);
    for event in events {
        let now = (f64::from(event.at_100us) / UNITS_PER_S).min(visit_s);
        match event.what {
            What::View => views += 1.0,
            What::Hidden => since = since.or(Some(now)),
            What::Shown => hidden_s += since.take().map_or(0.0, |since: f64| (now - since).max(0.0)),
            _ => {}
        }
    }
    (views, (hidden_s + since.map_or(0.0, |since| visit_s - since)).min(visit_s))
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
    use crate::observation::{Field, KeyClass};

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

    #[test]
    fn views_are_counted_and_hidden_time_adds_up_to_the_end() {
        let event = |seconds: u32, what| Event { at_100us: 10_000 * seconds, what };
        let mut events =
            [event(2, What::Hidden), event(5, What::Shown), event(6, What::View), event(8, What::Hidden)];
        assert_eq!(seen(&events, 10.0), (2.0, 5.0));
        events[3].what = What::Shown;
        assert_eq!(seen(&events, 10.0), (2.0, 3.0));
        assert_eq!(seen(&events, 3.0), (2.0, 1.0), "what is reported for later is no part of the visit");
    }

    #[test]
    fn seconds_with_the_pointer_are_set_against_seconds_with_keys() {
        let moved = |second: u32| Event {
            at_100us: 10_000 * second,
            what: What::PointerMove { x: 0, y: 0, coalesced: false },
        };
        let mut events: Vec<Event> = (0..6).flat_map(|second| [moved(second), moved(second)]).collect();
        events.extend([key(100_000), key(110_000)]);
        assert_eq!(pointing(&events), Some(0.75));
        assert_eq!(pointing(&events[..4]), None);
    }
}
