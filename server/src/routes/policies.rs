//! `/v1/policies`: draft a policy, see what it would have decided, publish it.

use super::artifacts::{no_such_number, parse_number, published};
use crate::app::App;
use crate::auth::{Drafter, Publisher, Reader};
use crate::clock::rfc3339;
use crate::problem::{Code, Problem};
use crate::view::artifact::{
    ArtifactView, BackTestView, PolicyContent, PolicyView, back_test, policy_content,
};
use crate::view::list::{List, Page};
use crate::{body, clock};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::artifact::{self, Content, Kind, Publication};
use engine::back_test;
use engine::ids::SiteId;
use engine::journal::Body;
use engine::policy::Policy;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use utoipa::ToSchema;

const BODY_BYTES: usize = 4 * 1024;

/// A policy that was drafted.
#[derive(Serialize, ToSchema)]
pub(super) struct Drafted {
    /// Its number: publish it to let it hold.
    number: u32,
}

/// How to publish a policy.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PinRequest {
    /// It stays until somebody publishes without this.
    pinned: bool,
}

/// Drafts a policy. What is left out is as shipped. It does not hold until it is published.
#[utoipa::path(post, path = "/v1/policies", tag = "artifacts", security(("secret_key" = [])), request_body = PolicyContent,
    responses((status = 200, body = Drafted), (status = 403, description = "`role_forbidden` or `csrf`, at the console"),
        (status = 422, description = "`invalid`, naming the setting")))]
pub(super) async fn draft(
    app: web::Data<App>,
    Drafter(site): Drafter,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    body::expect_json(&request)?;
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let policy = parse(&arrived.bytes)?;
    let (journal, content) = (&app.road.journal, Content::Policy(policy));
    let number = artifact::draft(journal, site.id, clock::now(), None, content).await?;
    Ok(HttpResponse::Ok().json(Drafted { number }))
}

/// Parses a policy and refuses what cannot decide.
pub(super) fn parse(bytes: &[u8]) -> Result<Policy, Problem> {
    let policy: Policy = body::json(bytes)?;
    policy.check().map_err(|error| Problem::invalid(error.field(), error.to_string()))?;
    Ok(policy)
}

/// Lists policies, newest first. What is shipped, number 0, is not among them.
#[utoipa::path(get, path = "/v1/policies", tag = "artifacts", security(("secret_key" = [])), params(Page), responses((status = 200, body = List<PolicyView>)))]
pub(super) async fn list(
    app: web::Data<App>,
    Reader(site): Reader,
    page: web::Query<Page>,
) -> Result<HttpResponse, Problem> {
    let (found, cursor) = page.read(&app.road.journal, Kind::Policy.key(site.id)).await?;
    let held = artifact::publication(&app.road.journal, site.id, Kind::Policy).await?.publication.number;
    let items = found.into_iter().filter_map(|stored| match stored.record.body {
        Body::Artifact(artifact) => Some((rfc3339(stored.record.at), artifact)),
        _ => None,
    });
    let items = items.filter_map(|(made_at, artifact)| match &artifact.content {
        Content::Policy(policy) => Some(PolicyView {
            number: artifact.number,
            made_at: Some(made_at),
            in_force: artifact.number == held,
            content: policy_content(policy),
        }),
        _ => None,
    });
    Ok(HttpResponse::Ok().json(cursor.wrap(items.collect())))
}

/// Publishes a policy: it decides from now on.
#[utoipa::path(post, path = "/v1/policies/{number}/publish", tag = "artifacts", security(("secret_key" = [])), request_body = Option<PinRequest>,
    params(("number" = u32, Path, description = "0 is as shipped")),
    responses((status = 200, body = ArtifactView), (status = 403, description = "`role_forbidden` or `csrf`, at the console"), (status = 404, description = "`not_found`")))]
pub(super) async fn publish(
    app: web::Data<App>,
    Publisher(site): Publisher,
    request: HttpRequest,
    number: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let PinRequest { pinned } = pin(&arrived.bytes)?;
    let publication = Publication::new(Kind::Policy, parse_number(&number)?, pinned);
    published(app, site.id, publication).await
}

/// Parses how to publish a policy: a body of nothing and `null` say nothing of it.
pub(super) fn pin(bytes: &[u8]) -> Result<PinRequest, Problem> {
    let said = if bytes.is_empty() { None } else { body::json::<Option<PinRequest>>(bytes)? };
    Ok(said.unwrap_or_default())
}

/// What a policy would have decided on the evidence of the newest 10,000 assessments, beside what was decided and what
/// turned out to be true.
#[utoipa::path(post, path = "/v1/policies/{number}/backtest", tag = "artifacts", security(("secret_key" = [])),
    params(("number" = u32, Path, description = "0 is as shipped")),
    responses((status = 200, body = BackTestView), (status = 404, description = "`not_found`")))]
pub(super) async fn test(
    app: web::Data<App>,
    Drafter(site): Drafter,
    number: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let policy = policy(&app, site.id, parse_number(&number)?).await?;
    // Elsewhere: micro-transactions are timed on this thread, and reading so many records would show in all of them.
    let here = Handle::current();
    let read =
        move || here.block_on(back_test::back_test(&app.road.journal, &app.road.keys, site.id, policy));
    let replay =
        web::block(read).await.map_err(|error| Problem::new(Code::Internal, error.to_string()))??;
    Ok(HttpResponse::Ok().json(back_test(&replay)))
}

async fn policy(app: &App, site: SiteId, number: u32) -> Result<Policy, Problem> {
    if number == 0 {
        return Ok(Policy::SHIPPED);
    }
    let found = artifact::read(&app.road.journal, site, Kind::Policy, number).await?;
    match found.map(|artifact| artifact.content.clone()) {
        Some(Content::Policy(policy)) => Ok(policy),
        _ => Err(no_such_number()),
    }
}
