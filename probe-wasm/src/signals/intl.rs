//! Intl: `[locale, calendar, numbering system]` that `Intl` resolves for dates (ECMA-402): the language of the
//! browser itself, which need not be the first that it asks servers for.
//!
//! Stability: changes with the browser's language. Cost: COST.

use super::{date_options, texts};
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    Reading::Texts(texts(&date_options(), &["locale", "calendar", "numberingSystem"]))
}
