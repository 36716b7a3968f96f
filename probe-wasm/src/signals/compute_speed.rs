//! Compute speed: `[microseconds, checkpoint …]`: how long the chain of [`wire::work`] took for this page view,
//! and what the server checks it by. The server keeps the time alone.
//!
//! Stability: a few per cent from visit to visit on an idle machine, up to several times as long on a busy or a
//! saving one; a version of the engine may change it for good. Cost: 5,500 µs, which is the reading.

use crate::sys;
use wire::signal::Reading;
use wire::work;

pub(super) fn read(page_view: &str) -> Reading {
    let mut values = vec![0];
    let began_ms = sys::now_ms();
    let (seed, mut state) = (work::seed(page_view), 0);
    for _ in 0..work::SEGMENTS {
        state = work::segment(seed, state);
        values.push(state as i64);
    }
    let took_us = sys::micros(sys::now_ms() - began_ms) as i64;
    if let Some(first) = values.first_mut() {
        *first = took_us;
    }
    Reading::Integers(values)
}
