//! What is usual for a user, with the numbers behind every plot.

use crate::app::Road;
use crate::problem::{Code, Problem};
use engine::artifact::Priors;
use engine::keyring::Alias;
use models::detectors::behaviour::measure::Unit;
use models::detectors::behaviour::{self, Band, Behaviour, Of, Profile, Usual, UsualRhythm, usual};
use models::detectors::{Detector, registered};
use models::entity::{EntityKey, EntityKind};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is usual for a user.
#[derive(Serialize, ToSchema)]
pub struct BehaviourView {
    /// Visits that taught it.
    pub trusted_visits: u32,
    /// How they usually type, point, touch, scroll and hold the device, for each way of input apart.
    pub measures: Vec<UsualMeasureView>,
    /// How they fill in the fields that they have typed often enough, the one that was typed last first.
    pub rhythms: Vec<UsualRhythmView>,
    /// Movements of the mouse that taught what is usual of them.
    pub movements: u32,
    /// They are enough for a visit's movements to be judged.
    pub movements_known: bool,
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
    /// Which.
    #[serde(flatten)]
    pub of: OfView,
    /// The central 90 % of visits; of `pointer` the central 90 % of movements.
    #[serde(flatten)]
    pub band: BandView,
}

/// One thing that is measured of visits.
#[derive(Serialize, ToSchema)]
pub struct OfView {
    /// Of what: `visit` as a whole, `typing` by classes of keys, movements of the `pointer`, `touch`, `scroll`, `motion`.
    pub part: &'static str,
    /// `mouse`, `touch`, `pen`; of what was typed `keyboard` or `on_screen_keyboard`.
    pub input: &'static str,
    /// Stable code, unique for a part and an input.
    #[schema(value_type = String)]
    pub code: Cow<'static, str>,
    /// In plain words.
    #[schema(value_type = String)]
    pub label: Cow<'static, str>,
    /// `minutes`, `seconds`, `words_per_minute`, `pixels_per_second`, `pixels_per_second_squared`,
    /// `pixels_per_second_cubed`, `per_second`, `pixels`, `percent`, `degrees`, `radians`, `radians_per_second`,
    /// `radians_per_pixel`, `metres_per_second_squared`, `count` or `times` (a bare ratio).
    #[schema(value_type = String)]
    pub unit: Unit,
}

/// Between what nine in ten lie.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct BandView {
    /// Lower end of the central 90 %.
    pub low: f64,
    /// Its middle.
    pub usual: f64,
    /// Upper end of the central 90 %.
    pub high: f64,
}

/// How a user fills in one field.
#[derive(Serialize, ToSchema)]
pub struct UsualRhythmView {
    /// Which.
    #[serde(flatten)]
    pub of: RhythmOfView,
    /// How often it was typed.
    pub seen: u32,
    /// Its times in their order.
    pub times: Vec<UsualTimeView>,
}

/// One field of one length, on one keyboard.
#[derive(Serialize, ToSchema)]
pub struct RhythmOfView {
    /// The code of reasons that name it.
    pub code: &'static str,
    /// The field in plain words.
    pub field: &'static str,
    /// `keyboard` or `on_screen_keyboard`.
    pub input: &'static str,
    /// How many keys.
    pub keys: u8,
}

/// What is usual of one time of a rhythm, in seconds.
#[derive(Serialize, ToSchema)]
pub struct UsualTimeView {
    /// Which.
    #[serde(flatten)]
    pub of: TimeOfView,
    /// Its band.
    #[serde(flatten)]
    pub band: BandView,
}

/// One time of a rhythm.
#[derive(Serialize, ToSchema)]
pub struct TimeOfView {
    /// Of which key, from 1 on.
    pub key: usize,
    /// `held`, `to_next` (from its press to the next one's) or `let_go_to_next` (from its release; below zero where keys
    /// overlap).
    pub kind: &'static str,
}

/// What was learned of whoever is kept under this alias, and what is believed of anybody.
pub async fn learned(
    road: &Road,
    priors: &Priors,
    alias: Alias,
) -> Result<(behaviour::State, behaviour::Priors), Problem> {
    let row = road.entity(&EntityKey { kind: EntityKind::User, id: alias.0 }).await?;
    let state = registered::decode::<Behaviour>(row.state(Behaviour::NAME))
        .map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    Ok((state, registered::priors::<Behaviour>(priors.of(Behaviour::NAME))))
}

impl BehaviourView {
    /// What is usual, given what was learned.
    pub fn of(state: &behaviour::State, priors: &behaviour::Priors) -> Self {
        let Profile {
            trusted_visits,
            measures,
            rhythms,
            movements,
            movements_known,
            hours,
            weekdays,
            devices,
        } = usual(state, priors);
        let measure = |Usual { of, label, unit, band }| UsualMeasureView {
            of: OfView::new(of, label, unit),
            band: band.into(),
        };
        Self {
            trusted_visits,
            measures: measures.into_iter().map(measure).collect(),
            rhythms: rhythms.into_iter().map(rhythm).collect(),
            movements,
            movements_known,
            hours,
            weekdays,
            devices: devices.into_iter().collect(),
        }
    }
}

fn rhythm(usual: UsualRhythm) -> UsualRhythmView {
    let UsualRhythm { keyboard, code, field, keys, seen, times } = usual;
    let times = times.into_iter().enumerate();
    UsualRhythmView {
        of: RhythmOfView { code, field, input: keyboard.code(), keys },
        seen,
        times: times
            .map(|(place, band)| UsualTimeView { of: TimeOfView::at(place), band: band.into() })
            .collect(),
    }
}

impl OfView {
    /// With its label and its unit.
    pub fn new(Of { part, input, code }: Of, label: Cow<'static, str>, unit: Unit) -> Self {
        Self { part, input, code, label, unit }
    }
}

impl TimeOfView {
    /// At this place among the times of a rhythm.
    pub fn at(place: usize) -> Self {
        Self { key: place / 3 + 1, kind: behaviour::keystroke::Kind::at(place).code() }
    }
}

impl From<Band> for BandView {
    fn from(Band { low, usual, high }: Band) -> Self {
        Self { low, usual, high }
    }
}
