//! `POST /v1/transactions/{id}/result`: how the bank answered.

use super::idempotency::idempotency;
use super::sent;
use crate::app::App;
use crate::auth::Merchant;
use crate::problem::{Code, Problem};
use crate::{body, clock};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::assessment::RoadError;
use engine::secrets::Domain;
use models::attempts::CardResult;
use serde::Deserialize;
use utoipa::ToSchema;

const BODY_BYTES: usize = 1024;

/// How the bank answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultRequest {
    /// `authorised`, `declined`, `cvc_failed`, `expired_card`, `insufficient_funds` or `stolen_card`.
    #[schema(value_type = String, pattern = "^(authorised|declined|cvc_failed|expired_card|insufficient_funds|stolen_card)$", example = "authorised")]
    result: CardResult,
}

/// The route.
#[utoipa::path(post, path = "/v1/transactions/{id}/result", tag = "back end", security(("secret_key" = [])), request_body = ResultRequest,
    params(("id" = String, Path, description = "the merchant's own id of the transaction"),
        ("Idempotency-Key" = Option<String>, Header, description = "makes repeating the request safe for 24 hours", pattern = "^[ -~]{1,255}$")),
    responses((status = 204, description = "durable"), (status = 404, description = "`not_found`: no assessment names this transaction"),
        (status = 409, description = "`idempotency_conflict`"), (status = 410, description = "`erased`"),
        (status = 422, description = "`invalid`")))]
pub(super) async fn create(
    app: web::Data<App>,
    Merchant(site): Merchant,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    body::expect_json(&request)?;
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let ResultRequest { result } = body::json(&arrived.bytes)?;
    sent::bounded("id", &id)?;
    let (road, now) = (&app.road, clock::now());
    let idempotency = idempotency(&app, &site, &request, &arrived.bytes)?;
    let transaction = road.secrets.pseudonym(site.id, Domain::Transaction, &id);
    let tried = road.resulted(&site, transaction, result, idempotency.as_ref(), now).await;
    let tried = tried.map_err(|error| match error {
        RoadError::NotFound => {
            Problem::new(Code::NotFound, "no assessment names this transaction").in_field("id")
        }
        other => other.into(),
    })?;
    if let Some(tried) = tried {
        app.tries.answered(site.id, tried, result, now);
        metrics::counter!("results_total").increment(1);
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Parses what a back end sends.
pub(super) fn parse(bytes: &[u8]) -> Result<(), Problem> {
    body::json::<ResultRequest>(bytes).map(drop)
}
