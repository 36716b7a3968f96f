//! `GET /v1/users/{id}`, `GET /v1/users/{id}/export`, `DELETE /v1/users/{id}`: what is known of a user, all of it, and
//! how it ends. The id is the merchant's own, which is stored nowhere.

use crate::app::App;
use crate::auth::{Merchant, Reader};
use crate::clock::{self, rfc3339};
use crate::export;
use crate::problem::{Code, Problem};
use crate::view::assessment::{AssessmentItem, item};
use crate::view::behaviour::BehaviourView;
use crate::view::user::{ExportedView, UserView};
use actix_web::{HttpResponse, web};
use engine::journal::{Journal, Key, KeyKind};
use engine::keyring::{Alias, Keyring};
use engine::secrets::Domain;
use engine::site::Site;
use serde::Serialize;
use std::collections::BTreeSet;
use tokio::runtime::Handle;
use utoipa::ToSchema;

/// Most assessments that are shown of one user.
const ASSESSMENTS: usize = 200;

/// Shows one user.
#[utoipa::path(get, path = "/v1/users/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "the merchant's own id")),
    responses((status = 200, body = UserView), (status = 404, description = "`not_found`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let alias = alias(&app, &site, &id)?;
    let key = Key { kind: KeyKind::User, id: alias.0 };
    let found = app.road.journal.mentions(&key, None, ASSESSMENTS).await?;
    let (Some(newest), Some(oldest)) = (found.first(), found.last()) else { return Err(unknown()) };
    let (first_seen, last_seen) = (rfc3339(oldest.record.at), rfc3339(newest.record.at));
    let items = found.into_iter().filter_map(|stored| item(&app.road.keys, stored).transpose());
    let assessments = items.collect::<Result<Vec<_>, _>>()?;
    let device = |item: &AssessmentItem| match item {
        AssessmentItem::Whole(view) => view.device_id.clone(),
        AssessmentItem::Erased(_) => None,
    };
    let devices: BTreeSet<String> = assessments.iter().filter_map(device).collect();
    let (id, devices) = (id.into_inner(), devices.into_iter().collect());
    let priors = &app.published.of(site.id).priors.content;
    let behaviour = BehaviourView::of(&app.road, priors, alias).await?;
    Ok(HttpResponse::Ok().json(UserView { id, first_seen, last_seen, devices, behaviour, assessments }))
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
    let behaviour = BehaviourView::of(&app.road, &app.published.of(site.id).priors.content, alias).await?;
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
