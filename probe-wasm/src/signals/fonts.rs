//! Fonts: which of [`FONTS`] are there, as bits in that order. A font is there where a text is not as wide in
//! it as in what stands in for it; `document.fonts.check` says yes to fonts that nobody has (Chromium). Linux
//! answers to some names with a likeness.
//!
//! Stability: changes when fonts are installed, with an office suite or a version of the operating system.
//! Cost: 8,500 µs.

use crate::reflect::{canvas, text_width};
use wasm_bindgen::JsValue;
use wire::signal::Reading;

/// From Windows, macOS, Linux, Android, office suites, and for other scripts. New ones go to the end.
const FONTS: &str = "Segoe UI,Calibri,Consolas,Bahnschrift,Segoe UI Variable,MS Gothic,Meiryo,Malgun Gothic,SimSun,\
    Helvetica Neue,Menlo,Avenir Next,Optima,Geneva,PingFang SC,Hiragino Sans,SF Pro,\
    DejaVu Sans,Liberation Sans,Ubuntu,Cantarell,Noto Sans,Noto Sans CJK SC,Nimbus Sans,FreeSans,\
    Roboto,Droid Sans,Century Gothic,Franklin Gothic Book,Garamond,Minion Pro,Arial,Georgia,Verdana";
/// Narrow and wide letters.
const TEXT: &str = "mmMWilI10@";
/// What stands in for a font that is missing. No font of the list may look like it.
const STANDIN: &str = "serif";

pub(super) fn read() -> Reading {
    let context = canvas(1, 1, "2d", &JsValue::UNDEFINED);
    let width = |font: &str| text_width(&context, &["64px ", font, STANDIN].concat(), TEXT);
    let missing = width("");
    super::bits(FONTS.split(',').map(|font| width(&["'", font, "',"].concat()) != missing))
}
