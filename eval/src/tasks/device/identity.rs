//! The same with what the detector of copied identities says, put together as the road does.

use super::Life;
use super::run::{Judged, Judgement};
use models::detectors::{Detector as _, identity};
use models::evidence::{Evidence, Known};
use models::fusion::{self, Heard, Weights};

/// Every visit judged by its timing, in this order, and now by how it carries on its device's identity too.
pub(super) fn joined<'v>(lives: &'v [Life], timing: &[Judged<'v>]) -> Vec<Judged<'v>> {
    let priors = identity::Priors::default();
    let mut timing = timing.iter();
    let mut judged = Vec::new();
    for (number, life) in lives.iter().enumerate() {
        let mut state = identity::State::default();
        for (one, timed) in life.iter().zip(timing.by_ref().take(life.len())) {
            let said = one.lineage.as_ref().map(|lineage| identity::Identity.score(&state, &priors, lineage));
            judged.push(Judged::new(number, one, together(timed.judgement, said)));
            if let (true, Some(lineage)) = (one.is_genuine(), &one.lineage) {
                identity::Identity.learn(&mut state, &priors, lineage);
            }
        }
    }
    judged
}

/// What both say together.
fn together(timing: Judgement, identity: Option<Evidence>) -> Judgement {
    let Some(identity @ Evidence::Known(_)) = identity else { return timing };
    let timing = match timing {
        Judgement::PValue(p_value) => Some(Evidence::Known(Known::new(p_value, 0, true, Vec::new()))),
        Judgement::TooYoung | Judgement::Nothing => None,
    };
    let heard: Vec<Heard> = timing
        .into_iter()
        .chain([identity])
        .map(|evidence| Heard { detector: String::new(), evidence })
        .collect();
    let risk = fusion::fuse(0.0, &Weights::default(), &heard);
    risk.p_value.map_or(Judgement::Nothing, Judgement::PValue)
}
