//! A device's state and the population's priors as version 1 kept them: before the server looked at connections, and before clocks and work were asked for.

use super::baseline::{PathProfile, State};
use super::change::FarOut;
use super::priors::Priors;
use crate::math::moments::Moments;
use crate::math::predictive::Prior;
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
        far_out: FarOut::default(),
    });
    rest.is_empty().then(|| {
        State::restored((visits, last_seen), extended(&intrinsic), paths.collect(), Default::default())
    })?
}

/// Reads priors; `None` where they are damaged or no population has them.
pub(super) fn read_priors(body: &[u8]) -> Option<Priors> {
    let ((path, own), rest): (([Prior; 6], [Prior; 2]), _) = postcard::take_from_bytes(body).ok()?;
    let shipped = Priors::default();
    let priors = Priors { path: over(shipped.path, &path), own: over(shipped.own, &own) };
    rest.is_empty().then(|| priors.sound())?
}

pub(super) fn extended<const N: usize>(known: &[Moments]) -> [Moments; N] {
    over([Moments::default(); N], known)
}

pub(super) fn over<T: Copy, const N: usize>(mut all: [T; N], known: &[T]) -> [T; N] {
    all.iter_mut().zip(known).for_each(|(to, from)| *to = *from);
    all
}
