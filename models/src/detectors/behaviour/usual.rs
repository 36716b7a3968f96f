//! What is usual for a person, for people to read.

use super::session::{self, DeviceKind, MEASURES, Unit};
use super::{Priors, State};
use crate::explain;
use alloc::vec::Vec;
use serde::Serialize;

/// What is usual for one person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// Trusted visits that taught it.
    pub trusted_visits: u32,
    /// Measure by measure; those that nothing was learned of are left out.
    pub measures: Vec<Usual>,
    /// How often they came in each hour of the day by UTC, what is old fading.
    pub hours: [u8; 24],
    /// How often on each day of the week, from Monday on.
    pub weekdays: [u8; 7],
    /// On which kinds of device, by their codes, and how often.
    pub devices: Vec<(&'static str, u8)>,
}

/// The usual range of one measure.
pub type Usual = explain::Usual<Unit>;

/// What is usual for a person, given what is usual for all.
pub fn usual(State { session, .. }: &State, priors: &Priors) -> Profile {
    let measures =
        MEASURES.iter().zip(session.expected(&priors.session)).filter_map(|(measure, expected)| {
            let expected = expected?;
            let (low, high) = expected.range_90();
            let session::Measure { code, label, unit, .. } = *measure;
            Some(Usual { code, label, unit, usual: expected.centre, low: low.max(0.0), high })
        });
    let devices = DeviceKind::ALL.iter().zip(session.devices()).filter(|(_, count)| **count > 0);
    Profile {
        trusted_visits: session.visits(),
        measures: measures.collect(),
        hours: *session.hours(),
        weekdays: *session.weekdays(),
        devices: devices.map(|(kind, count)| (kind.code(), *count)).collect(),
    }
}
