//! `POST /v1/commitments`: what a party promises. `POST /v1/commitments/{id}/outcome`: what happened.

use super::idempotency::idempotency;
use super::sent;
use crate::app::App;
use crate::auth::Merchant;
use crate::problem::{Code, Problem};
use crate::view::party::{IntentionView, intention};
use crate::{body, clock, entropy};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::ids::hex;
use engine::promises::PromiseError;
use engine::secrets::Domain;
use models::commitment::{Bearing, Commitment, Compared, Expression, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

const BODY_BYTES: usize = 16 * 1024;

/// What a party promises.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommitmentRequest {
    /// The merchant's own id of the promise, an order's for example. Stored as a keyed hash. Without one an id is made.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 256)]
    id: Option<String>,
    /// The merchant's own id of the party that promises: the same as a transaction's `payee_id`. Stored as a keyed hash.
    #[schema(min_length = 1, max_length = 256)]
    party_id: String,
    /// All of this is promised: 1 to 32 expressions (`docs/INTENTION.md`).
    #[schema(value_type = Vec<Object>, example = json!([{ "attribute": "received_by", "type": "date", "at_most": "2026-04-01" }]))]
    commitment: Vec<Expression>,
}

/// A promise that is durable.
#[derive(Serialize, ToSchema)]
pub(super) struct CommitmentView {
    /// For `POST /v1/commitments/{id}/outcome`.
    id: String,
}

/// What happened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FulfilmentRequest {
    /// By attribute. What is left out is not known.
    #[schema(value_type = Object, example = json!({ "received_by": "2026-04-05" }))]
    outcome: BTreeMap<String, Value>,
}

/// How far a promise was kept, and what that makes of the party.
#[derive(Serialize, ToSchema)]
pub(super) struct FulfilmentView {
    /// From 0, nothing of what was promised, to 1; `null` where nothing that depends on the party's intention is known.
    satisfaction: Option<f64>,
    /// By attribute.
    attributes: BTreeMap<String, AttributeView>,
    /// Attributes that the outcome does not tell.
    unknown: Vec<String>,
    /// Attributes that fell short as no honest party's do.
    testified: Vec<String>,
    /// The party now.
    party: IntentionView,
}

/// One attribute, compared.
#[derive(Serialize, ToSchema)]
struct AttributeView {
    /// `testifying`, `dependent` or `independent`.
    #[schema(value_type = String)]
    bearing: Bearing,
    /// From 0 to 1; `null` where the outcome does not tell.
    satisfied: Option<f64>,
    /// Promised and actual, where it fell short.
    #[serde(skip_serializing_if = "Option::is_none")]
    short: Option<String>,
}

/// A party promises something.
#[utoipa::path(post, path = "/v1/commitments", tag = "back end", security(("secret_key" = [])), request_body = CommitmentRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "makes repeating the request safe for 24 hours", pattern = "^[ -~]{1,255}$")),
    responses((status = 200, body = CommitmentView, description = "durable"),
        (status = 409, description = "`id_taken` or `idempotency_conflict`"),
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
    let Parsed { id, party, commitment } = parse(&arrived.bytes)?;
    let idempotency = idempotency(&app, &site, &request, &arrived.bytes)?;
    // A repeated request without an id of its own gets the same one again.
    let made = || match &idempotency {
        Some(idempotency) => hex(&idempotency.key),
        None => hex(&entropy::bytes::<16>()),
    };
    let id = id.unwrap_or_else(|| format!("cmt_{}", made()));
    let pseudonym = |domain, text: &str| app.road.secrets.pseudonym(site.id, domain, text);
    let (promise, party) = (pseudonym(Domain::Commitment, &id), pseudonym(Domain::Payee, &party));
    let heard = app.road.promise(&site, promise, party, commitment, idempotency.as_ref(), clock::now());
    heard.await.map_err(problem)?;
    metrics::counter!("commitments_total").increment(1);
    Ok(HttpResponse::Ok().json(CommitmentView { id }))
}

/// What happened.
#[utoipa::path(post, path = "/v1/commitments/{id}/outcome", tag = "back end", security(("secret_key" = [])), request_body = FulfilmentRequest,
    params(("id" = String, Path, description = "as `POST /v1/commitments` answered"),
        ("Idempotency-Key" = Option<String>, Header, description = "makes repeating the request safe for 24 hours", pattern = "^[ -~]{1,255}$")),
    responses((status = 200, body = FulfilmentView, description = "durable"), (status = 404, description = "`not_found`"),
        (status = 409, description = "`told_before` or `idempotency_conflict`"), (status = 410, description = "`erased`"),
        (status = 422, description = "`invalid`")))]
pub(super) async fn fulfil(
    app: web::Data<App>,
    Merchant(site): Merchant,
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    body::expect_json(&request)?;
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let FulfilmentRequest { outcome } = body::json(&arrived.bytes)?;
    sent::bounded("id", &id)?;
    let idempotency = idempotency(&app, &site, &request, &arrived.bytes)?;
    let promise = app.road.secrets.pseudonym(site.id, Domain::Commitment, &id);
    let heard = app.road.fulfil(&site, promise, &outcome, idempotency.as_ref(), clock::now());
    let told = heard.await.map_err(problem)?;
    let satisfaction = told.satisfaction;
    let attribute = |Compared { bearing, satisfied, short, .. }| AttributeView { bearing, satisfied, short };
    Ok(HttpResponse::Ok().json(FulfilmentView {
        satisfaction: satisfaction.rating,
        attributes: satisfaction.attributes.into_iter().map(|(name, one)| (name, attribute(one))).collect(),
        unknown: satisfaction.unknown,
        testified: satisfaction.testified,
        party: intention(&told.party),
    }))
}

/// A promise that has been checked.
pub(super) struct Parsed {
    id: Option<String>,
    party: String,
    commitment: Commitment,
}

/// Parses what a back end sends.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Problem> {
    let CommitmentRequest { id, party_id, commitment } = body::json(bytes)?;
    if let Some(id) = &id {
        sent::bounded("id", id)?;
    }
    sent::bounded("party_id", &party_id)?;
    let commitment = Commitment::try_from(commitment)
        .map_err(|error| Problem::invalid("commitment", error.to_string()))?;
    Ok(Parsed { id, party: party_id, commitment })
}

/// The same of what happened.
pub(super) fn parse_outcome(bytes: &[u8]) -> Result<(), Problem> {
    body::json::<FulfilmentRequest>(bytes).map(drop)
}

fn problem(error: PromiseError) -> Problem {
    let sentence = error.to_string();
    match error {
        PromiseError::IdTaken => Problem::new(Code::IdTaken, sentence).in_field("id"),
        PromiseError::ToldBefore => Problem::new(Code::ToldBefore, sentence).in_field("id"),
        PromiseError::Outcome(_) => Problem::invalid("outcome", sentence),
        PromiseError::Road(engine::assessment::RoadError::NotFound) => {
            Problem::new(Code::NotFound, "there is no such commitment").in_field("id")
        }
        PromiseError::Road(error) => error.into(),
    }
}
