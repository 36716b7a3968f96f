//! The stream of an earlier visit, once more: the pointer takes the same way to the pixel, or keys come with the same times.
//!
//! Nobody does the same thing twice so exactly, not even the same password four times: of recorded visits the two most alike
//! of one person had a resemblance of 0.38. What a page view sealed twice tells twice is left out. What
//! was recorded at another device, or is stretched in time and place, is not known again.

use super::super::sketch::Sketch;
use super::{Sign, Visit};
use alloc::format;

/// Resemblance from which on two streams are one.
const RESEMBLANCE: f64 = 0.5;

pub(in super::super) static SEEN_BEFORE: Sign = Sign {
    code: "replayed",
    frequency: 1e-4,
    may_be_usual: false,
    seen: |Visit { observation, hand, known }| {
        let sketch = Sketch::of(observation, hand)?;
        let others = known.streams().iter().filter(|other| !other.is_of(observation));
        let resemblance = others.map(|other| sketch.resemblance(other)).max_by(f64::total_cmp)?;
        (resemblance >= RESEMBLANCE).then(|| {
            format!(
                "{:.0} % of what the hand did is what it did in an earlier visit, step by step",
                libm::round(resemblance * 100.0)
            )
        })
    },
};
