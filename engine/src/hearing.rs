//! Asking every detector what it has to say about a visit, and what that is worth at the site.

use crate::artifact::InForce;
use crate::store::Row;
use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use models::detectors;
use models::entity::{EntityKey, Subject};
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

/// Asks every detector. `None` is a visit without a probe. This is the one place where scores are calibrated: detectors
/// do not know of it, and fusion reads p-values only.
pub fn hear(
    visit: Option<(&Observation, Subject)>,
    rows: &BTreeMap<EntityKey, Arc<Row>>,
    in_force: &InForce,
) -> Hearing {
    let mut degraded = false;
    let InForce { calibration, priors, .. } = in_force;
    let heard = detectors::ALL.iter().map(|detector| {
        let name = detector.name();
        let row_of = |subject: Subject| rows.get(&subject.entity(detector.owner())?);
        let mut evidence = match visit {
            None => Evidence::Absent(Absence::NoProbe),
            Some((observation, subject)) => match row_of(subject) {
                None => Evidence::Absent(Absence::NoUser),
                Some(row) => {
                    let scored = detector.score(row.state(name), priors.content.of(name), observation);
                    scored.unwrap_or_else(|_| {
                        degraded = true;
                        Evidence::Absent(Absence::StateUnreadable)
                    })
                }
            },
        };
        calibration.content.apply(calibration.number, name, &mut evidence);
        Heard { detector: name.into(), evidence }
    });
    let heard = heard.collect();
    Hearing { heard, degraded }
}
