//! Signs of a taken account. Each is one small file that says what it sees and when it is wrong. How often genuine purchases show it is
//! an estimate until a site's refit: no data set with accounts and truth is public.

mod changed;
mod failed;
mod redirected;

use crate::signs::Sign;

/// The visible list.
pub(super) static ALL: [&Sign; 4] =
    [&redirected::REDIRECTED, &failed::FAILED, &changed::CREDENTIAL, &changed::ADDRESS];

/// Seconds in words that a person reads at a glance.
fn ago(seconds: u32) -> alloc::string::String {
    match seconds {
        0..120 => alloc::format!("{seconds} s"),
        120..7_200 => alloc::format!("{} min", seconds / 60),
        _ => alloc::format!("{} h", seconds / 3_600),
    }
}
