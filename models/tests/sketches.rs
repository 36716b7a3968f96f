//! Sketches promise little: never to count too few, the same from the same seed, and of MIDAS what its papers say, although no pass over the
//! counters is made.

#![allow(clippy::unwrap_used, reason = "tests")]

use models::math::count_min::{Shape, Sketch};
use models::math::midas::{Midas, Variant};
use proptest::prelude::*;
use std::collections::BTreeMap;

const SMALL: Shape = Shape { rows: 2, columns: 16 };

/// The published algorithm with a counter for every key: all of them are gone through whenever a tick ends.
#[derive(Default)]
struct Published {
    tick: u32,
    counters: BTreeMap<(u8, u64, u64), [f64; 3]>,
}

impl Published {
    fn push(&mut self, variant: Variant, source: u64, target: u64, tick: u32) -> f64 {
        while self.tick.max(1) < tick {
            self.tick = self.tick.max(1);
            for [now, all, score] in self.counters.values_mut() {
                match variant {
                    Variant::Plain => *now = 0.0,
                    Variant::Relational => *now *= 0.5,
                    Variant::Filtering => {
                        if *score < 1_000.0 {
                            *all += *now;
                        } else if self.tick > 1 {
                            *all += *all / f64::from(self.tick - 1);
                        }
                        *now *= 0.5;
                    }
                }
            }
            self.tick += 1;
        }
        let t = f64::from(tick);
        let kinds = if variant == Variant::Plain { 1 } else { 3 };
        let keys = [(0, source, target), (1, source, 0), (2, 0, target)];
        let mut most = 0.0_f64;
        for key in keys.into_iter().take(kinds) {
            let [now, all, score] = self.counters.entry(key).or_default();
            *now += 1.0;
            if variant != Variant::Filtering {
                *all += 1.0;
            }
            let (a, s) = (*now, *all);
            *score = match variant {
                _ if s == 0.0 || tick < 2 => 0.0,
                Variant::Filtering => (a + s - a * t).powi(2) / (s * (t - 1.0)),
                _ => (a - s / t).powi(2) * t * t / (s * (t - 1.0)),
            };
            most = most.max(*score);
        }
        most
    }
}

proptest! {
    #[test]
    fn a_count_is_never_too_small(keys in prop::collection::vec(0_u64..200, 1..600), seed: u64) {
        let mut sketch = Sketch::<f32>::new(SMALL, seed);
        let mut counted = BTreeMap::<u64, f32>::new();
        for key in keys {
            sketch.add(key, 1.0);
            *counted.entry(key).or_default() += 1.0;
        }
        for (key, count) in counted {
            prop_assert!(sketch.count(key) >= count);
        }
    }

    #[test]
    fn a_wide_sketch_scores_as_the_papers_do_with_a_counter_for_every_key(
        edges in prop::collection::vec((0_u64..6, 0_u64..6, 0_u32..3), 1..300),
        burst in 0_usize..300,
        seed: u64,
    ) {
        for variant in [Variant::Plain, Variant::Relational, Variant::Filtering] {
            let mut midas = Midas::new(variant, Shape { rows: 3, columns: 1 << 14 }, seed);
            let (mut published, mut tick) = (Published::default(), 1);
            for (number, (source, target, later)) in edges.iter().copied().enumerate() {
                tick += later;
                // Often enough that it crosses the threshold above which -F keeps a tick out of the mean.
                for _ in 0..if number == burst { 400 } else { 1 } {
                    let (ours, theirs) =
                        (midas.push(source, target, tick), published.push(variant, source, target, tick));
                    prop_assert!((ours - theirs).abs() <= 2e-3 * (1.0 + theirs), "{:?}: {} {}", variant, ours, theirs);
                }
            }
        }
    }

    #[test]
    fn the_same_edges_and_seed_score_the_same_and_a_clock_that_steps_back_does_no_harm(
        edges in prop::collection::vec((any::<u64>(), any::<u64>(), any::<u32>()), 0..200),
        seed: u64,
    ) {
        let run = || {
            let mut midas = Midas::new(Variant::Filtering, SMALL, seed);
            let push = |(source, target, tick): &(u64, u64, u32)| midas.push(*source, *target, *tick);
            let scores: Vec<f64> = edges.iter().map(push).collect();
            (scores, midas)
        };
        let (one, other) = (run(), run());
        prop_assert_eq!(&one.0, &other.0);
        prop_assert!(one.0.iter().all(|score| score.is_finite() && *score >= 0.0), "{:?}", one.0);
        let bytes = postcard::to_allocvec(&one.1).unwrap();
        prop_assert_eq!(postcard::from_bytes::<Midas>(&bytes).unwrap(), one.1);
    }
}

#[test]
fn a_burst_stands_out_and_many_edges_at_the_usual_rate_do_not() {
    let mut midas = Midas::new(Variant::Filtering, SMALL, 1);
    let usual = (2..200).map(|tick| (0..5).map(|_| midas.push(1, 2, tick)).fold(0.0, f64::max));
    let usual = usual.skip(20).fold(0.0, f64::max);
    let burst = (0..200).map(|_| midas.push(1, 2, 200)).fold(0.0, f64::max);
    assert!(burst > 100.0 * usual.max(1.0), "{usual} {burst}");
}
