//! `POST /v1/assessments`: the back end asks, and gets a durable, explained answer. `GET` reads it again.

mod request;

use super::idempotency::idempotency;
use crate::app::App;
use crate::auth::{Merchant, Reader};
use crate::body;
use crate::clock::{self, Tick};
use crate::entropy;
use crate::problem::{Code, Problem};
use crate::view::assessment::{AssessmentItem, AssessmentView, assessment, item};
use crate::view::list::{Cursor, List, Page};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::assessment::{Assess, Fresh};
use engine::ids::{AssessmentId, ChallengeId};
use engine::journal::{Key, KeyKind};
use engine::keyring::Keyring;
use engine::secrets::Domain;
use models::regard::Regard;
pub(super) use request::AssessmentRequest;
use serde::Deserialize;
use utoipa::IntoParams;

const BODY_BYTES: usize = 32 * 1024;
/// What an answer usually needs.
const ANSWER_BYTES: usize = 2 * 1024;

/// Asks for an assessment.
#[utoipa::path(post, path = "/v1/assessments", tag = "back end", security(("secret_key" = [])), request_body = AssessmentRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "makes repeating the request safe for 24 hours", pattern = "^[ -~]{1,255}$")),
    responses((status = 200, body = AssessmentView), (status = 401, description = "`unauthorised` or `publishable_key`"),
        (status = 409, description = "`token_used` or `idempotency_conflict`"),
        (status = 410, description = "`erased`: the `Idempotency-Key` was used for somebody who has been erased since"),
        (status = 422, description = "`token_forged`, `token_expired`, `card_number` or `invalid`"), (status = 503, description = "`unavailable`")))]
pub(super) async fn create(
    app: web::Data<App>,
    Merchant(site): Merchant,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let arrived_at = Tick::now();
    body::expect_json(&request)?;
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let asked: AssessmentRequest = body::json(&arrived.bytes)?;
    let now = clock::now();
    let road = &app.road;
    let asked = asked.parse(&site, &road.secrets)?;
    let idempotency = idempotency(&app, &site, &request, &arrived.bytes)?;
    let [assessment_id, challenge_id] = entropy::ids(now);
    let mut assess = Assess {
        now,
        visit: asked.visit,
        action: asked.action,
        user: asked.user,
        transaction: asked.transaction,
        idempotency,
        recognition: app.looks.recognise(road, site.id, asked.visit, now).await?,
        attempts: None,
        standing: None,
        fresh: Fresh { assessment: AssessmentId(assessment_id), challenge: ChallengeId(challenge_id) },
    };
    assess.attempts = app.tries.look(road, site.id, &assess).await?;
    let payee = assess.purchase().and_then(|purchase| purchase.payee);
    assess.standing = payee.and_then(|payee| {
        let alias = road.keys.alias(payee);
        app.graphs.ask(site.id, |known| alias.map_or(Regard::default(), |alias| known.regard(&alias.0)))
    });
    let assessed = app.road.assess(&site, &app.published.of(site.id), &assess).await?;
    let latency_us = Tick::now().since_us(arrived_at);
    let decision = assessed.record.decision;
    metrics::counter!("assessments_total", "decision" => decision.name()).increment(1);
    metrics::histogram!("assessment_latency_us").record(f64::from(latency_us));
    tracing::debug!(id = %assessed.record.id, ?decision, latency_us, "assessed");
    let view = assessment(&assessed, None, Some(latency_us), Some(&road.secrets));
    let mut answer = Vec::with_capacity(ANSWER_BYTES);
    serde_json::to_writer(&mut answer, &view)
        .map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    Ok(HttpResponse::Ok().content_type("application/json").body(answer))
}

/// Reads an assessment again.
#[utoipa::path(get, path = "/v1/assessments/{id}", tag = "profiles", security(("secret_key" = [])), params(("id" = String, Path, description = "`asm_…`")),
    responses((status = 200, body = AssessmentView), (status = 404, description = "`not_found`"), (status = 410, description = "`erased`")))]
pub(super) async fn show(
    app: web::Data<App>,
    Reader(site): Reader,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = AssessmentId::parse(&id)
        .map_err(|error| Problem::new(Code::NotFound, error.to_string()).in_field("id"))?;
    let standing = app.road.assessment(&site, id).await?;
    Ok(HttpResponse::Ok().json(assessment(&standing.assessed, standing.outcome, None, None)))
}

/// Whose assessments.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Of {
    /// The merchant's own id of the user.
    user_id: Option<String>,
    /// The merchant's own id of the transaction.
    transaction_id: Option<String>,
}

/// Lists assessments, newest first: all, those of a user, or those of a transaction.
#[utoipa::path(get, path = "/v1/assessments", tag = "profiles", security(("secret_key" = [])), params(Page, Of), responses((status = 200, body = List<AssessmentItem>)))]
pub(super) async fn list(
    app: web::Data<App>,
    Reader(site): Reader,
    page: web::Query<Page>,
    of: web::Query<Of>,
) -> Result<HttpResponse, Problem> {
    let pseudonym = |domain, id| app.road.secrets.pseudonym(site.id, domain, id);
    let key = match (&of.user_id, &of.transaction_id) {
        (None, None) => Key { kind: KeyKind::AssessmentsOf, id: site.id.0 },
        (None, Some(id)) => Key { kind: KeyKind::Transaction, id: pseudonym(Domain::Transaction, id) },
        (Some(id), None) => match app.road.keys.alias(pseudonym(Domain::User, id)) {
            Some(alias) => Key { kind: KeyKind::User, id: alias.0 },
            None => return Ok(HttpResponse::Ok().json(Cursor::END.wrap(Vec::<AssessmentItem>::new()))),
        },
        _ => return Err(Problem::invalid("user_id", "send either user_id or transaction_id")),
    };
    let (found, cursor) = page.read(&app.road.journal, key).await?;
    let items = found.into_iter().filter_map(|stored| item(&app.road.keys, stored).transpose());
    Ok(HttpResponse::Ok().json(cursor.wrap(items.collect::<Result<_, _>>()?)))
}
