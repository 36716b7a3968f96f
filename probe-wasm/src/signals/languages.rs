//! Languages: `navigator.languages`, BCP 47 tags in the order of preference (WHATWG HTML).
//!
//! Stability: changes when somebody changes the settings, and in private windows of some browsers. Cost: 140 µs.

use crate::reflect::{list, navigator};
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    let tags = list(navigator("languages"));
    Reading::Texts(tags.iter().filter_map(|tag| tag.as_string()).collect())
}
