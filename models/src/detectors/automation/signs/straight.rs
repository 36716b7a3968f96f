//! Ways along a ruler: every step as long as the one before, in the same direction, as a program divides a line.
//!
//! Hands speed up and slow down, also along a straight line. Wrong about pointers that keys or switches move. One visit in a
//! thousand; none of Balabit's recorded visits.

use super::super::hand::Place;
use super::{Sign, Visit};
use crate::explain::Quantity;
use alloc::format;

/// Steps and CSS pixels from which on a stretch can be told.
const STRETCH: (usize, f64) = (8, 80.0);
/// Rounding to whole pixels moves a place by so much at most, in each direction.
const ROUNDING: f64 = 1.0;
/// Steps shorter than this are ruled by nothing but rounding.
const STEP: f64 = 4.0;
/// The share of the whole way that must be ruled, and CSS pixels: in its fastest part a hand keeps a line, and the quicker a mouse reports
/// the more steps of it.
const SHARE: f64 = 0.75;
const LEAST: f64 = 200.0;

pub(in super::super) static RULED: Sign = Sign {
    code: "ruled_paths",
    frequency: 0.001,
    may_be_usual: true,
    seen: |Visit { hand, .. }| {
        let way = &hand.mouse;
        let (mut from, mut ruled, mut steps) = (0, 0.0, 0);
        while let Some(stretch) = way.get(from..).filter(|rest| !rest.is_empty()) {
            let length = ruled_steps(stretch);
            let pixels = match (stretch.first(), stretch.get(length)) {
                (Some(first), Some(last)) => first.distance(last),
                _ => 0.0,
            };
            if length >= STRETCH.0 && pixels >= STRETCH.1 && pixels >= STEP * length as f64 {
                ruled += pixels;
                steps += length;
                from += length;
            } else {
                // Where it hardly moves everything is a line: not one place after the other.
                from += (length / 2).max(1);
            }
        }
        let all: f64 = way.iter().zip(way.iter().skip(1)).map(|(from, to)| from.distance(to)).sum();
        (ruled >= LEAST && ruled >= SHARE * all).then(|| {
            format!(
                "{} of {} pixels of the pointer's way are straight lines in {steps} equal steps",
                Quantity::count(libm::round(ruled)),
                Quantity::count(libm::round(all.max(ruled)))
            )
        })
    },
};

/// How many steps from the beginning are one line divided equally.
fn ruled_steps(way: &[Place]) -> usize {
    let Some(first) = way.first() else { return 0 };
    let offset =
        |place: &Place| (f64::from(place.x) - f64::from(first.x), f64::from(place.y) - f64::from(first.y));
    // Steps (x, y) that put every place so far within rounding of where it should be.
    let (mut low, mut high) = ((f64::MIN, f64::MIN), (f64::MAX, f64::MAX));
    for (number, place) in way.iter().enumerate().skip(1) {
        let ((x, y), number_of) = (offset(place), number as f64);
        low = (low.0.max((x - ROUNDING) / number_of), low.1.max((y - ROUNDING) / number_of));
        high = (high.0.min((x + ROUNDING) / number_of), high.1.min((y + ROUNDING) / number_of));
        if low.0 > high.0 || low.1 > high.1 || place.pressed {
            return number - 1;
        }
    }
    way.len() - 1
}
