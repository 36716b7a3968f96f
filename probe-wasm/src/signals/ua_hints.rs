//! User-agent client hints of low entropy (WICG UA-CH): `[platform, "mobile" or "desktop", "brand version" …]`.
//! They are attributes, so nothing is waited for; Firefox, Safari and insecure contexts have none.
//!
//! Stability: changes with the browser's major version, about once a month. Cost: 250 µs.

use crate::reflect::{get, is, list, navigator, text};
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    let hints = navigator("userAgentData");
    let form = if is(&hints, "mobile") { "mobile" } else { "desktop" };
    let mut texts = vec![text(&hints, "platform"), form.into()];
    super::brands(&mut texts, list(get(&hints, "brands")));
    Reading::Texts(texts)
}
