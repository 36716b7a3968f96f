//! The visit of a user that is looked at: what it measured, beside what is usual for them today.

use super::behaviour::{BandView, OfView, RhythmOfView, TimeOfView};
use models::detectors::behaviour::{Measured, MeasuredRhythm, MeasuredTime, Visit};
use serde::Serialize;
use utoipa::ToSchema;

/// One visit, or why it cannot be looked at.
#[derive(Serialize, ToSchema)]
pub struct LookedAtView {
    /// `asm_…` of the assessment that judged it.
    pub assessment_id: String,
    /// Why nothing of it can be shown: `no_visit` (the back end sent no token), `erased` with its person, `unassessed`, or
    /// `forgotten` because it is older than what is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<&'static str>,
    /// What it measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<UserVisitView>,
}

/// What a visit measured, by the detector's own code. The bands are what is usual today: what was usual when it was judged, the
/// reasons of its assessment say.
#[derive(Serialize, ToSchema)]
pub struct UserVisitView {
    /// Hour of the day, by UTC.
    pub hour: u8,
    /// Day of the week, 0 for Monday, by UTC.
    pub weekday: u8,
    /// Kind of device.
    pub device: &'static str,
    /// Measure by measure, those only of which there was something to measure.
    pub measures: Vec<MeasureView>,
    /// Fields that were typed at one go, in their order.
    pub rhythms: Vec<RhythmView>,
}

/// One measure of a visit.
#[derive(Serialize, ToSchema)]
pub struct MeasureView {
    /// Which.
    #[serde(flatten)]
    pub of: OfView,
    /// What was measured; of `pointer` the middle one of its movements.
    pub value: f64,
    /// What is usual; absent where nothing was learned of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<BandView>,
    /// It lies outside of that.
    pub outside: bool,
    /// How unusual it is, in nats; absent where it is not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nats: Option<f64>,
}

/// The rhythm in which a field was filled in.
#[derive(Serialize, ToSchema)]
pub struct RhythmView {
    /// Which.
    #[serde(flatten)]
    pub of: RhythmOfView,
    /// Share of their own rhythms that are at least as unusual; absent while the field was typed too seldom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// Its times in their order.
    pub times: Vec<TimeView>,
}

/// One time of a rhythm, in seconds.
#[derive(Serialize, ToSchema)]
pub struct TimeView {
    /// Which.
    #[serde(flatten)]
    pub of: TimeOfView,
    /// What was measured.
    pub value: f64,
    /// What is usual; absent while the field was typed too seldom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<BandView>,
    /// It lies outside of that.
    pub outside: bool,
    /// What it adds to the score of the rhythm, which is their mean, in nats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nats: Option<f64>,
}

impl From<Visit> for UserVisitView {
    fn from(Visit { hour, weekday, device, measures, rhythms }: Visit) -> Self {
        let measure = |Measured { of, label, unit, value, band, nats }| MeasureView {
            of: OfView::new(of, label, unit),
            value,
            band: band.map(BandView::from),
            outside: band.is_some_and(|band| band.excludes(value)),
            nats,
        };
        Self {
            hour,
            weekday,
            device,
            measures: measures.into_iter().map(measure).collect(),
            rhythms: rhythms.into_iter().map(rhythm).collect(),
        }
    }
}

fn rhythm(MeasuredRhythm { keyboard, code, field, keys, times, p_value }: MeasuredRhythm) -> RhythmView {
    let time = |(place, MeasuredTime { value_s, band, nats })| TimeView {
        of: TimeOfView::at(place),
        value: value_s,
        band: band.map(BandView::from),
        outside: band.is_some_and(|band| band.excludes(value_s)),
        nats,
    };
    RhythmView {
        of: RhythmOfView { code, field, input: keyboard.code(), keys },
        p_value,
        times: times.into_iter().enumerate().map(time).collect(),
    }
}
