//! What is usual for a user, with the numbers behind every plot.

use crate::app::Road;
use crate::problem::{Code, Problem};
use engine::artifact::Priors;
use engine::keyring::Alias;
use models::detectors::behaviour::{Behaviour, Profile, Usual, usual};
use models::detectors::{Detector, registered};
use models::entity::{EntityKey, EntityKind};
use models::explain::Usual as Range;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is usual for a user.
#[derive(Serialize, ToSchema)]
pub struct BehaviourView {
    /// Visits that taught it.
    pub trusted_visits: u32,
    /// How they usually type, point, touch, scroll and hold the device, for each way of input apart.
    pub measures: Vec<UsualMeasureView>,
    /// How often they came in each hour of the day by UTC, what is old fading.
    pub hours: [u8; 24],
    /// How often on each day of the week, from Monday on.
    pub weekdays: [u8; 7],
    /// How often on each kind of device.
    #[schema(value_type = BTreeMap<String, u8>)]
    pub devices: BTreeMap<&'static str, u8>,
}

/// What is usual of one measure.
#[derive(Serialize, ToSchema)]
pub struct UsualMeasureView {
    /// `mouse`, `touch`, `pen`; of what was typed `keyboard` or `on_screen_keyboard`.
    pub input: &'static str,
    /// Stable code, unique for an input.
    pub code: &'static str,
    /// In plain words.
    pub label: &'static str,
    /// `minutes`, `seconds`, `words_per_minute`, `pixels_per_second`, `per_second`, `pixels`, `percent`, `degrees`,
    /// `metres_per_second_squared`, `count` or `times` (a bare ratio).
    #[schema(value_type = String)]
    pub unit: models::detectors::behaviour::measure::Unit,
    /// Centre of what is expected.
    pub usual: f64,
    /// Lower end of the central 90 %.
    pub low: f64,
    /// Upper end of the central 90 %.
    pub high: f64,
}

impl BehaviourView {
    /// Reads what was learned of whoever is kept under this alias.
    pub async fn of(road: &Road, priors: &Priors, alias: Alias) -> Result<Self, Problem> {
        let row = road.entity(&EntityKey { kind: EntityKind::User, id: alias.0 }).await?;
        let state = registered::decode::<Behaviour>(row.state(Behaviour::NAME))
            .map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
        let priors = registered::priors::<Behaviour>(priors.of(Behaviour::NAME));
        let Profile { trusted_visits, measures, hours, weekdays, devices } = usual(&state, &priors);
        let measure = |Usual { input, range: Range { code, label, unit, usual, low, high } }| {
            UsualMeasureView { input, code, label, unit, usual, low, high }
        };
        Ok(Self {
            trusted_visits,
            measures: measures.into_iter().map(measure).collect(),
            hours,
            weekdays,
            devices: devices.into_iter().collect(),
        })
    }
}
