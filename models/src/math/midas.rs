//! Bursts in a stream of edges, in constant time and memory: MIDAS and MIDAS-R (Bhatia, Hooi, Yoon, Shin, Faloutsos, AAAI 2020), MIDAS-F
//! (Bhatia, Liu, Hooi, Yoon, Shin, Faloutsos, ACM TKDD 16, 2022, arXiv 2009.08452).
//!
//! How often an edge came in this tick is compared with its mean over all ticks before, by a χ² statistic; -R does the same for its
//! source and its target, -F keeps what was anomalous out of the mean. The papers pass over all counters whenever a tick ends; here a
//! counter catches up when it is next touched, with the same numbers, so that an edge costs the same however large the sketch is and
//! however many ticks nothing came.

use super::count_min::{Shape, Sketch};
use super::hash::Hash;
use super::random::Random;
use serde::{Deserialize, Serialize};

/// Which of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// Edges alone, each tick by itself.
    Plain,
    /// Edges, sources and targets; earlier ticks fade.
    Relational,
    /// The same, and what is anomalous does not become usual.
    Filtering,
}

/// The one that is shipped, in the published size.
pub const SHIPPED: (Variant, Shape) = (Variant::Filtering, Shape { rows: 2, columns: 1_024 });

/// Share of a tick's count that the next tick begins with (published).
const FADES: f32 = 0.5;
/// From this score on a tick does not become part of the mean (published).
const ANOMALOUS: f32 = 1_000.0;

/// What is known of a stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Midas {
    variant: Variant,
    tick: u32,
    edges: Sketch<Counter>,
    sources: Sketch<Counter>,
    targets: Sketch<Counter>,
}

/// One cell: what was counted of whatever falls there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Counter {
    /// In this tick, with what is left of those before.
    now: f32,
    /// In all ticks; with -F, in those before.
    all: f32,
    /// What the last edge scored; -F only.
    score: f32,
    /// The tick it stands at.
    tick: u32,
}

impl Midas {
    /// Nothing has come yet. Hashes follow from the seed.
    pub fn new(variant: Variant, shape: Shape, seed: u64) -> Self {
        let mut random = Random::of(seed);
        let mut sketch = || Sketch::new(shape, random.next_u64());
        Self { variant, tick: 1, edges: sketch(), sources: sketch(), targets: sketch() }
    }

    /// Takes in an edge and says how far it, its source or its target is above its mean: χ² with one degree of freedom, so that
    /// more than its quantile of `1 − ε/2` is a false alarm with a probability of at most `ε` (first paper, theorem 1). Ticks are
    /// counted from 1; one before the last counts as the last.
    pub fn push(&mut self, source: u64, target: u64, tick: u32) -> f64 {
        self.tick = self.tick.max(tick);
        let (variant, tick) = (self.variant, self.tick);
        let [source, target] = [source, target].map(|key| Hash(key).mixed());
        let edge = Hash(source.rotate_left(23) ^ target).mixed();
        let score = score(&mut self.edges, edge, variant, tick);
        if variant == Variant::Plain {
            return f64::from(score);
        }
        let of_source = self::score(&mut self.sources, source, variant, tick);
        let of_target = self::score(&mut self.targets, target, variant, tick);
        f64::from(score.max(of_source).max(of_target))
    }
}

fn score(sketch: &mut Sketch<Counter>, key: u64, variant: Variant, tick: u32) -> f32 {
    let (mut now, mut all) = (f32::INFINITY, f32::INFINITY);
    sketch.visit(key, |cell| {
        cell.catch_up(variant, tick);
        cell.now += 1.0;
        if variant != Variant::Filtering {
            cell.all += 1.0;
        }
        now = now.min(cell.now);
        all = all.min(cell.all);
    });
    let ticks = tick as f32;
    let score = match variant {
        _ if all == 0.0 || tick < 2 => 0.0,
        Variant::Filtering => square(now + all - now * ticks) / (all * (ticks - 1.0)),
        Variant::Plain | Variant::Relational => square((now - all / ticks) * ticks) / (all * (ticks - 1.0)),
    };
    if variant == Variant::Filtering {
        sketch.visit(key, |cell| cell.score = score);
    }
    score
}

impl Counter {
    /// All ticks that have ended since.
    fn catch_up(&mut self, variant: Variant, tick: u32) {
        let ended = tick - self.tick;
        if ended == 0 {
            return;
        }
        let left = if ended < 64 { 1.0 / (1_u64 << ended) as f32 } else { 0.0 };
        match variant {
            Variant::Plain => self.now = 0.0,
            Variant::Relational => self.now *= left,
            Variant::Filtering => {
                if self.score < ANOMALOUS {
                    // Each tick adds what it had: `now · (1 + FADES + FADES² …)`.
                    self.all += self.now * (1.0 - left) / (1.0 - FADES);
                } else if self.tick > 1 {
                    // Each tick adds the mean, so that it stays.
                    self.all *= (tick - 1) as f32 / (self.tick - 1) as f32;
                }
                self.now *= left;
            }
        }
        self.tick = tick;
    }
}

fn square(value: f32) -> f32 {
    value * value
}
