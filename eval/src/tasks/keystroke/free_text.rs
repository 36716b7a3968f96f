//! The same typing as if it were any text: by the classes of the keys only. A visit is one repetition or a few.

use super::Bench;
use crate::data::typing::Typist;
use crate::measures::Scored;
use models::detectors::behaviour::freetext::{Priors, Profile, Typed};
use models::observation::{Event, What};
use std::ops::Range;

/// Between two repetitions of one visit, in units of 100 µs.
const BETWEEN: u32 = 50_000;

/// What everybody scored, by visits of so many repetitions; and the p-values of genuine visits, each before it was learned.
pub(super) fn run(bench: &Bench<'_>, repetitions: usize) -> (Vec<Scored>, Vec<f64>) {
    let visits = |typist: &Typist, range: Range<usize>| -> Vec<Typed> {
        let visits = typist.events.get(range).unwrap_or_default().chunks(repetitions);
        visits.filter_map(|visit| Typed::of(&joined(visit))).collect()
    };
    let (priors, mut p_values) = (Priors::default(), Vec::new());
    let judged = bench.train..bench.train + bench.genuine;
    let one = |(own, typist): (usize, &Typist)| {
        let mut profile = Profile::default();
        for typed in visits(typist, 0..bench.train) {
            p_values.extend(profile.compare(&priors, &typed).map(|found| found.p_value));
            profile.learn(&priors, &typed, Some(&typed));
        }
        let score = |typed: &Typed| profile.compare(&priors, typed).map(|found| found.score);
        let others = bench.typists.iter().enumerate().filter(|(other, _)| *other != own);
        let strange = others.flat_map(|(_, other)| visits(other, 0..bench.impostor));
        Scored {
            genuine: visits(typist, judged.clone()).iter().filter_map(score).collect(),
            impostor: strange.filter_map(|typed| score(&typed)).collect(),
        }
    };
    let scored = bench.typists.iter().enumerate().map(one).collect();
    (scored, p_values)
}

/// One behind the other, as if the field was left in between.
fn joined(repetitions: &[Vec<Event>]) -> Vec<Event> {
    let mut joined: Vec<Event> = Vec::new();
    for events in repetitions {
        let from = joined.last().map_or(0, |event| event.at_100us.saturating_add(BETWEEN));
        joined.push(Event { at_100us: from, what: What::Blur });
        joined.extend(
            events.iter().map(|event| Event { at_100us: from.saturating_add(event.at_100us), ..*event }),
        );
    }
    joined
}
