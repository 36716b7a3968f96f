//! All that was typed in a visit, as the mean of each number.

use super::number::{Key, Number};
use crate::observation::{Event, What};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

/// Whoever waits longer is thinking, and a key that is held for longer is held for another reason, in seconds.
const PAUSE_S: f64 = 2.0;
const UNITS_PER_S: f64 = 1e4;
/// Keys that followed on another before a visit says anything.
const LEAST: u32 = 8;

/// What one visit's typing measured: each number once.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed(Vec<Mean>);

/// One number of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// Which.
    pub number: Number,
    /// How often it was seen, from 1 on.
    pub count: u32,
    /// The mean, on the scale of its kind.
    pub mean: f64,
}

/// One key.
struct Stroke {
    key: Key,
    down: u32,
    up: Option<u32>,
    /// Nothing came between it and the key before.
    follows: bool,
}

impl Typed {
    /// Measures a visit; `None` where too few keys followed on another.
    pub fn of(events: &[Event]) -> Option<Self> {
        Self::except(events, &[])
    }

    /// The same without the keys that were pressed in these times, in units of 100 µs.
    pub fn except(events: &[Event], times: &[Range<u32>]) -> Option<Self> {
        let strokes = strokes(events, times);
        let mut sums: BTreeMap<Number, (u32, f64)> = BTreeMap::new();
        let mut add = |number: Number, seconds: f64| {
            let (count, sum) = sums.entry(number).or_default();
            *count = count.saturating_add(1);
            *sum += number.kind().scaled(seconds);
        };
        let mut digraphs = 0_u32;
        let before = [None].into_iter().chain(strokes.iter().map(Some));
        for (stroke, before) in strokes.iter().zip(before) {
            if let Some(hold) = stroke.hold() {
                add(Number::hold(stroke.key), hold);
            }
            let Some(before) = before.filter(|_| stroke.follows) else { continue };
            let after = seconds(before.down, stroke.down);
            if !(0.0..PAUSE_S).contains(&after) {
                continue;
            }
            digraphs = digraphs.saturating_add(1);
            add(Number::down(before.key, stroke.key), after);
            if let Some(hold) = before.hold() {
                add(Number::flight(before.key, stroke.key), after - hold);
            }
        }
        let mean = |(number, (count, sum)): (Number, (u32, f64))| Mean {
            number,
            count,
            mean: sum / f64::from(count),
        };
        (digraphs >= LEAST).then(|| Self(sums.into_iter().map(mean).collect()))
    }

    #[cfg(test)]
    pub(super) fn from_means(means: impl Iterator<Item = Mean>) -> Self {
        Self(means.collect())
    }

    /// Its numbers.
    pub fn means(&self) -> &[Mean] {
        &self.0
    }
}

impl Stroke {
    /// How long it was held, in seconds.
    fn hold(&self) -> Option<f64> {
        self.up.map(|up| seconds(self.down, up)).filter(|hold| (0.0..PAUSE_S).contains(hold))
    }
}

fn seconds(from: u32, to: u32) -> f64 {
    (f64::from(to) - f64::from(from)) / UNITS_PER_S
}

/// The keys in the order of their presses, without those pressed in the times left out.
fn strokes(events: &[Event], except: &[Range<u32>]) -> Vec<Stroke> {
    let mut strokes: Vec<Stroke> = Vec::new();
    // Which key each held slot is.
    let mut held: Vec<(u8, usize)> = Vec::new();
    let mut follows = false;
    for event in events {
        match event.what {
            What::KeyDown { slot, repeat: true, .. } => {
                held.retain(|(one, _)| *one != slot);
                follows = false;
            }
            What::KeyDown { slot, class, .. } => {
                held.retain(|(one, _)| *one != slot);
                let left_out = except.iter().any(|times| times.contains(&event.at_100us));
                let key = Key::of(class).filter(|_| !left_out);
                if let Some(key) = key {
                    held.push((slot, strokes.len()));
                    strokes.push(Stroke { key, down: event.at_100us, up: None, follows });
                }
                follows = key.is_some();
            }
            What::KeyUp { slot } => {
                let Some(at) = held.iter().position(|(one, _)| *one == slot) else { continue };
                let (_, at) = held.swap_remove(at);
                if let Some(stroke) = strokes.get_mut(at) {
                    stroke.up = Some(event.at_100us);
                }
            }
            What::Focus { .. }
            | What::Blur
            | What::Hidden
            | What::Paste { .. }
            | What::Autofill { .. }
            | What::CompositionStart { .. }
            | What::Inserted { .. } => follows = false,
            _ => {}
        }
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::behaviour::keystroke::Kind;
    use crate::observation::{Field, KeyClass};

    fn down(at_100us: u32, slot: u8, class: KeyClass) -> Event {
        let what = What::KeyDown { slot, class, repeat: false, field: Field::FreeText, position: 0 };
        Event { at_100us, what }
    }

    fn up(at_100us: u32, slot: u8) -> Event {
        Event { at_100us, what: What::KeyUp { slot } }
    }

    /// Letters, each held for 100 ms, one every 150 ms, and a space behind every fifth that goes down 20 ms before the last of them is let go.
    fn words(count: u32) -> Vec<Event> {
        let word = |number: u32| {
            let at = 10_000 * number;
            let letters = (0..5).flat_map(move |key| {
                [down(at + 1_500 * key, 0, KeyClass::Letter), up(at + 1_500 * key + 1_000, 0)]
            });
            letters.chain([down(at + 6_800, 1, KeyClass::Space), up(at + 7_600, 1)])
        };
        let mut events: Vec<Event> = (0..count).flat_map(word).collect();
        events.sort_by_key(|event| event.at_100us);
        events
    }

    fn of(typed: &Typed, number: Number) -> Option<(u32, f64)> {
        let mean = typed.means().iter().find(|mean| mean.number == number)?;
        let rounded = libm::round(number.kind().seconds(mean.mean) * 1e3);
        Some((mean.count, rounded))
    }

    #[test]
    fn typing_is_the_mean_of_holds_and_of_the_times_between_classes_of_keys() {
        let typed = Typed::of(&words(3)).unwrap();
        assert_eq!(of(&typed, Number::hold(Key::Letter)), Some((15, 100.0)));
        assert_eq!(of(&typed, Number::hold(Key::Space)), Some((3, 80.0)));
        assert_eq!(of(&typed, Number::down(Key::Letter, Key::Letter)), Some((12, 150.0)));
        assert_eq!(of(&typed, Number::flight(Key::Letter, Key::Letter)), Some((12, 50.0)));
        assert_eq!(of(&typed, Number::flight(Key::Letter, Key::Space)), Some((3, -20.0)));
        assert_eq!(of(&typed, Number::down(Key::Space, Key::Letter)), Some((2, 320.0)));
        assert_eq!(typed.means().iter().filter(|mean| mean.number.kind() == Kind::Down).count(), 3);
    }

    #[test]
    fn a_long_corrected_text_counts_up_to_where_somebody_pauses_leaves_or_pastes() {
        let letters = Number::down(Key::Letter, Key::Letter);
        let count = |events: &[Event]| of(&Typed::of(events).unwrap(), letters).map(|(count, _)| count);
        let mut events = words(8);
        assert_eq!(count(&events), Some(32));
        events.extend([
            down(85_000, 0, KeyClass::Correction),
            down(86_000, 0, KeyClass::Letter),
            up(87_000, 0),
        ]);
        assert_eq!(count(&events), Some(32));
        let later = |at| [down(at, 0, KeyClass::Letter), up(at + 500, 0)];
        events.extend(later(88_000));
        assert_eq!(count(&events), Some(33));
        events.extend(later(108_000));
        assert_eq!(count(&events), Some(33), "two seconds are a pause");
        for what in [What::Blur, What::Paste { field: Field::FreeText }] {
            let between = [&events[..], &[Event { at_100us: 109_000, what }], &later(109_500)].concat();
            assert_eq!(count(&between), Some(33), "{what:?}");
        }
    }

    #[test]
    fn what_is_left_out_is_left_out_with_the_way_to_it() {
        let second_word = 10_000..18_000;
        let typed = Typed::except(&words(3), &[second_word]).unwrap();
        assert_eq!(of(&typed, Number::hold(Key::Letter)), Some((10, 100.0)));
        assert_eq!(of(&typed, Number::down(Key::Space, Key::Letter)), None);
    }

    #[test]
    fn a_few_keys_say_nothing() {
        assert_eq!(Typed::of(&words(1)), None);
    }

    #[test]
    fn a_key_that_repeats_is_not_typing() {
        let repeat = What::KeyDown {
            slot: 0,
            class: KeyClass::Letter,
            repeat: true,
            field: Field::FreeText,
            position: 0,
        };
        let held =
            [down(40_000, 0, KeyClass::Letter), Event { at_100us: 45_000, what: repeat }, up(46_000, 0)];
        let typed = Typed::of(&[words(3), held.to_vec()].concat()).unwrap();
        assert_eq!(of(&typed, Number::hold(Key::Letter)), Some((15, 100.0)));
    }
}
