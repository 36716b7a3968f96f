//! The timing of a device: visits of the laboratory, each against what was learned of its device before.

use crate::clock::{heading, microseconds, prepared, row};
use eval::data::visits::{LabelledVisit, visits};
use models::detectors::device::{Device, Priors, State};
use models::detectors::registered::AnyDetector;
use models::detectors::{Detector, device};
use models::occasion::Occasion;
use std::path::Path;

/// Micro-transactions of a visit, as the plan that is shipped has them.
const EXCHANGES: usize = 5;
const DETECTOR: &dyn AnyDetector = &Device;

pub(crate) fn report() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("laboratory/visits.jsonl.gz");
    let mut own: Vec<LabelledVisit> = visits(&file).unwrap();
    let first = own.first().map(|one| one.device.clone());
    own.retain(|one| one.is_genuine() && Some(&one.device) == first.as_ref());
    own.iter_mut().for_each(|one| one.visit.exchanges.truncate(EXCHANGES + 1));
    let last = own.pop().unwrap().visit;
    let (mut state, mut bytes, priors) = (State::default(), Vec::new(), Priors::default());
    for one in &own {
        Detector::learn(&Device, &mut state, &priors, &one.visit);
        bytes = DETECTOR.learn(&bytes, &[], &Occasion::of_visit(&one.visit)).unwrap();
    }
    let networks = device::usual(&state, &priors).paths.len();
    heading(&format!(
        "A visit of {} micro-transactions of a device known from {} over {networks} networks",
        last.exchanges.len(),
        own.len()
    ));
    row(
        "scored, said in words",
        microseconds(|| Detector::score(&Device, &state, &priors, &last)),
        Some(10.0),
    );
    let learned = prepared(
        || state.clone(),
        |mut state| {
            Detector::learn(&Device, &mut state, &priors, &last);
            state
        },
    );
    row("learned", learned, Some(10.0));
    row(
        "scored, from the bytes of state",
        microseconds(|| DETECTOR.score(&bytes, &[], &Occasion::of_visit(&last))),
        None,
    );
    row(
        "learned, from the bytes of state",
        microseconds(|| DETECTOR.learn(&bytes, &[], &Occasion::of_visit(&last))),
        None,
    );
}
