//! What must hold in an honest visit whatever the device: what both sides saw must fit together. Each is one small file
//! that says what it compares, and how often it is broken for reasons of no concern.

mod causality;
mod delay;
mod elapsed;
mod protocol;
mod script;
mod system;
mod work;

use crate::observation::Observation;
use alloc::string::String;

/// Something that must hold.
#[derive(Debug)]
pub(super) struct Claim {
    /// Stable snake_case code of the finding that it does not.
    pub(super) code: &'static str,
    /// Share of genuine visits in which it is broken for reasons of no concern; until a site has a calibration of its own,
    /// an estimate that its file gives reasons for.
    frequency: f64,
    /// In plain words, what is wrong; `None` where nothing is, or where it cannot be told.
    broken: fn(&Observation) -> Option<String>,
}

/// The visible list.
static CLAIMS: [&Claim; 7] = [
    &delay::WAITED,
    &causality::NOT_FASTER_THAN_SEEN,
    &elapsed::NOT_LONGER_THAN_SEEN,
    &work::DONE,
    &protocol::KEPT,
    &script::A_BROWSER,
    &system::AS_CLAIMED,
];

/// A claim that does not hold.
pub(super) struct Broken {
    pub(super) claim: &'static Claim,
    /// Probability that a genuine visit breaks one that is as rarely broken.
    pub(super) p_value: f64,
    pub(super) text: String,
}

/// Those that do not hold in a visit.
pub(super) fn broken_by(observation: &Observation) -> impl Iterator<Item = Broken> {
    CLAIMS.iter().filter_map(|claim| {
        let text = (claim.broken)(observation)?;
        let as_rare = CLAIMS.iter().map(|other| other.frequency).filter(|other| *other <= claim.frequency);
        Some(Broken { claim, p_value: as_rare.sum(), text })
    })
}
