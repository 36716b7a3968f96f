//! The way somebody takes through a form: from which kind of field to which, and where a new view begins. Pairs of steps (bigrams), each
//! as usual as it was chosen from where it starts.
//!
//! A page that is built anew is another way for everybody. So one new step weighs no more than one visit in as many as were seen.

use crate::math::habit::{Choices, Unusual};
use crate::observation::{Event, Field, What};
use alloc::{collections::BTreeMap, collections::BTreeSet};
use serde::{Deserialize, Serialize};

/// Where somebody is in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The page was opened.
    Start,
    /// A new view began.
    View,
    /// A field of this kind has the focus.
    In(Field),
}

/// How many places there are.
const PLACES: usize = 16;
/// Steps of one visit that are looked at: whoever has more repeats themselves.
const MOST_STEPS: usize = 64;

impl Place {
    fn number(self) -> usize {
        match self {
            Self::Start => 0,
            Self::View => 1,
            Self::In(field) => 2 + field as usize,
        }
    }
}

/// From one place to the next, and how often that was done before among all steps from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Step {
    pub from: Place,
    pub to: Place,
    pub before: u32,
    pub all: u32,
}

/// The steps of one visit, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps(BTreeSet<(Place, Place)>);

impl Steps {
    /// Of a visit's events.
    pub(super) fn of(events: &[Event]) -> Self {
        let places = events.iter().filter_map(|event| match event.what {
            What::Focus { field } => Some(Place::In(field)),
            What::View => Some(Place::View),
            _ => None,
        });
        let mut from = Place::Start;
        let steps = places.take(MOST_STEPS).map(|to| (core::mem::replace(&mut from, to), to));
        Self(steps.collect())
    }
}

/// How often somebody went where, by where they came from. At most 280 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<u8, Choices<PLACES>>")]
pub(super) struct Way(BTreeMap<u8, Choices<PLACES>>);

impl TryFrom<BTreeMap<u8, Choices<PLACES>>> for Way {
    type Error = &'static str;

    fn try_from(from: BTreeMap<u8, Choices<PLACES>>) -> Result<Self, Self::Error> {
        let sound = from.keys().all(|place| usize::from(*place) < PLACES);
        if sound { Ok(Self(from)) } else { Err("there is no such place in a form") }
    }
}

impl Way {
    /// The most unusual step of a visit; `None` where nobody knows where any of its steps lead from. The visit is as unusual as that
    /// one among as many as there are (Bonferroni's bound: its steps hang together).
    pub(super) fn unusual(&self, steps: &Steps, worth: f64) -> Option<(Step, Unusual)> {
        let even = [1.0 / PLACES as f64; PLACES];
        let known = steps.0.iter().filter_map(|(from, to)| {
            let choices = self.0.get(&(from.number() as u8))?;
            let before = choices.counts().get(to.number()).copied().unwrap_or(0);
            let all = choices.counts().iter().map(|count| u32::from(*count)).sum();
            let step = Step { from: *from, to: *to, before: u32::from(before), all };
            Some((step, choices.unusual(to.number(), &even, worth)))
        });
        let (count, most) = known.fold((0.0, None), |(count, most), (step, unusual)| {
            let is_more = most.is_none_or(|(_, before): (_, Unusual)| unusual.p_value < before.p_value);
            (count + 1.0, if is_more { Some((step, unusual)) } else { most })
        });
        let (step, Unusual { rarity, p_value }) = most?;
        Some((step, Unusual { rarity, p_value: (count * p_value).min(1.0) }))
    }

    /// Takes in the steps of a visit.
    pub(super) fn push(&mut self, steps: &Steps) {
        for (from, to) in &steps.0 {
            self.0.entry(from.number() as u8).or_default().push(to.number());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    fn steps(fields: &[Field]) -> Steps {
        let event = |field: &Field| Event { at_100us: 0, what: What::Focus { field: *field } };
        Steps::of(&fields.iter().map(event).collect::<Vec<Event>>())
    }

    fn known() -> Way {
        let mut way = Way::default();
        (0..20).for_each(|_| way.push(&steps(&[Field::Name, Field::Email, Field::Street, Field::Place])));
        way
    }

    #[test]
    fn who_fills_in_a_form_in_another_order_is_unusual_and_the_rarest_step_is_named() {
        let of = |fields: &[Field]| known().unusual(&steps(fields), 1.0).unwrap();
        assert!(of(&[Field::Name, Field::Email, Field::Street]).1.p_value > 0.5);
        let (step, unusual) = of(&[Field::Name, Field::Email, Field::Place]);
        assert_eq!((step.from, step.to), (Place::In(Field::Email), Place::In(Field::Place)));
        assert_eq!((step.before, step.all), (0, 20));
        assert!(unusual.p_value < 0.15 && unusual.rarity > 1.0, "{unusual:?}");
        let (_, backwards) = of(&[Field::Street, Field::Name, Field::Place, Field::Email]);
        assert!(backwards.p_value < 0.2, "{backwards:?}");
    }

    #[test]
    fn nothing_is_said_of_steps_from_where_nobody_was() {
        assert_eq!(Way::default().unusual(&steps(&[Field::Name]), 1.0), None);
        assert_eq!(known().unusual(&steps(&[]), 1.0), None);
    }

    #[test]
    fn every_way_through_every_form_is_kept_in_280_bytes() {
        let mut way = Way::default();
        for from in 0..PLACES as u8 {
            let mut choices = Choices::default();
            (0..PLACES).for_each(|to| (0..9).for_each(|_| choices.push(to)));
            way.0.insert(from, choices);
        }
        let bytes = postcard::to_allocvec(&way).unwrap();
        assert!(bytes.len() <= 280, "{} bytes", bytes.len());
        assert_eq!(postcard::from_bytes(&bytes), Ok(way));
        assert!(postcard::from_bytes::<Way>(&[&[1, 16][..], &[0; 16]].concat()).is_err());
    }
}
