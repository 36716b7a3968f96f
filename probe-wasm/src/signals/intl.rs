//! Intl: the locale that `Intl` resolves, with its extensions for calendar and numbers where somebody chose
//! others (ECMA-402): the language of the browser itself, which need not be the first that it asks servers for.
//! Plural rules are the cheapest to ask: a date format, which names the calendar always, takes 15 ms in a fresh
//! process.
//!
//! Stability: changes with the browser's language. Cost: 370 µs.

use crate::reflect::{call, construct, get, global};
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    let rules = construct(&global("Intl"), "PluralRules", &[]);
    Reading::Text(get(&call(&rules, "resolvedOptions", &[]), "locale").as_string().unwrap_or_default())
}
