//! `GET /v1/sessions` and `GET /v1/sessions/{id}`: what was sealed.

use crate::app::App;
use crate::auth::Reader;
use crate::clock::rfc3339;
use crate::problem::{Code, Problem};
use crate::view::assessment;
use crate::view::list::{List, Page};
use crate::view::session::{self, ObservedView, SessionItem, SessionView};
use actix_web::{HttpResponse, web};
use engine::ids::SessionId;
use engine::journal::{Body, Journal, Key, KeyKind, SealedEntry, USED};
use engine::reading::{self, Reading};
use models::observation::Timestamp;

/// Most records of one session that are shown.
const RECORDS: usize = 200;

/// Lists sealed visits, newest first.
#[utoipa::path(get, path = "/v1/sessions", tag = "profiles", security(("secret_key" = [])), params(Page), responses((status = 200, body = List<SessionItem>)))]
pub(super) async fn list(
    app: web::Data<App>,
    Reader(site): Reader,
    page: web::Query<Page>,
) -> Result<HttpResponse, Problem> {
    let key = Key { kind: KeyKind::SealsOf, id: site.id.0 };
    let (found, cursor) = page.read(&app.road.journal, key).await?;
    let mut items = Vec::with_capacity(found.len());
    for stored in found {
        if let Body::Sealed(sealed) = stored.record.body {
            items.push(item(&app, stored.record.at, &sealed).await?);
        }
    }
    Ok(HttpResponse::Ok().json(cursor.wrap(items)))
}

async fn item(app: &App, sealed_at: Timestamp, sealed: &SealedEntry) -> Result<SessionItem, Problem> {
    let used = app.road.journal.claimed(&Key { kind: KeyKind::Seal, id: sealed.seal.0 }, USED).await?;
    let assessed = used.and_then(|stored| match stored.record.body {
        Body::Assessed(entry) => Some(entry),
        _ => None,
    });
    let reading = reading::visit_of(&app.road.journal, &app.road.keys, sealed).await?;
    let (gone, observed) = match reading {
        Reading::Open(visit) => (None, session::observed(&visit.observation)),
        Reading::Gone(gone) => (Some(crate::view::gone(gone)), ObservedView::default()),
    };
    Ok(SessionItem {
        id: sealed.session.to_string(),
        device_id: sealed.device.to_string(),
        sealed_at: rfc3339(sealed_at),
        gone,
        observed,
        assessment_id: assessed.as_ref().map(|assessed| assessed.id.to_string()),
        decision: assessed.map(|assessed| assessed.decision),
    })
}

/// Shows one session.
#[utoipa::path(get, path = "/v1/sessions/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "`ses_…`")),
    responses((status = 200, body = SessionView), (status = 404, description = "`not_found`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let not_found = |detail: String| Problem::new(Code::NotFound, detail).in_field("id");
    let session = SessionId::parse(&id).map_err(|error| not_found(error.to_string()))?;
    let key = Key { kind: KeyKind::Session, id: session.0 };
    let records = app.road.journal.mentions(&key, None, RECORDS).await?;
    let (mut seals, mut assessments, mut device) = (Vec::new(), Vec::new(), None);
    for stored in records.into_iter().filter(|stored| stored.record.site == site.id) {
        if let Body::Sealed(sealed) = stored.record.body {
            device = Some(sealed.device);
            let (journal, keys) = (&app.road.journal, &app.road.keys);
            let used = journal.claimed(&Key { kind: KeyKind::Seal, id: sealed.seal.0 }, USED).await?;
            if let Some(used) = used {
                assessments.extend(assessment::item(keys, used)?);
            }
            let reading = reading::visit_of(journal, keys, &sealed).await?;
            seals.push(session::item(stored.record.at, &reading));
        }
    }
    let device = device.ok_or_else(|| not_found("no such session at this site".into()))?;
    let (id, device_id) = (session.to_string(), device.to_string());
    Ok(HttpResponse::Ok().json(SessionView { id, device_id, seals, assessments }))
}
