//! A party as the outside sees it.

use engine::store::Row;
use models::detectors::intention::{Intention, State};
use models::detectors::{Detector, intention as detector, registered};
use serde::Serialize;
use utoipa::ToSchema;

/// What a party is believed to be about.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntentionView {
    /// Confidence that the party means to deceive, from 0 to 1; 0.5 of somebody nobody knows.
    deceiving_intention: f64,
    /// The same by the published predictor, which does not ask whether broken promises were accidents.
    published_deceiving_intention: f64,
    /// `too_few_to_say`, `none`, `uncovered`, `trapping` or `illusive`.
    #[schema(value_type = String)]
    intention: Intention,
    /// Promises whose outcome is known.
    promises: u32,
    /// Those that were broken.
    broken: u32,
}

/// Reads the row of a party.
pub(crate) fn intention(row: &Row) -> IntentionView {
    let name = <detector::Intentions as Detector>::NAME;
    let state: State = registered::decode::<detector::Intentions>(row.state(name)).unwrap_or_default();
    IntentionView {
        deceiving_intention: state.confidence(),
        published_deceiving_intention: 1.0 - state.published().trust(),
        intention: state.intention(),
        promises: state.promises(),
        broken: state.broken(),
    }
}
