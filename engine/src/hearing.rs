//! Asking every detector what it has to say about a visit.

use crate::store::Row;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec::Vec,
};
use models::detectors;
use models::entity::EntityKey;
use models::evidence::{Absence, Evidence};
use models::fusion::Heard;
use models::observation::Observation;

/// What all detectors said.
#[derive(Clone, Debug)]
pub struct Hearing {
    /// One after the other.
    pub heard: Vec<Heard>,
    /// A state could not be read.
    pub degraded: bool,
}

/// The entities whose rows are needed.
pub fn entities(observation: &Observation) -> BTreeSet<EntityKey> {
    detectors::ALL.iter().filter_map(|detector| detector.entity(observation)).collect()
}

/// Asks every detector. `None` is a visit without a probe.
pub fn hear(observation: Option<&Observation>, rows: &BTreeMap<EntityKey, Arc<Row>>) -> Hearing {
    let mut degraded = false;
    let heard = detectors::ALL.iter().map(|detector| {
        let row = observation
            .and_then(|observation| Some((observation, rows.get(&detector.entity(observation)?)?)));
        let evidence = match row {
            None => Evidence::Absent(Absence::NoProbe),
            Some((observation, row)) => {
                detector.score(row.state(detector.name()), observation).unwrap_or_else(|_| {
                    degraded = true;
                    Evidence::Absent(Absence::StateUnreadable)
                })
            }
        };
        Heard { detector: detector.name().into(), evidence }
    });
    let heard = heard.collect();
    Hearing { heard, degraded }
}
