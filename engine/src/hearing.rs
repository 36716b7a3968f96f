//! Asking every detector what it has to say about an occasion, and what that is worth at the site.

use crate::artifact::InForce;
use crate::store::Row;
use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use models::detectors;
use models::entity::{EntityKey, Subject};
use models::evidence::{Absence, Evidence};
use models::fusion::Heard;
use models::occasion::Occasion;

/// What all detectors said.
#[derive(Clone, Debug)]
pub struct Hearing {
    /// One after the other.
    pub heard: Vec<Heard>,
    /// A state could not be read.
    pub degraded: bool,
}

/// Asks every detector. This is the one place where scores are calibrated: detectors do not know of it, and fusion reads
/// p-values only.
pub fn hear(
    occasion: &Occasion<'_>,
    subject: &Subject,
    rows: &BTreeMap<EntityKey, Arc<Row>>,
    in_force: &InForce,
) -> Hearing {
    let mut degraded = false;
    let InForce { calibration, priors, .. } = in_force;
    let heard = detectors::ALL.iter().map(|detector| {
        let name = detector.name();
        let state_of = |entity| rows.get(&entity).map_or(&[][..], |row| row.state(name));
        let state = detector.sees(occasion).and_then(|()| match subject.entity(detector.owner()) {
            Ok(entity) => Ok(state_of(entity)),
            Err(_) if detector.judges_strangers() => Ok(&[]),
            Err(why) => Err(why),
        });
        let mut evidence = state.map_or_else(Evidence::Absent, |state| {
            let scored = detector.score(state, priors.content.of(name), occasion);
            scored.unwrap_or_else(|_| {
                degraded = true;
                Evidence::Absent(Absence::StateUnreadable)
            })
        });
        calibration.content.apply(calibration.number, name, &mut evidence);
        Heard { detector: name.into(), evidence }
    });
    let heard = heard.collect();
    Hearing { heard, degraded }
}
