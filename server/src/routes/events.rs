//! `POST /v1/events`: what happened to a user's account. The password stays the merchant's; its signs come here.

use super::idempotency::idempotency;
use super::sent;
use crate::app::App;
use crate::auth::Merchant;
use crate::problem::Problem;
use crate::{body, clock};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::secrets::Domain;
use models::attempts::AccountEvent;
use serde::Deserialize;
use utoipa::ToSchema;

const BODY_BYTES: usize = 1024;

/// What happened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EventRequest {
    /// The merchant's own id of the user. Stored as a keyed hash.
    #[schema(min_length = 1, max_length = 256)]
    user_id: String,
    /// `login_ok`, `login_failed`, `credential_changed`, `address_changed` or `card_added`.
    #[schema(value_type = String, pattern = "^(login_ok|login_failed|credential_changed|address_changed|card_added)$", example = "login_failed")]
    kind: AccountEvent,
}

/// The route.
#[utoipa::path(post, path = "/v1/events", tag = "back end", security(("secret_key" = [])), request_body = EventRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "makes repeating the request safe for 24 hours", pattern = "^[ -~]{1,255}$")),
    responses((status = 204, description = "durable"), (status = 409, description = "`idempotency_conflict`"),
        (status = 410, description = "`erased`: the `Idempotency-Key` was used for somebody who has been erased since"),
        (status = 422, description = "`card_number` or `invalid`")))]
pub(super) async fn create(
    app: web::Data<App>,
    Merchant(site): Merchant,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    body::expect_json(&request)?;
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let EventRequest { user_id, kind } = parse(&arrived.bytes)?;
    let (road, now) = (&app.road, clock::now());
    let idempotency = idempotency(&app, &site, &request, &arrived.bytes)?;
    let user = road.secrets.pseudonym(site.id, Domain::User, &user_id);
    if let Some(alias) = road.account_event(&site, user, kind, idempotency.as_ref(), now).await? {
        app.tries.account(site.id, alias, kind, now);
        metrics::counter!("account_events_total").increment(1);
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Parses what a back end sends.
pub(super) fn parse(bytes: &[u8]) -> Result<EventRequest, Problem> {
    let sent: EventRequest = body::json(bytes)?;
    sent::bounded("user_id", &sent.user_id)?;
    Ok(sent)
}
