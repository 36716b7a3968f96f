//! Time zone: the IANA name that `Intl` resolves (ECMA-402). Says roughly where somebody lives or travels, as
//! the address of the network does.
//!
//! Stability: changes when its owner travels. Cost: COST.

use super::date_options;
use crate::reflect::get;
use wire::signal::Reading;

pub(super) fn read() -> Reading {
    Reading::Text(get(&date_options(), "timeZone").as_string().unwrap_or_default())
}
