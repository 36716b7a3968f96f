//! A session, its seals and what was observed in them.

use crate::clock::rfc3339;
use crate::view::assessment::AssessmentItem;
use crate::view::connection::{self, ConnectionView, TcpView};
use engine::journal::SealedRecord;
use engine::reading::Reading;
use models::detectors::device;
use models::observation::{
    EventClass, Exchange, ExchangeKind, Observation, Reading as SignalReading, SignalAbsence, Timestamp, What,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One sealed visit in a list; a session that was sealed more than once stands there more than once.
#[derive(Serialize, ToSchema)]
pub struct SessionItem {
    /// `ses_…`.
    pub id: String,
    /// `dev_…`.
    pub device_id: String,
    /// When it was sealed.
    pub sealed_at: String,
    /// Where it cannot be read any more: `erased` with its person, or `unassessed` while its token was good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<&'static str>,
    /// What was observed.
    #[serde(flatten)]
    pub observed: ObservedView,
    /// The assessment of this seal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<String>,
    /// Its decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub decision: Option<models::threshold::Decision>,
}

/// What a list says of an observation; nothing where it cannot be read any more.
#[derive(Default, Serialize, ToSchema)]
pub struct ObservedView {
    /// When the page view began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<String>,
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Micro-transactions that were timed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchanges: Option<usize>,
    /// Behavioural events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<usize>,
}

/// One session, whole.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// `ses_…`.
    pub id: String,
    /// `dev_…`.
    pub device_id: String,
    /// What was sealed, newest first.
    pub seals: Vec<SealItem>,
    /// Assessments, newest first.
    pub assessments: Vec<AssessmentItem>,
}

/// One sealed visit, or what is left of it.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum SealItem {
    /// As it was sealed.
    Whole(Box<SealView>),
    /// It cannot be read any more.
    Gone(GoneView),
}

/// A sealed visit that cannot be read any more.
#[derive(Serialize, ToSchema)]
pub struct GoneView {
    /// When it was sealed.
    pub sealed_at: String,
    /// `erased` with its person, or `unassessed` while its token was good.
    pub gone: &'static str,
}

/// One sealed visit.
#[derive(Serialize, ToSchema)]
pub struct SealView {
    /// When the page view began.
    pub opened_at: String,
    /// When it was sealed.
    pub sealed_at: String,
    /// The network.
    pub path: String,
    /// Nominal amounts posted to the ledger, summed, in minor units.
    pub ledger_minor: u32,
    /// Messages of the page that were refused.
    pub refused: u32,
    /// The work that was asked for was made up.
    pub forged_work: bool,
    /// Reports that never arrived.
    pub lost_reports: u32,
    /// What the server saw of the connection.
    pub connection: ConnectionView,
    /// Micro-transactions, from both sides.
    pub exchanges: Vec<ExchangeView>,
    /// What the browser said of itself.
    pub signals: Vec<SignalView>,
    /// Behavioural events, counted by kind.
    pub events: BTreeMap<&'static str, usize>,
    /// What was measured, by metric.
    pub metrics: BTreeMap<&'static str, f64>,
}

/// One micro-transaction from both sides; durations in microseconds.
#[derive(Serialize, ToSchema)]
pub struct ExchangeView {
    /// What the server made of it.
    pub kind: &'static str,
    /// Server time, the hold left out.
    pub server_us: u32,
    /// Secret delay.
    pub held_us: u32,
    /// First to last part of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrival_spread_us: Option<u32>,
    /// Bytes of the answer.
    pub answer_bytes: u32,
    /// This answer's departure to the next request's arrival.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_gap_us: Option<u32>,
    /// What the kernel knew of the connection; absent where it did not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tcp: Option<TcpView>,
    /// The page's side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientView>,
}

/// The page's side of a micro-transaction; durations in microseconds.
#[derive(Serialize, ToSchema)]
pub struct ClientView {
    /// Call of `fetch` to last byte read.
    pub total_us: u32,
    /// End of this exchange to the start of the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turnaround_us: Option<u32>,
    /// Resource Timing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceView>,
}

/// Resource Timing; durations in microseconds.
#[derive(Serialize, ToSchema)]
pub struct ResourceView {
    /// Connection set-up.
    pub connect_us: u32,
    /// The connection was reused.
    pub reused: bool,
    /// Time to first byte.
    pub ttfb_us: u32,
    /// Transfer of the body.
    pub transfer_us: u32,
}

/// One signal.
#[derive(Serialize, ToSchema)]
pub struct SignalView {
    /// Its name.
    pub name: String,
    /// Its value, or `{"absent": "unsupported" | "blocked" | "timeout" | "failed"}`.
    pub reading: Value,
}

/// What a list says of an observation.
pub fn observed(observation: &Observation) -> ObservedView {
    ObservedView {
        opened_at: Some(rfc3339(observation.opened_at)),
        path: Some(super::path(&observation.path)),
        exchanges: Some(observation.exchanges.len()),
        events: Some(observation.events.len()),
    }
}

/// One sealed visit, or what is left of it.
pub fn item(sealed_at: Timestamp, reading: &Reading<SealedRecord>) -> SealItem {
    match reading {
        Reading::Open(sealed) => SealItem::Whole(Box::new(seal(sealed))),
        Reading::Gone(gone) => {
            SealItem::Gone(GoneView { sealed_at: rfc3339(sealed_at), gone: super::gone(*gone) })
        }
    }
}

/// One sealed visit.
pub fn seal(sealed: &SealedRecord) -> SealView {
    let observation = &sealed.observation;
    let mut events = BTreeMap::new();
    for event in &observation.events {
        *events.entry(event_kind(&event.what)).or_default() += 1;
    }
    let signals = observation.signals.iter();
    SealView {
        opened_at: rfc3339(observation.opened_at),
        sealed_at: rfc3339(observation.sealed_at),
        path: super::path(&observation.path),
        ledger_minor: sealed.ledger_minor,
        connection: connection::connection(&observation.connection),
        refused: observation.conduct.refused,
        forged_work: observation.conduct.forged_work,
        lost_reports: observation.conduct.lost_reports,
        exchanges: observation.exchanges.iter().map(exchange).collect(),
        signals: signals
            .map(|signal| SignalView { name: signal.name.clone(), reading: reading(&signal.reading) })
            .collect(),
        events,
        metrics: device::measured(observation).into_iter().collect(),
    }
}

fn exchange(exchange: &Exchange) -> ExchangeView {
    ExchangeView {
        kind: match exchange.kind {
            ExchangeKind::Plain => "plain",
            ExchangeKind::Padded => "padded",
            ExchangeKind::Large => "large",
            ExchangeKind::Held => "held",
            ExchangeKind::Faulted => "faulted",
            ExchangeKind::Retried => "retried",
        },
        server_us: exchange.server_us,
        held_us: exchange.held_us,
        arrival_spread_us: exchange.arrival_spread_us,
        answer_bytes: exchange.answer_bytes,
        return_gap_us: exchange.return_gap_us,
        tcp: connection::tcp(&exchange.tcp),
        client: exchange.client.map(|client| ClientView {
            total_us: client.total_us,
            turnaround_us: client.turnaround_us,
            resource: client.resource.map(|resource| ResourceView {
                connect_us: resource.connect_us,
                reused: resource.reused,
                ttfb_us: resource.ttfb_us,
                transfer_us: resource.transfer_us,
            }),
        }),
    }
}

fn reading(reading: &SignalReading) -> Value {
    match reading {
        SignalReading::Integer(value) => json!(value),
        SignalReading::Integers(values) => json!(values),
        SignalReading::Text(text) => json!(text),
        SignalReading::Texts(texts) => json!(texts),
        SignalReading::Absent(why) => json!({ "absent": match why {
            SignalAbsence::Unsupported => "unsupported",
            SignalAbsence::Blocked => "blocked",
            SignalAbsence::Timeout => "timeout",
            SignalAbsence::Failed => "failed",
        } }),
    }
}

fn event_kind(what: &What) -> &'static str {
    match what {
        What::KeyDown { .. } => "key_down",
        What::KeyUp { .. } => "key_up",
        What::PointerMove { .. } => "pointer_move",
        What::PointerDown { .. } => "pointer_down",
        What::PointerUp { .. } => "pointer_up",
        What::Scroll { .. } => "scroll",
        What::Focus { .. } => "focus",
        What::Blur => "blur",
        What::Hidden => "hidden",
        What::Shown => "shown",
        What::View => "view",
        What::Contact { .. } => "contact",
        What::Orientation { .. } => "orientation",
        What::Motion { .. } => "motion",
        What::Paste { .. } => "paste",
        What::Autofill { .. } => "autofill",
        What::CompositionStart { .. } => "composition_start",
        What::CompositionEnd { .. } => "composition_end",
        What::Inserted { .. } => "inserted",
        What::Centred => "centred_press",
        What::Untrusted { class } => match class {
            EventClass::Keyboard => "untrusted_keyboard",
            EventClass::Pointer => "untrusted_pointer",
            EventClass::Scroll => "untrusted_scroll",
            EventClass::Focus => "untrusted_focus",
            EventClass::Input => "untrusted_input",
            EventClass::Device => "untrusted_device",
            EventClass::Page => "untrusted_page",
        },
    }
}
