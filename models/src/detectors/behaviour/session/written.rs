//! How a visit's text came about: corrections, pauses, hesitation, overlapping keys and the spectrum of the rhythm.

use super::spectrum;
use crate::math::robust::low_median;
use crate::observation::{Event, KeyClass, What};
use alloc::vec::Vec;

/// Whoever waits for longer between two keys is thinking.
pub(super) const PAUSE_S: f64 = 2.0;
/// Keys that followed on another before they have shares.
const LEAST: f64 = 8.0;
const UNITS_PER_S: f64 = 1e4;
/// No time between keys is taken to be shorter, in seconds.
const SHORTEST_S: f64 = 0.005;

/// What was counted.
#[derive(Default)]
pub(super) struct Written {
    /// Keys that write.
    pub(super) characters: f64,
    corrections: f64,
    /// Keys that followed on another in the same field; after a pause; before the other was let go.
    following: f64,
    paused: f64,
    overlapping: f64,
    /// From entering a field to its first key, in seconds.
    hesitations: Vec<f64>,
    /// `ln` of the times between keys without a pause.
    rhythm: Vec<f64>,
}

/// Letters, digits, spaces, punctuation.
pub(super) fn writes(class: KeyClass) -> bool {
    matches!(class, KeyClass::Letter | KeyClass::Digit | KeyClass::Space | KeyClass::Punctuation)
}

impl Written {
    /// Of a visit's events.
    pub(super) fn of(events: &[Event]) -> Self {
        let mut written = Self::default();
        // When the field was entered, the key before and its slot, the slots of keys that are held.
        let (mut entered, mut before, mut held) = (None, None, Vec::new());
        for event in events {
            let now = f64::from(event.at_100us) / UNITS_PER_S;
            match event.what {
                What::KeyDown { slot, class, repeat: false, .. }
                    if writes(class) || class == KeyClass::Correction =>
                {
                    written.press(class, now, before, &held);
                    written.hesitations.extend(entered.take().map(|entered| now - entered));
                    held.retain(|one| *one != slot);
                    held.push(slot);
                    before = Some((now, slot));
                }
                What::KeyUp { slot } => held.retain(|one| *one != slot),
                What::Focus { .. } => (entered, before) = (Some(now), None),
                What::Blur | What::Hidden => (entered, before) = (None, None),
                What::Paste { .. } | What::Autofill { .. } | What::Inserted { .. } => entered = None,
                _ => {}
            }
        }
        written
    }

    fn press(&mut self, class: KeyClass, now: f64, before: Option<(f64, u8)>, held: &[u8]) {
        match class {
            KeyClass::Correction => self.corrections += 1.0,
            _ => self.characters += 1.0,
        }
        let Some((at, slot)) = before else { return };
        self.following += 1.0;
        if now - at > PAUSE_S {
            self.paused += 1.0;
            return;
        }
        self.overlapping += if held.contains(&slot) { 1.0 } else { 0.0 };
        self.rhythm.push(libm::log((now - at).max(SHORTEST_S)));
    }

    /// Its measures by their codes, in their units.
    pub(super) fn measures(self) -> impl Iterator<Item = (&'static str, f64)> {
        let enough = self.following >= LEAST;
        let share = |count: f64, of: f64| enough.then(|| 100.0 * count / of);
        let middle = low_median(&self.hesitations);
        let (slow, quick) = spectrum::slow_and_quick(&self.rhythm).unzip();
        let measures = [
            ("characters", Some(self.characters).filter(|count| *count > 0.0)),
            ("corrections", share(self.corrections, self.corrections + self.characters)),
            ("pauses", share(self.paused, self.following)),
            ("overlap", share(self.overlapping, self.following - self.paused)),
            ("hesitation", middle.filter(|seconds| *seconds >= 0.0)),
            ("rhythm_slow", slow.map(|share| 100.0 * share)),
            ("rhythm_quick", quick.map(|share| 100.0 * share)),
        ];
        measures.into_iter().filter_map(|(code, value)| Some((code, value?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Field;

    fn down(at_100us: u32, slot: u8, class: KeyClass) -> Event {
        let what = What::KeyDown { slot, class, repeat: false, field: Field::Name, position: 0 };
        Event { at_100us, what }
    }

    fn up(at_100us: u32, slot: u8) -> Event {
        Event { at_100us, what: What::KeyUp { slot } }
    }

    fn focus(at_100us: u32) -> Event {
        Event { at_100us, what: What::Focus { field: Field::Name } }
    }

    fn of(events: &[Event], code: &str) -> Option<f64> {
        Written::of(events)
            .measures()
            .find_map(|(one, value)| (one == code).then_some(libm::round(value * 100.0) / 100.0))
    }

    /// Twenty letters from the first second on, five a second, every other one pressed before the one before was let go.
    fn typed() -> Vec<Event> {
        let key = |number: u32| {
            let at = 10_000 + 2_000 * number;
            let held = if number.is_multiple_of(2) { 2_500 } else { 1_000 };
            [down(at, (number % 2) as u8, KeyClass::Letter), up(at + held, (number % 2) as u8)]
        };
        let mut events: Vec<Event> = [focus(0)].into_iter().chain((0..20).flat_map(key)).collect();
        events.sort_by_key(|event| event.at_100us);
        events
    }

    #[test]
    fn corrections_overlap_pauses_and_hesitation_are_shares_of_keys_and_a_time() {
        let mut events = typed();
        assert_eq!(
            ["characters", "corrections", "pauses"].map(|code| of(&events, code)),
            [20.0, 0.0, 0.0].map(Some)
        );
        assert_eq!((of(&events, "overlap"), of(&events, "hesitation")), (Some(52.63), Some(1.0)));
        events.extend([down(52_000, 0, KeyClass::Correction), up(53_000, 0)]);
        events.extend([down(102_000, 0, KeyClass::Letter), up(103_000, 0)]);
        assert_eq!((of(&events, "corrections"), of(&events, "pauses")), (Some(4.55), Some(4.76)));
    }

    #[test]
    fn from_one_field_to_the_next_is_no_pause_and_a_pasted_one_no_hesitation() {
        let mut events = typed();
        events
            .extend([focus(100_000), Event { at_100us: 110_000, what: What::Paste { field: Field::Name } }]);
        events.extend([down(150_000, 0, KeyClass::Letter), up(151_000, 0)]);
        assert_eq!((of(&events, "pauses"), of(&events, "hesitation")), (Some(0.0), Some(1.0)));
    }

    #[test]
    fn a_few_keys_have_no_shares_and_no_spectrum() {
        let few = &typed()[..8];
        assert_eq!(["corrections", "overlap", "rhythm_slow"].map(|code| of(few, code)), [None; 3]);
        assert!(of(few, "characters").is_some() && of(few, "hesitation").is_some());
    }

    #[test]
    fn long_and_short_in_turn_are_a_quick_rhythm() {
        let events: Vec<Event> = (0..61)
            .flat_map(|key| {
                let at = 3_000 * key + if key % 2 == 0 { 0 } else { 1_000 };
                [down(at, 0, KeyClass::Letter), up(at + 500, 0)]
            })
            .collect();
        assert_eq!((of(&events, "rhythm_slow"), of(&events, "rhythm_quick")), (Some(0.0), Some(100.0)));
    }
}
