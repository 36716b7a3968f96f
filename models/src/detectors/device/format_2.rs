//! A device's state and the population's priors as version 2 kept them: before the page's own time was measured, and changes that last were waited for.

use super::baseline::{PathProfile, State};
use super::change::FarOut;
use super::clock::ClockReading;
use super::format_1::{extended, over};
use super::habits::Habits;
use super::metrics::PATH_METRICS;
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
    intrinsic: [Moments; 5],
    paths: Vec<StoredPath>,
    clock: Option<ClockReading>,
    habits: Habits,
}

#[derive(Deserialize)]
struct StoredPath {
    path: Path,
    visits: u32,
    last_seen: Timestamp,
    moments: [Moments; PATH_METRICS],
}

/// Reads one; `None` where it is damaged. The metrics that it had come first in the present lists.
pub(super) fn read(body: &[u8]) -> Option<State> {
    let (stored, rest): (Stored, _) = postcard::take_from_bytes(body).ok()?;
    let Stored { visits, last_seen, intrinsic, paths, clock, habits } = stored;
    let paths = paths.into_iter().map(|StoredPath { path, visits, last_seen, moments }| PathProfile {
        path,
        visits,
        last_seen,
        moments,
        far_out: FarOut::default(),
    });
    let state = State::restored((visits, last_seen), extended(&intrinsic), paths.collect(), (clock, habits));
    rest.is_empty().then_some(state)?
}

/// Reads priors; `None` where they are damaged or no population has them.
pub(super) fn read_priors(body: &[u8]) -> Option<Priors> {
    let ((path, own), rest): (([Prior; PATH_METRICS], [Prior; 5]), _) =
        postcard::take_from_bytes(body).ok()?;
    let priors = Priors { path, own: over(Priors::default().own, &own) };
    rest.is_empty().then(|| priors.sound())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    #[test]
    fn what_was_learned_is_kept_and_what_was_not_measured_is_yet_to_be_learned() {
        let mut seen = Moments::default();
        seen.push(9.0, 24.0);
        let on_path = (Path::V4([192, 0, 2]), 7_u32, Timestamp(5), [seen; PATH_METRICS]);
        let body = (7_u32, Timestamp(5), [seen; 5], vec![on_path], None::<ClockReading>, Habits::default());
        let mut bytes = postcard::to_allocvec(&body).unwrap();
        let state = read(&bytes).unwrap();
        assert_eq!((state.visits(), state.paths().len()), (7, 1));
        assert_eq!(state.seen()[..], [seen, seen, seen, seen, seen, Moments::default()]);
        bytes.push(0);
        assert_eq!(read(&bytes), None);
    }
}
