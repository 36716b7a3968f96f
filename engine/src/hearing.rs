//! Asking every detector what it has to say about a visit, and what that is worth at the site.

use crate::artifact::InForce;
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

/// Asks every detector. `None` is a visit without a probe. This is the one place where scores are calibrated: detectors
/// do not know of it, and fusion reads p-values only.
pub fn hear(
    observation: Option<&Observation>,
    rows: &BTreeMap<EntityKey, Arc<Row>>,
    in_force: &InForce,
) -> Hearing {
    let mut degraded = false;
    let InForce { calibration, priors, .. } = in_force;
    let heard = detectors::ALL.iter().map(|detector| {
        let row = observation
            .and_then(|observation| Some((observation, rows.get(&detector.entity(observation)?)?)));
        let mut evidence = match row {
            None => Evidence::Absent(Absence::NoProbe),
            Some((observation, row)) => {
                let (state, priors) = (row.state(detector.name()), priors.content.of(detector.name()));
                detector.score(state, priors, observation).unwrap_or_else(|_| {
                    degraded = true;
                    Evidence::Absent(Absence::StateUnreadable)
                })
            }
        };
        calibration.content.apply(calibration.number, detector.name(), &mut evidence);
        Heard { detector: detector.name().into(), evidence }
    });
    let heard = heard.collect();
    Hearing { heard, degraded }
}
