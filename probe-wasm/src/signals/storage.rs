//! Storage: which kinds the page may use, as bits: 0 cookies, 1 `localStorage`, 2 `sessionStorage`, 3 IndexedDB,
//! 4 caches, 5 service workers. Only whether they are there; nothing that is stored is read.
//!
//! Stability: changes with the browser's privacy settings and in private windows. Cost: 150 µs.

use crate::reflect::{global, is, window};
use wire::signal::Reading;

/// Whether of the window (or of the navigator), and the name.
const KINDS: &[(bool, &str)] = &[
    (false, "cookieEnabled"),
    (true, "localStorage"),
    (true, "sessionStorage"),
    (true, "indexedDB"),
    (true, "caches"),
    (false, "serviceWorker"),
];

pub(super) fn read() -> Reading {
    let (window, navigator) = (window(), global("navigator"));
    super::bits(KINDS.iter().map(|(of_window, name)| is(if *of_window { &window } else { &navigator }, name)))
}
