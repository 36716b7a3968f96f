//! `POST /v1/challenges/{id}/answers` from the page, `GET /v1/challenges/{id}` from the back end: a step-up is
//! answered, and the back end gets its proof.

use super::page;
use crate::app::App;
use crate::auth::Merchant;
use crate::body;
use crate::clock::{self, rfc3339};
use crate::problem::{Code, Problem};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::challenge::Status;
use engine::ids::ChallengeId;
use serde::Serialize;
use utoipa::ToSchema;
use wire::challenge::{ChallengeAnswer, ChallengeAnswered, ChallengeResult};
use wire::limits::JSON_BODY_BYTES;

/// Whether a challenge was passed, with the amount and currency it was started for.
#[derive(Serialize, ToSchema)]
pub(super) struct ChallengeView {
    /// `chl_…`.
    id: String,
    /// `pending`, `passed`, `failed` or `expired`.
    #[schema(value_type = String)]
    status: Status,
    /// The assessment that started it.
    assessment_id: String,
    /// Amount it is bound to, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_minor: Option<i64>,
    /// Currency of the amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    /// After this no answer counts.
    expires_at: String,
}

/// From the page: one answer.
#[utoipa::path(post, path = "/v1/challenges/{id}/answers", tag = "page", params(("id" = String, Path, description = "`chl_…`")),
    request_body(content = String, content_type = "text/plain", description = "`wire::challenge::ChallengeAnswer` as JSON"),
    responses((status = 200, description = "`wire::challenge::ChallengeAnswered` as JSON", body = Object, content_type = "application/json"),
        (status = 403, description = "`challenge_token_forged`"), (status = 404, description = "`not_found`"),
        (status = 410, description = "`erased`")))]
pub(super) async fn answer(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> HttpResponse {
    let answered = take(&app, &request, &id, payload).await;
    page::answer(&app, &request, answered)
}

async fn take(
    app: &App,
    request: &HttpRequest,
    id: &str,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let arrived = page::read(app, request, payload, JSON_BODY_BYTES).await?;
    let sent: ChallengeAnswer = body::json(&arrived.bytes)?;
    let id = parse(id)?;
    app.road
        .secrets
        .verify_challenge_token(id, &sent.token)
        .map_err(|error| Problem::new(Code::ChallengeTokenForged, error.to_string()).in_field("token"))?;
    let (standing, link) = app.road.answer(id, clock::now(), sent.answer.trim()).await?;
    let result = match standing.status {
        Status::Passed => ChallengeResult::Passed,
        Status::Pending => ChallengeResult::Next,
        Status::Failed | Status::Expired => ChallengeResult::Failed,
    };
    Ok(HttpResponse::Ok().json(ChallengeAnswered { result, tries_left: standing.tries_left, link }))
}

/// From the back end: the proof.
#[utoipa::path(get, path = "/v1/challenges/{id}", tag = "back end", security(("secret_key" = [])), params(("id" = String, Path, description = "`chl_…`")),
    responses((status = 200, body = ChallengeView), (status = 401, description = "`unauthorised`"), (status = 404, description = "`not_found`"),
        (status = 410, description = "`erased`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Merchant(site): Merchant,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let view = app.road.challenge(parse(&id)?, clock::now()).await?;
    if view.site != site.id {
        return Err(Problem::new(Code::NotFound, "no such challenge at this site"));
    }
    let transaction = view.assessed.record.transaction.as_ref();
    Ok(HttpResponse::Ok().json(ChallengeView {
        id: view.standing.challenge.id.to_string(),
        status: view.standing.status,
        assessment_id: view.assessed.record.id.to_string(),
        amount_minor: transaction.map(|transaction| transaction.amount_minor),
        currency: transaction.map(|transaction| transaction.currency.clone()),
        expires_at: rfc3339(view.standing.challenge.expires_at),
    }))
}

fn parse(id: &str) -> Result<ChallengeId, Problem> {
    ChallengeId::parse(id).map_err(|error| Problem::new(Code::NotFound, error.to_string()).in_field("id"))
}
