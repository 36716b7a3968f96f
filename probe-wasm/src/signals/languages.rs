//! Languages: `navigator.languages`, BCP 47 tags in the order of preference.

use crate::sys;
use wire::signal::{Absence, Reading};

pub(super) fn read() -> Reading {
    let tags = sys::navigator().map(|navigator| navigator.languages());
    match tags {
        Some(tags) if tags.length() > 0 => {
            Reading::Texts(tags.iter().filter_map(|tag| tag.as_string()).collect())
        }
        _ => Reading::Absent(Absence::Unsupported),
    }
}
