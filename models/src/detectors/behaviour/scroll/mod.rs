//! Scrolling: how far, how fast and in what bursts somebody goes through a page, by wheel, trackpad, finger or pen. Of each measure a
//! visit has one value, the middle over its bursts.
//!
//! A burst is the pointer's that pressed last before it; before any press it is the visit's own. Fails where a page is another length
//! than before, and where the page itself scrolls: nothing tells that from a hand.
//!
//! **Not measured on real people**: there was no recorded scrolling to measure with.

mod measures;

pub use measures::{COUNT, MEASURES};

use crate::math::robust::low_median;
use crate::observation::{Event, PointerKind, What};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// A rest of this length ends a burst, in seconds: wheels of browsers that scroll smoothly rest for less between two notches.
const REST_S: f64 = 0.3;
/// Whoever waits longer before the next one reads, in seconds.
const PAUSE_S: f64 = 30.0;
/// Bursts before a visit has a value.
const LEAST: usize = 3;

/// One burst: the time from its first event to its last, and the steps between them.
struct Burst {
    from_s: f64,
    to_s: f64,
    /// CSS pixels, down above zero, and seconds.
    steps: Vec<(f64, f64)>,
    pointer: PointerKind,
}

/// What a visit measured of a pointer, in the order of [`MEASURES`] and in their units. `usual` is what the visit was made by.
pub(super) fn measured(events: &[Event], pointer: PointerKind, usual: PointerKind) -> [Option<f64>; COUNT] {
    let all = cut(events, usual);
    let bursts: Vec<&Burst> =
        all.iter().filter(|burst| burst.pointer == pointer && burst.lasted_s() > 0.0).collect();
    let of = |value: fn(&Burst) -> f64| middle(bursts.iter().map(|burst| value(burst)));
    let pauses = all.iter().zip(all.iter().skip(1)).filter(|(_, next)| next.pointer == pointer);
    let pauses = pauses.map(|(burst, next)| next.from_s - burst.to_s);
    let steps = || bursts.iter().flat_map(|burst| &burst.steps).map(|(px, _)| *px).filter(|px| *px != 0.0);
    let (way, up): (f64, f64) =
        steps().fold((0.0, 0.0), |(way, up), px| (way + px.abs(), up + (-px).max(0.0)));
    let enough = bursts.len() >= LEAST && way > 0.0;
    let mut sizes: BTreeMap<u64, u32> = BTreeMap::new();
    steps().for_each(|px| *sizes.entry(px.abs() as u64).or_default() += 1);
    let (most, count) = (sizes.values().max().copied().unwrap_or(0), sizes.values().sum::<u32>());
    [
        of(|burst| burst.way() / burst.lasted_s()),
        of(|burst| burst.steps.iter().map(|(px, dt)| px.abs() / dt).fold(0.0, f64::max)),
        of(Burst::way),
        of(Burst::lasted_s),
        middle(pauses.filter(|seconds| (0.0..PAUSE_S).contains(seconds))),
        enough.then(|| 100.0 * up / way),
        middle(steps().map(f64::abs)),
        enough.then(|| 100.0 * f64::from(most) / f64::from(count)),
    ]
}

fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (values.len() >= LEAST).then(|| low_median(&values))?
}

impl Burst {
    fn lasted_s(&self) -> f64 {
        self.to_s - self.from_s
    }

    fn way(&self) -> f64 {
        self.steps.iter().map(|(px, _)| px.abs()).sum()
    }
}

fn cut(events: &[Event], usual: PointerKind) -> Vec<Burst> {
    let mut bursts: Vec<Burst> = Vec::new();
    let (mut pointer, mut offset) = (usual, None);
    for event in events {
        let at_s = f64::from(event.at_100us) / 10_000.0;
        match event.what {
            What::PointerDown { pointer: pressed, .. } => pointer = pressed,
            // Another view begins where it begins.
            What::View => offset = None,
            What::Scroll { y } => {
                let y = f64::from(y);
                let step = offset.replace(y).map(|before| y - before);
                match bursts.last_mut() {
                    Some(burst)
                        if burst.pointer == pointer && (0.0..REST_S).contains(&(at_s - burst.to_s)) =>
                    {
                        // Two events of one moment have no speed between them.
                        if at_s > burst.to_s {
                            burst.steps.extend(step.map(|px| (px, at_s - burst.to_s)));
                            burst.to_s = at_s;
                        }
                    }
                    _ => bursts.push(Burst { from_s: at_s, to_s: at_s, steps: Vec::new(), pointer }),
                }
            }
            _ => {}
        }
    }
    bursts
}
