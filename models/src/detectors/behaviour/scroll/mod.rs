//! Scrolling: how far, how fast and in what bursts somebody goes through a page, by wheel, trackpad, finger or pen. Of each measure a
//! visit has one value, the middle over its bursts.
//!
//! A burst is the pointer's that pressed last before it; before any press it is the visit's own. Fails where a page is another length
//! than before, and where the page itself scrolls: nothing tells that from a hand.
//!
//! **Not measured on real people**: there was no recorded scrolling to measure with.

mod measures;

pub use measures::{COUNT, MEASURES};

use super::measure::{FEW, middle};
use crate::observation::{Event, PointerKind, What};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// A rest of this length ends a burst, in seconds: wheels of browsers that scroll smoothly rest for less between two notches.
const REST_S: f64 = 0.3;
/// Whoever waits longer before the next one reads, in seconds.
const PAUSE_S: f64 = 30.0;

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
    let enough = bursts.len() >= FEW && way > 0.0;
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
                let step = offset.map(|before| y - before);
                match bursts.last_mut() {
                    Some(burst)
                        if burst.pointer == pointer && (0.0..REST_S).contains(&(at_s - burst.to_s)) =>
                    {
                        // Two events of one moment have no speed between them: the next step is of both.
                        if at_s > burst.to_s {
                            burst.steps.extend(step.map(|px| (px, at_s - burst.to_s)));
                            burst.to_s = at_s;
                            offset = Some(y);
                        }
                    }
                    _ => {
                        bursts.push(Burst { from_s: at_s, to_s: at_s, steps: Vec::new(), pointer });
                        offset = Some(y);
                    }
                }
            }
            _ => {}
        }
    }
    bursts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(events: &[Event], pointer: PointerKind, code: &str) -> Option<f64> {
        let at = MEASURES.iter().position(|measure| measure.code == code).unwrap();
        measured(events, pointer, PointerKind::Mouse)[at]
    }

    /// Four bursts down and one up, of 11 events 20 ms and 30 px apart each, a second between their starts; the fourth in odd steps.
    fn visit() -> Vec<Event> {
        let (mut y, mut events) = (0, Vec::new());
        for burst in 0..5_u32 {
            for step in 0..11_u32 {
                let px = if burst == 3 { 15 + step as i32 } else { 30 };
                y += if burst == 4 { -px } else { px };
                events.push(Event { at_100us: 10_000 * burst + 200 * step, what: What::Scroll { y } });
            }
        }
        events
    }

    #[test]
    fn a_visit_has_the_middle_of_its_bursts() {
        let near = |code: &str, expected: f64| {
            let value = value(&visit(), PointerKind::Mouse, code).unwrap();
            assert!((value - expected).abs() < 1e-6 * expected, "{code} {value}");
        };
        near("burst_speed", 1_500.0);
        near("burst_top_speed", 1_500.0);
        near("burst_length", 300.0);
        near("burst_time", 0.2);
        near("burst_pause", 0.8);
        near("scroll_step", 30.0);
        let odd: f64 = (16..=25).map(f64::from).sum();
        near("scrolled_up", 100.0 * 300.0 / (1_200.0 + odd));
        near("scroll_regularity", 80.0);
    }

    #[test]
    fn a_burst_is_the_pointer_s_that_pressed_last() {
        let press = What::PointerDown { x: 0, y: 0, pointer: PointerKind::Touch, button: 0 };
        let mut events = visit();
        events.insert(0, Event { at_100us: 0, what: press });
        assert_eq!(value(&events, PointerKind::Mouse, "burst_speed"), None);
        assert!(value(&events, PointerKind::Touch, "burst_speed").is_some());
    }

    #[test]
    fn a_clock_that_stands_still_between_two_events_loses_no_way() {
        let coarse: Vec<Event> =
            visit().iter().map(|event| Event { at_100us: event.at_100us / 400 * 400, ..*event }).collect();
        let length = |events: &[Event]| value(events, PointerKind::Mouse, "burst_length").unwrap();
        // All but what came in the first moment, which has no speed.
        assert!(length(&coarse) >= 0.85 * length(&visit()), "{}", length(&coarse));
    }

    #[test]
    fn a_page_that_jumps_is_no_burst() {
        let jumps: Vec<Event> = (0..9)
            .map(|at| Event { at_100us: 20_000 * at, what: What::Scroll { y: 900 * at as i32 } })
            .collect();
        assert_eq!(value(&jumps, PointerKind::Mouse, "burst_speed"), None);
    }
}
