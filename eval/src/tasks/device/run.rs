//! The life of every device: asked, then taught.

use super::{CHALLENGED, CHALLENGED_MOVING, Life, PATH_CHANGE};
use crate::data::visits::LabelledVisit;
use models::detectors::{Detector as _, device};
use models::evidence::Evidence;
use models::observation::Observation;
use rayon::prelude::*;

/// A visit, and what the detector said of it.
pub(super) struct Judged<'v> {
    pub(super) visit: &'v LabelledVisit,
    pub(super) judgement: Judgement,
    /// Number of the device, whose threshold the others choose.
    device: usize,
}

/// What the detector said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Judgement {
    /// A p-value.
    PValue(f64),
    /// It has seen too little of the device.
    TooYoung,
    /// There was nothing to compare: for whoever hides all there is, the best outcome.
    Nothing,
}

/// What the detector says of a visit of this device.
pub(super) fn judge(state: &device::State, priors: &device::Priors, visit: &Observation) -> Judgement {
    match device::Device.score(state, priors, visit) {
        Evidence::Known(known) => Judgement::PValue(known.p_value),
        Evidence::Warming { .. } => Judgement::TooYoung,
        Evidence::Absent(_) | Evidence::Unremarkable { .. } => Judgement::Nothing,
    }
}

impl<'v> Judged<'v> {
    pub(super) fn new(device: usize, visit: &'v LabelledVisit, judgement: Judgement) -> Self {
        Self { visit, judgement, device }
    }

    /// −ln p; `None` where the device is too young.
    pub(super) fn suspicion(&self) -> Option<f64> {
        match self.judgement {
            Judgement::PValue(p_value) => Some(-p_value.ln()),
            Judgement::Nothing => Some(0.0),
            Judgement::TooYoung => None,
        }
    }
}

/// Every visit judged, and every genuine one learned then; `change` is made to each observation first.
pub(super) fn run(lives: &[Life], change: impl Fn(&mut Observation) + Sync) -> Vec<Judged<'_>> {
    let priors = device::Priors::default();
    let lives = lives.par_iter().enumerate().map(|(number, life)| {
        let mut state = device::State::default();
        let judged = life.iter().map(|one| {
            let mut observation = one.visit.clone();
            change(&mut observation);
            let judgement = judge(&state, &priors, &observation);
            if one.is_genuine() {
                device::Device.learn(&mut state, &priors, &observation);
            }
            Judged::new(number, one, judgement)
        });
        judged.collect::<Vec<_>>()
    });
    lives.flatten_iter().collect()
}

/// The suspicion from which on each device is challenged, chosen by all others: a threshold hangs on the few most suspicious visits, so many
/// devices choose a steadier one than half of them.
pub(super) struct Threshold(Vec<f64>);

impl Threshold {
    /// The thresholds that challenge no more than these shares of the others' genuine visits, of all of them and of those over a network
    /// that was new; `None` where there are hardly any.
    pub(super) fn of(judged: &[Judged<'_>]) -> Option<Self> {
        let devices = judged.iter().map(|one| one.device + 1).max()?;
        let of_others = |which: usize| {
            let own = || judged.iter().filter(move |one| one.device != which && one.visit.is_genuine());
            let moved = own().filter(|one| one.visit.condition == PATH_CHANGE);
            let all = at_most(CHALLENGED, own().filter_map(Judged::suspicion).collect())?;
            // Where nobody ever moved there is nothing to spare.
            Some(
                at_most(CHALLENGED_MOVING, moved.filter_map(Judged::suspicion).collect())
                    .unwrap_or(all)
                    .max(all),
            )
        };
        (0..devices).map(of_others).collect::<Option<_>>().map(Self)
    }

    /// Whether a visit is challenged: it is more suspicious than the threshold of its device.
    pub(super) fn challenges(&self, one: &Judged<'_>) -> bool {
        let threshold = self.0.get(one.device);
        one.suspicion().zip(threshold).is_some_and(|(suspicion, threshold)| suspicion > *threshold)
    }
}

/// The lowest threshold that no more than this share of the suspicions is above.
fn at_most(share: f64, mut suspicions: Vec<f64>) -> Option<f64> {
    suspicions.sort_by(|a, b| b.total_cmp(a));
    suspicions.get((suspicions.len() as f64 * share) as usize).copied()
}
