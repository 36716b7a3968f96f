//! `GET /v1/users/{id}`, `GET /v1/users/{id}/export`, `DELETE /v1/users/{id}`: what is known of a user, all of it, and
//! how it ends. The id is the merchant's own, which is stored nowhere.

use crate::app::App;
use crate::auth::{Merchant, Reader};
use crate::clock::{self, rfc3339};
use crate::export;
use crate::problem::{Code, Problem};
use crate::view::assessment::{AssessmentItem, item};
use crate::view::behaviour::{BehaviourView, learned};
use crate::view::user::{AccountEventView, ExportedView, UserView};
use crate::view::user_visit::LookedAtView;
use actix_web::{HttpResponse, web};
use engine::ids::AssessmentId;
use engine::journal::{AssessedEntry, Body, Journal, Key, KeyKind, Stored};
use engine::keyring::{Alias, Keyring};
use engine::reading::{self, Reading};
use engine::secrets::Domain;
use engine::site::Site;
use models::detectors::behaviour;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tokio::runtime::Handle;
use utoipa::{IntoParams, ToSchema};

/// Most assessments that are shown of one user.
const ASSESSMENTS: usize = 200;

/// Which of their visits is looked at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Look {
    /// `asm_…` of one of the assessments that are shown; the latest that judged a visit where it is not said.
    #[param(pattern = "^asm_[0-9a-f]{32}$")]
    visit: Option<String>,
}

/// Shows one user, and what one of their visits measured.
#[utoipa::path(get, path = "/v1/users/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "the merchant's own id"), Look),
    responses((status = 200, body = UserView), (status = 404, description = "`not_found`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
    look: web::Query<Look>,
) -> Result<HttpResponse, Problem> {
    let asked = look.visit.as_deref().map(AssessmentId::parse).transpose();
    let asked = asked.map_err(|error| Problem::invalid("visit", error.to_string()))?;
    let alias = alias(&app, &site, &id)?;
    let key = Key { kind: KeyKind::User, id: alias.0 };
    let found = app.road.journal.mentions(&key, None, ASSESSMENTS).await?;
    let (Some(newest), Some(oldest)) = (found.first(), found.last()) else { return Err(unknown()) };
    let (first_seen, last_seen) = (rfc3339(oldest.record.at), rfc3339(newest.record.at));
    let (state, priors) = learned(&app.road, &app.published.of(site.id).priors.content, alias).await?;
    let visit = match chosen(&found, asked)? {
        Some(judged) => Some(looked_at(&app, judged, &state, &priors).await?),
        None => None,
    };
    let taught_by = taught_by(&app, &found).await?;
    let items = found.into_iter().filter_map(|stored| item(&app.road.keys, stored).transpose());
    let assessments = items.collect::<Result<Vec<_>, _>>()?;
    let device = |item: &AssessmentItem| match item {
        AssessmentItem::Whole(view) => view.device_id.clone(),
        AssessmentItem::Erased(_) => None,
    };
    let devices: BTreeSet<String> = assessments.iter().filter_map(device).collect();
    let (id, devices) = (id.into_inner(), devices.into_iter().collect());
    let behaviour = BehaviourView::of(&state, &priors);
    Ok(HttpResponse::Ok().json(UserView {
        id,
        first_seen,
        last_seen,
        devices,
        behaviour,
        visit,
        taught_by,
        assessments,
    }))
}

/// The assessment whose visit is looked at: nobody sees another user's by asking for it here.
fn chosen(found: &[Stored], asked: Option<AssessmentId>) -> Result<Option<&AssessedEntry>, Problem> {
    let mut judged = found.iter().filter_map(|stored| match &stored.record.body {
        Body::Assessed(entry) => Some(&**entry),
        _ => None,
    });
    let Some(asked) = asked else { return Ok(judged.find(|entry| entry.seal.is_some())) };
    let found = judged.find(|entry| entry.id == asked);
    let none = || Problem::new(Code::NotFound, "none of the assessments that are shown").in_field("visit");
    found.ok_or_else(none).map(Some)
}

/// What a visit measured. One visit is opened and measured for each answer, however many there are.
async fn looked_at(
    app: &App,
    judged: &AssessedEntry,
    state: &behaviour::State,
    priors: &behaviour::Priors,
) -> Result<LookedAtView, Problem> {
    let visit = match judged.seal {
        Some(seal) => reading::visit(&app.road.journal, &app.road.keys, seal).await?.ok_or("forgotten"),
        None => Err("no_visit"),
    };
    let (gone, measured) = match visit {
        Ok(Reading::Open(sealed)) => {
            (None, Some(behaviour::visit(state, priors, &sealed.observation).into()))
        }
        Ok(Reading::Gone(gone)) => (Some(crate::view::gone(gone)), None),
        Err(why) => (Some(why), None),
    };
    Ok(LookedAtView { assessment_id: judged.id.to_string(), gone, measured })
}

/// The assessments whose visits are learned.
async fn taught_by(app: &App, found: &[Stored]) -> Result<Vec<String>, Problem> {
    let mut taught_by = Vec::new();
    for stored in found {
        if let Body::Assessed(entry) = &stored.record.body
            && let Some(seal) = entry.seal
            && app.road.verdict(seal).await?.taught == Some(true)
        {
            taught_by.push(entry.id.to_string());
        }
    }
    Ok(taught_by)
}

/// All that is known of a user.
#[derive(Serialize, ToSchema)]
struct ExportView {
    /// The merchant's own id, as it was asked for.
    user_id: String,
    /// When.
    exported_at: String,
    /// What is usual for them.
    behaviour: BehaviourView,
    /// Newest first.
    assessments: Vec<ExportedView>,
    /// What the merchant told of their account, newest first.
    account_events: Vec<AccountEventView>,
}

/// Hands out all that is known of a user.
#[utoipa::path(get, path = "/v1/users/{id}/export", tag = "privacy", security(("secret_key" = [])), params(("id" = String, Path, description = "the merchant's own id")),
    responses((status = 200, body = ExportView), (status = 404, description = "`not_found`")))]
pub(super) async fn export(
    app: web::Data<App>,
    Merchant(site): Merchant,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let alias = alias(&app, &site, &id)?;
    let (state, priors) = learned(&app.road, &app.published.of(site.id).priors.content, alias).await?;
    let behaviour = BehaviourView::of(&state, &priors);
    let pieces = export::document(app.road.clone(), &id, alias, behaviour, clock::now());
    Ok(HttpResponse::Ok().content_type("application/json").streaming(Box::pin(pieces)))
}

/// Erases a user: what was learned from their visits is taken back, and the key to all that is known of them is destroyed.
#[utoipa::path(delete, path = "/v1/users/{id}", tag = "privacy", security(("secret_key" = [])), params(("id" = String, Path, description = "the merchant's own id")),
    responses((status = 204, description = "nothing of them can be read any more"), (status = 404, description = "`not_found`"),
        (status = 409, description = "`contended`: send it again"), (status = 503, description = "`unavailable`: send it again")))]
pub(super) async fn erase(
    app: web::Data<App>,
    Merchant(site): Merchant,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    alias(&app, &site, &id)?;
    let pseudonym = app.road.secrets.pseudonym(site.id, Domain::User, &id);
    // Elsewhere: micro-transactions are timed on this thread. And to the end, whoever is still there to hear it.
    let here = Handle::current();
    let erase = move || {
        here.block_on(async {
            let _one_at_a_time = app.erasing.lock().await;
            app.road.erase(&site, pseudonym, clock::now()).await
        })
    };
    let visits =
        web::block(erase).await.map_err(|error| Problem::new(Code::Internal, error.to_string()))??;
    metrics::counter!("users_erased_total").increment(1);
    tracing::info!(visits, "a user was erased");
    Ok(HttpResponse::NoContent().finish())
}

fn alias(app: &App, site: &Site, id: &str) -> Result<Alias, Problem> {
    let pseudonym = app.road.secrets.pseudonym(site.id, Domain::User, id);
    app.road.keys.alias(pseudonym).ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::new(Code::NotFound, "no assessment names this user").in_field("id")
}
