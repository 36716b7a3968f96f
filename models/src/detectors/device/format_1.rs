//! A device's state as version 1 kept it: before the server looked at connections, and before clocks and work were asked for.

use super::baseline::{PathProfile, State};
use crate::math::moments::Moments;
use crate::observation::{Path, Timestamp};
use alloc::vec::Vec;
use serde::Deserialize;

#[derive(Deserialize)]
struct Stored {
    visits: u32,
    last_seen: Timestamp,
    intrinsic: [Moments; 2],
    paths: Vec<StoredPath>,
}

#[derive(Deserialize)]
struct StoredPath {
    path: Path,
    visits: u32,
    last_seen: Timestamp,
    moments: [Moments; 6],
}

/// Reads one; `None` where it is damaged. The metrics that it had come first in the present lists.
pub(super) fn read(body: &[u8]) -> Option<State> {
    let (Stored { visits, last_seen, intrinsic, paths }, rest) = postcard::take_from_bytes(body).ok()?;
    let paths = paths.into_iter().map(|StoredPath { path, visits, last_seen, moments }| PathProfile {
        path,
        visits,
        last_seen,
        moments: extended(&moments),
    });
    rest.is_empty().then(|| State::restored(visits, last_seen, extended(&intrinsic), paths.collect()))?
}

fn extended<const N: usize>(known: &[Moments]) -> [Moments; N] {
    let mut all = [Moments::default(); N];
    all.iter_mut().zip(known).for_each(|(to, from)| *to = *from);
    all
}
