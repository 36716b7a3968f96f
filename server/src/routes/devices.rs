//! `GET /v1/devices` and `GET /v1/devices/{id}`: what is known of a device, with the numbers behind every plot.

use crate::app::App;
use crate::auth::Reader;
use crate::clock::rfc3339;
use crate::problem::{Code, Problem};
use crate::view::assessment::{self, AssessmentItem};
use crate::view::device::{DeviceItem, DeviceView, VisitView, profile};
use crate::view::list::{List, Page};
use actix_web::{HttpResponse, web};
use engine::ids::{DeviceId, SiteId};
use engine::journal::{Body, Journal, Key, KeyKind, SealedEntry, SealedRecord, Stored, USED};
use engine::reading::{self, Reading};
use engine::secrets::Domain;
use models::detectors::device::{Device, Profile, measured, usual};
use models::detectors::{Detector, registered};
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Newest visits that a list looks at.
const VISITS_IN_LIST: usize = 10;
/// Most visits shown of one device.
const VISITS: usize = 200;
/// Most assessments shown of one device.
const ASSESSMENTS: usize = 50;

/// Lists devices, the newest first.
#[utoipa::path(get, path = "/v1/devices", tag = "profiles", security(("secret_key" = [])), params(Page), responses((status = 200, body = List<DeviceItem>)))]
pub(super) async fn list(
    app: web::Data<App>,
    Reader(site): Reader,
    page: web::Query<Page>,
) -> Result<HttpResponse, Problem> {
    let key = Key { kind: KeyKind::DevicesOf, id: site.id.0 };
    let (found, cursor) = page.read(&app.road.journal, key).await?;
    let mut items = Vec::with_capacity(found.len());
    for stored in found {
        let (device, since) = match &stored.record.body {
            Body::Sealed(sealed) => (sealed.device, stored.record.at),
            Body::Seen(seen) => (seen.device, seen.since),
            _ => continue,
        };
        if is_listed_anew(&app, &stored, site.id, device).await? {
            continue;
        }
        let history = History::read(&app, site.id, device, VISITS_IN_LIST).await?;
        let item = history.map(|history| history.item(device));
        items.extend(item.map(|item| DeviceItem { first_seen: rfc3339(since), ..item }));
    }
    Ok(HttpResponse::Ok().json(cursor.wrap(items)))
}

/// Whether a newer record lists a device: retention carried it forward, and the one before is not forgotten yet.
async fn is_listed_anew(app: &App, listed: &Stored, site: SiteId, device: DeviceId) -> Result<bool, Problem> {
    let id = app.road.secrets.pseudonym(site, Domain::Device, &device.to_string());
    let newest = app.road.journal.mentions(&Key { kind: KeyKind::Seen, id }, None, 1).await?;
    Ok(newest.first().is_some_and(|newest| newest.seq > listed.seq))
}

/// Shows one device.
#[utoipa::path(get, path = "/v1/devices/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "`dev_…`")),
    responses((status = 200, body = DeviceView), (status = 404, description = "`not_found`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let not_found = |detail: String| Problem::new(Code::NotFound, detail).in_field("id");
    let device = DeviceId::parse(&id).map_err(|error| not_found(error.to_string()))?;
    let history = History::read(&app, site.id, device, VISITS).await?;
    let history = history.ok_or_else(|| not_found("no such device at this site".into()))?;
    let (mut visits, mut assessments) = (Vec::with_capacity(history.seals.len()), Vec::new());
    let (journal, keys) = (&app.road.journal, &app.road.keys);
    for (at, sealed) in &history.seals {
        let used = journal.claimed(&Key { kind: KeyKind::Seal, id: sealed.seal.0 }, USED).await?;
        let assessed = used.and_then(|used| assessment::item(keys, used).transpose()).transpose()?;
        let verdict = app.road.verdict(sealed.seal).await?;
        let reading = reading::visit_of(journal, keys, sealed).await?;
        visits.push(visit(*at, sealed, &reading, assessed.as_ref(), verdict.taught == Some(true)));
        assessments.extend(assessed.filter(|_| assessments.len() < ASSESSMENTS));
    }
    Ok(HttpResponse::Ok().json(DeviceView {
        item: history.item(device),
        profile: profile(&history.profile),
        visits,
        assessments,
    }))
}

/// The newest visits of one device and what was learned from them.
struct History {
    seals: Vec<(Timestamp, Arc<SealedEntry>)>,
    first_seen: Timestamp,
    last_seen: Timestamp,
    profile: Profile,
}

impl History {
    async fn read(app: &App, site: SiteId, device: DeviceId, visits: usize) -> Result<Option<Self>, Problem> {
        let id = app.road.secrets.pseudonym(site, Domain::Device, &device.to_string());
        let key = Key { kind: KeyKind::Device, id };
        let found = app.road.journal.mentions(&key, None, visits).await?;
        let (Some(newest), Some(oldest)) = (found.first(), found.last()) else { return Ok(None) };
        let (first_seen, last_seen) = (oldest.record.at, newest.record.at);
        let row = app.road.entity(&EntityKey { kind: EntityKind::Device, id }).await?;
        let state = registered::decode::<Device>(row.state(Device::NAME))
            .map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
        let priors = registered::priors::<Device>(app.published.of(site).priors.content.of(Device::NAME));
        let seals = found.into_iter().filter_map(|stored| match stored.record.body {
            Body::Sealed(sealed) => Some((stored.record.at, sealed)),
            _ => None,
        });
        Ok(Some(Self { seals: seals.collect(), first_seen, last_seen, profile: usual(&state, &priors) }))
    }

    fn item(&self, device: DeviceId) -> DeviceItem {
        let sessions: BTreeSet<_> = self.seals.iter().map(|(_, sealed)| sealed.session).collect();
        DeviceItem {
            id: device.to_string(),
            first_seen: rfc3339(self.first_seen),
            last_seen: rfc3339(self.last_seen),
            sessions: sessions.len(),
            trusted_visits: self.profile.trusted_visits,
            state: self.profile.familiarity,
        }
    }
}

fn visit(
    at: Timestamp,
    sealed: &SealedEntry,
    reading: &Reading<SealedRecord>,
    assessed: Option<&AssessmentItem>,
    trusted: bool,
) -> VisitView {
    let (observation, gone) = match reading {
        Reading::Open(visit) => (Some(&visit.observation), None),
        Reading::Gone(gone) => (None, Some(crate::view::gone(*gone))),
    };
    let (assessment_id, decision, risk) = match assessed {
        Some(AssessmentItem::Whole(view)) => (Some(&view.id), Some(view.decision), Some(view.risk)),
        Some(AssessmentItem::Erased(view)) => (Some(&view.id), Some(view.decision), None),
        None => (None, None, None),
    };
    VisitView {
        session_id: sealed.session.to_string(),
        at: rfc3339(at),
        path: observation.map(|observation| crate::view::path(&observation.path)),
        gone,
        trusted,
        metrics: observation.into_iter().flat_map(measured).collect(),
        assessment_id: assessment_id.cloned(),
        decision,
        risk,
    }
}
