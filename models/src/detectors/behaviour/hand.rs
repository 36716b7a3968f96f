//! What a person's hand does beside a mouse: how it touches, scrolls and holds the device, each learned and compared for mouse, finger and
//! pen apart. How a mouse moves is [`super::pointer`]'s.

use super::input::{ByPointer, Input};
use super::learned::{Beliefs, Compared, Learned};
use super::measure::Measure;
use super::{motion, scroll, touch};
use crate::math::predictive::Predictive;
use crate::observation::{Event, PointerKind};
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Visits by the same pointer that a measure is learned of before it is compared.
const NEED: u32 = 3;

/// What was measured, where there was something to measure.
type Values<const N: usize> = [Option<f64>; N];

/// One of the things that a hand does.
struct Habit<const N: usize> {
    /// Which thing.
    part: &'static str,
    /// Stable snake_case codes of its findings; none where a pointer does no such thing.
    codes: ByPointer<Option<&'static str>>,
    measures: &'static [Measure; N],
    /// What a visit measured of a pointer; the last is what the visit was made by.
    read: fn(&[Event], PointerKind, PointerKind) -> Values<N>,
}

/// Touching.
const TOUCH: Habit<{ touch::COUNT }> = Habit {
    part: "touch",
    codes: ByPointer { mouse: None, touch: Some("touch"), pen: Some("touch_pen") },
    measures: &touch::MEASURES,
    read: |events, pointer, _| touch::measured(events, pointer),
};
/// Scrolling.
const SCROLL: Habit<{ scroll::COUNT }> = Habit {
    part: "scroll",
    codes: ByPointer { mouse: Some("scroll_mouse"), touch: Some("scroll_touch"), pen: Some("scroll_pen") },
    measures: &scroll::MEASURES,
    read: scroll::measured,
};
/// Holding the device.
const MOTION: Habit<{ motion::COUNT }> = Habit {
    part: "motion",
    codes: ByPointer { mouse: Some("motion_mouse"), touch: Some("motion_touch"), pen: Some("motion_pen") },
    measures: &motion::MEASURES,
    read: motion::measured,
};

/// What is usual of one habit, for each pointer that showed it.
type Known<const N: usize> = ByPointer<Option<Learned<N>>>;

/// What is usual for one person: 1.0 kB where they use every pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    touch: Known<{ touch::COUNT }>,
    scroll: Known<{ scroll::COUNT }>,
    motion: Known<{ motion::COUNT }>,
}

/// What is believed of anybody.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Priors {
    touch: ByPointer<Beliefs<{ touch::COUNT }>>,
    scroll: ByPointer<Beliefs<{ scroll::COUNT }>>,
    motion: ByPointer<Beliefs<{ motion::COUNT }>>,
}

impl Default for Priors {
    fn default() -> Self {
        Self {
            touch: ByPointer::all(Beliefs::shipped(TOUCH.measures)),
            scroll: ByPointer::all(Beliefs::shipped(SCROLL.measures)),
            motion: ByPointer::all(Beliefs::shipped(MOTION.measures)),
        }
    }
}

/// One measure of a pointer, and of which thing that a hand does: `touch`, `scroll` or `motion`.
pub type Kept = (&'static str, PointerKind, &'static Measure);

/// What a visit measured, in units.
pub fn measured(events: &[Event], input: Input) -> Vec<(Kept, f64)> {
    let mut measured = TOUCH.values(events, input);
    measured.extend(SCROLL.values(events, input));
    measured.extend(MOTION.values(events, input));
    measured
}

/// What was compared of one habit and pointer: at least one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Which thing.
    pub part: &'static str,
    /// Stable snake_case code, unique.
    pub code: &'static str,
    /// The pointer.
    pub pointer: PointerKind,
    /// Measure by measure.
    pub compared: Vec<Compared>,
}

impl Heard {
    /// What is most unusual about it.
    pub fn most(&self) -> Option<&Compared> {
        self.compared.iter().min_by(|a, b| a.p_value.total_cmp(&b.p_value))
    }
}

impl Profile {
    /// Compares a visit, habit by habit and pointer by pointer.
    pub fn compare(&self, priors: &Priors, events: &[Event], input: Input) -> Vec<Heard> {
        let mut heard = TOUCH.compare(&self.touch, &priors.touch, events, input);
        heard.extend(SCROLL.compare(&self.scroll, &priors.scroll, events, input));
        heard.extend(MOTION.compare(&self.motion, &priors.motion, events, input));
        heard
    }

    /// Learns a trusted visit.
    pub fn learn(&mut self, priors: &Priors, events: &[Event], input: Input) {
        TOUCH.learn(&mut self.touch, &priors.touch, events, input);
        SCROLL.learn(&mut self.scroll, &priors.scroll, events, input);
        MOTION.learn(&mut self.motion, &priors.motion, events, input);
    }

    /// What is expected of every measure that was learned.
    pub fn expected(&self, priors: &Priors) -> Vec<(Kept, Predictive)> {
        let mut expected = TOUCH.expected(&self.touch, &priors.touch);
        expected.extend(SCROLL.expected(&self.scroll, &priors.scroll));
        expected.extend(MOTION.expected(&self.motion, &priors.motion));
        expected
    }
}

impl Priors {
    /// The priors that these people speak for; what too few of them tell of stays as shipped.
    pub fn fit(people: &[Profile]) -> Self {
        let shipped = Self::default();
        let all = || people.iter();
        Self {
            touch: fitted(&shipped.touch, &all().map(|one| one.touch).collect::<Vec<_>>()),
            scroll: fitted(&shipped.scroll, &all().map(|one| one.scroll).collect::<Vec<_>>()),
            motion: fitted(&shipped.motion, &all().map(|one| one.motion).collect::<Vec<_>>()),
        }
    }

    /// Every number by its name.
    pub fn shown(&self) -> Vec<(String, f64)> {
        let mut shown = TOUCH.shown(&self.touch);
        shown.extend(SCROLL.shown(&self.scroll));
        shown.extend(MOTION.shown(&self.motion));
        shown
    }
}

fn fitted<const N: usize>(shipped: &ByPointer<Beliefs<N>>, people: &[Known<N>]) -> ByPointer<Beliefs<N>> {
    ByPointer::each(|pointer| {
        let known: Vec<Learned<N>> = people.iter().filter_map(|one| *one.of(pointer)).collect();
        shipped.of(pointer).fitted(&known)
    })
}

impl<const N: usize> Habit<N> {
    /// Pointers that do such a thing, with their codes.
    fn pointers(&self) -> impl Iterator<Item = (PointerKind, &'static str)> {
        self.codes.iter().filter_map(|(pointer, code)| Some((pointer, (*code)?)))
    }

    fn measured(&self, events: &[Event], pointer: PointerKind, input: Input) -> Values<N> {
        let mut values = (self.read)(events, pointer, input.pointer);
        values.iter_mut().zip(self.measures).for_each(|(value, measure)| {
            *value = value.filter(|value| value.is_finite()).map(|value| measure.scaled(value));
        });
        values
    }

    fn values(&self, events: &[Event], input: Input) -> Vec<(Kept, f64)> {
        let of = |(pointer, _)| {
            let values = self.measures.iter().zip(self.measured(events, pointer, input));
            let value = |(measure, value): (&'static Measure, Option<f64>)| {
                Some(((self.part, pointer, measure), measure.value(value?)))
            };
            values.filter_map(value).collect::<Vec<_>>()
        };
        self.pointers().flat_map(of).collect()
    }

    fn compare(
        &self,
        known: &Known<N>,
        beliefs: &ByPointer<Beliefs<N>>,
        events: &[Event],
        input: Input,
    ) -> Vec<Heard> {
        let of = |(pointer, code)| {
            let learned = known.of(pointer).as_ref()?;
            let values = self.measured(events, pointer, input);
            let compared = learned.compare(self.measures, beliefs.of(pointer), &values, NEED);
            (!compared.is_empty()).then_some(Heard { part: self.part, code, pointer, compared })
        };
        self.pointers().filter_map(of).collect()
    }

    fn learn(&self, known: &mut Known<N>, beliefs: &ByPointer<Beliefs<N>>, events: &[Event], input: Input) {
        for (pointer, _) in self.pointers() {
            for (at, value) in self.measured(events, pointer, input).into_iter().enumerate() {
                if let Some(value) = value {
                    known.of_mut(pointer).get_or_insert_default().learn(beliefs.of(pointer), at, value);
                }
            }
        }
    }

    fn expected(&self, known: &Known<N>, beliefs: &ByPointer<Beliefs<N>>) -> Vec<(Kept, Predictive)> {
        let learned = known.iter().filter_map(|(pointer, learned)| Some((pointer, learned.as_ref()?)));
        let of = |(pointer, learned): (PointerKind, &Learned<N>)| {
            let measures = self.measures.iter().enumerate();
            let expected = |(at, measure)| {
                Some(((self.part, pointer, measure), learned.expected(beliefs.of(pointer), at, 1)?))
            };
            measures.filter_map(expected).collect::<Vec<_>>()
        };
        learned.flat_map(of).collect()
    }

    fn shown(&self, beliefs: &ByPointer<Beliefs<N>>) -> Vec<(String, f64)> {
        let of = |(pointer, code)| beliefs.of(pointer).shown(self.measures, &format!("{code}."));
        self.pointers().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::array::from_fn;

    #[test]
    fn whoever_uses_every_pointer_has_a_small_profile() {
        fn full<const N: usize>() -> Known<N> {
            let mut learned = Learned::<N>::default();
            let beliefs = Beliefs(from_fn(|_| crate::math::predictive::Prior {
                mean: 0.0,
                spread: 1.0,
                scale: 1.0,
                df: 4.0,
            }));
            (0..N).for_each(|at| learned.learn(&beliefs, at, 1.5));
            ByPointer::all(Some(learned))
        }
        let profile = Profile { touch: full(), scroll: full(), motion: full() };
        let bytes = postcard::to_allocvec(&profile).unwrap();
        assert!(bytes.len() <= 1_536, "{}", bytes.len());
        assert_eq!(postcard::from_bytes::<Profile>(&bytes).unwrap(), profile);
    }

    #[test]
    fn no_two_findings_and_no_two_measures_share_a_code() {
        let mut codes: Vec<&str> = Vec::new();
        for of in [&TOUCH.codes, &SCROLL.codes, &MOTION.codes] {
            codes.extend(of.iter().filter_map(|(_, code)| *code));
        }
        let measures = TOUCH.measures.iter().chain(SCROLL.measures).chain(MOTION.measures);
        codes.extend(measures.map(|measure| measure.code));
        codes.extend(super::super::session::MEASURES.iter().map(|measure| measure.code));
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]), "{codes:?}");
    }
}
