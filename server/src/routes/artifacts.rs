//! `/v1/artifacts`: what all entities of a site share, which of it holds, and going back.

use crate::app::App;
use crate::auth::{Publisher, Reader};
use crate::body;
use crate::problem::{Code, Problem};
use crate::view::artifact::{ArtifactItem, ArtifactView, content, item};
use crate::view::list::{List, Page};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::artifact::{self, Kind, Publication};
use engine::assessment::RoadError;
use engine::ids::SiteId;
use engine::journal::{AppendError, Body, Key, KeyKind};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

const BODY_BYTES: usize = 1024;

/// Which kind.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfKind {
    /// `policy`, `calibration`, `weights` or `priors`; all of them where it is not said.
    #[param(pattern = "^(policy|calibration|weights|priors)$")]
    kind: Option<String>,
}

/// What is to hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishRequest {
    /// Which number; 0 is as shipped.
    number: u32,
    /// It stays whatever refits make, until somebody publishes without this.
    #[serde(default)]
    pinned: bool,
}

/// Lists artifacts, newest first. What is shipped, number 0 of every kind, is not among them.
#[utoipa::path(get, path = "/v1/artifacts", tag = "artifacts", security(("secret_key" = [])), params(OfKind, Page), responses((status = 200, body = List<ArtifactItem>)))]
pub(super) async fn list(
    app: web::Data<App>,
    Reader(site): Reader,
    of: web::Query<OfKind>,
    page: web::Query<Page>,
) -> Result<HttpResponse, Problem> {
    let key = match &of.kind {
        Some(kind) => Kind::parse(kind).ok_or_else(no_such_kind)?.key(site.id),
        None => Key { kind: KeyKind::ArtifactsOf, id: site.id.0 },
    };
    let (found, cursor) = page.read(&app.road.journal, key).await?;
    let mut items = Vec::with_capacity(found.len());
    for stored in found {
        if let Body::Artifact(artifact) = stored.record.body {
            let kind = artifact.content.kind();
            let held = artifact::publication(&app.road.journal, site.id, kind).await?;
            items.push(item(kind, artifact.number, Some(&artifact), held));
        }
    }
    Ok(HttpResponse::Ok().json(cursor.wrap(items)))
}

/// Shows one artifact, whole.
#[utoipa::path(get, path = "/v1/artifacts/{kind}/{number}", tag = "artifacts", security(("secret_key" = [])),
    params(("kind" = String, Path, description = "`policy`, `calibration`, `weights` or `priors`", pattern = "^(policy|calibration|weights|priors)$"), ("number" = u32, Path, description = "0 is as shipped")),
    responses((status = 200, body = ArtifactView), (status = 404, description = "`not_found`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (kind, number) = path.into_inner();
    let kind = Kind::parse(&kind).ok_or_else(no_such_kind)?;
    Ok(HttpResponse::Ok().json(view(&app, site.id, kind, parse_number(&number)?).await?))
}

/// One artifact, or the shipped one.
pub(crate) async fn view(app: &App, site: SiteId, kind: Kind, number: u32) -> Result<ArtifactView, Problem> {
    let journal = &app.road.journal;
    let held = artifact::publication(journal, site, kind).await?;
    if number == 0 {
        return Ok(ArtifactView { item: item(kind, 0, None, held), content: content(&kind.shipped()) });
    }
    let found = artifact::read(journal, site, kind, number).await?;
    let artifact = found.ok_or_else(no_such_number)?;
    Ok(ArtifactView { item: item(kind, number, Some(&artifact), held), content: content(&artifact.content) })
}

/// Publishes an artifact: it holds for every assessment and lesson from now on.
#[utoipa::path(post, path = "/v1/artifacts/{kind}/publish", tag = "artifacts", security(("secret_key" = [])), request_body = PublishRequest,
    params(("kind" = String, Path, description = "`policy`, `calibration`, `weights` or `priors`", pattern = "^(policy|calibration|weights|priors)$")),
    responses((status = 200, body = ArtifactView), (status = 403, description = "`role_forbidden` or `csrf`, at the console"), (status = 404, description = "`not_found`")))]
pub(super) async fn publish(
    app: web::Data<App>,
    Publisher(site): Publisher,
    request: HttpRequest,
    kind: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    body::expect_json(&request)?;
    let kind = Kind::parse(&kind).ok_or_else(no_such_kind)?;
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let PublishRequest { number, pinned } = body::json(&arrived.bytes)?;
    published(app, site.id, Publication::new(kind, number, pinned)).await
}

/// Publishes, and shows what holds.
pub(super) async fn published(
    app: web::Data<App>,
    site: SiteId,
    publication: Publication,
) -> Result<HttpResponse, Problem> {
    let Publication { kind, number, .. } = publication;
    let publisher = app.clone();
    let publish = async move { publisher.published.publish(&publisher.road, site, publication).await };
    to_the_end(publish).await.map_err(|error| match error {
        RoadError::NotFound => no_such_number(),
        other => other.into(),
    })?;
    Ok(HttpResponse::Ok().json(view(&app, site, kind, number).await?))
}

/// Goes back to the artifact that held before, and pins it.
#[utoipa::path(post, path = "/v1/artifacts/{kind}/rollback", tag = "artifacts", security(("secret_key" = [])),
    params(("kind" = String, Path, description = "`policy`, `calibration`, `weights` or `priors`", pattern = "^(policy|calibration|weights|priors)$")),
    responses((status = 200, body = ArtifactView), (status = 403, description = "`role_forbidden` or `csrf`, at the console"),
        (status = 404, description = "`not_found`"), (status = 409, description = "`contended`: somebody else has published meanwhile"),
        (status = 422, description = "`invalid`: what is shipped holds")))]
pub(super) async fn roll_back(
    app: web::Data<App>,
    Publisher(site): Publisher,
    kind: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let kind = Kind::parse(&kind).ok_or_else(no_such_kind)?;
    let (publisher, site) = (app.clone(), site.id);
    let roll_back = async move { publisher.published.roll_back(&publisher.road, site, kind).await };
    let holds = to_the_end(roll_back).await.map_err(|error| match error {
        RoadError::NotFound => Problem::invalid("kind", "what is shipped holds; nothing held before it"),
        other => other.into(),
    })?;
    Ok(HttpResponse::Ok().json(view(&app, site, kind, holds.number).await?))
}

/// Carries on when whoever asked has gone: what is published must be what assessments use.
async fn to_the_end<T: 'static>(
    work: impl Future<Output = Result<T, RoadError>> + 'static,
) -> Result<T, RoadError> {
    match actix_web::rt::spawn(work).await {
        Ok(done) => done,
        Err(cut_off) => Err(AppendError::Unavailable(cut_off.to_string()).into()),
    }
}

/// A number in a path.
pub(super) fn parse_number(text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| no_such_number())
}

pub(super) fn no_such_number() -> Problem {
    Problem::new(Code::NotFound, "there is no artifact of this number").in_field("number")
}

fn no_such_kind() -> Problem {
    Problem::new(Code::NotFound, "policy, calibration, weights or priors").in_field("kind")
}
