//! `POST /v1/outcomes`: the back end says what turned out to be true.

use crate::app::App;
use crate::auth::Merchant;
use crate::problem::{Code, Problem};
use crate::{body, clock};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::ids::AssessmentId;
use engine::journal::{Body, Journal, Key, KeyKind, OutcomeLabel, OutcomeRecord};
use engine::secrets::Domain;
use engine::site::Site;
use models::purchase::FraudKind;
use serde::Deserialize;
use utoipa::ToSchema;

const BODY_BYTES: usize = 8 * 1024;

/// What turned out to be true.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeRequest {
    /// `asm_…`; this or `transaction_id`.
    #[serde(default)]
    assessment_id: Option<String>,
    /// The merchant's own id of the transaction; this or `assessment_id`.
    #[serde(default)]
    transaction_id: Option<String>,
    /// `fraud`, `legitimate` or `chargeback`.
    #[schema(value_type = String, pattern = "^(fraud|legitimate|chargeback)$", example = "legitimate")]
    label: OutcomeLabel,
    /// `impersonation`, `swindle`, `card_testing` or `ring`.
    #[serde(default)]
    #[schema(pattern = "^(impersonation|swindle|card_testing|ring)$")]
    fraud_kind: Option<String>,
    /// What was lost, minor units.
    #[serde(default)]
    loss_minor: Option<i64>,
}

/// The route.
#[utoipa::path(post, path = "/v1/outcomes", tag = "back end", security(("secret_key" = [])), request_body = OutcomeRequest,
    responses((status = 204, description = "durable"), (status = 404, description = "`not_found`"),
        (status = 410, description = "`erased`"), (status = 422, description = "`invalid`")))]
pub(super) async fn create(
    app: web::Data<App>,
    Merchant(site): Merchant,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    body::expect_json(&request)?;
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let sent = parse(&arrived.bytes)?;
    let assessment = find(&app, &site, &sent).await?;
    let (label, fraud_kind, loss_minor) = (sent.label, sent.fraud_kind, sent.loss_minor);
    let outcome = OutcomeRecord { assessment, label, fraud_kind, loss_minor, change: None };
    app.road.outcome(&site, clock::now(), outcome).await?;
    metrics::counter!("outcomes_total").increment(1);
    Ok(HttpResponse::NoContent().finish())
}

/// Parses what a back end sends, whichever visit it means.
pub(super) fn parse(bytes: &[u8]) -> Result<OutcomeRequest, Problem> {
    let sent: OutcomeRequest = body::json(bytes)?;
    if let Some(kind) = &sent.fraud_kind
        && FraudKind::named(kind).is_none()
    {
        let names = FraudKind::ALL.map(|(_, name)| name);
        return Err(Problem::invalid("fraud_kind", format!("one of {}", names.join(", "))));
    }
    Ok(sent)
}

async fn find(app: &App, site: &Site, sent: &OutcomeRequest) -> Result<AssessmentId, Problem> {
    match (&sent.assessment_id, &sent.transaction_id) {
        (Some(id), None) => {
            AssessmentId::parse(id).map_err(|error| Problem::invalid("assessment_id", error.to_string()))
        }
        (None, Some(id)) => {
            let id = app.road.secrets.pseudonym(site.id, Domain::Transaction, id);
            let key = Key { kind: KeyKind::Transaction, id };
            let found = app.road.journal.mentions(&key, None, 1).await?.pop();
            match found.map(|stored| stored.record.body) {
                Some(Body::Assessed(assessed)) => Ok(assessed.id),
                _ => Err(Problem::new(Code::NotFound, "no assessment names this transaction")
                    .in_field("transaction_id")),
            }
        }
        _ => Err(Problem::invalid("assessment_id", "send either assessment_id or transaction_id")),
    }
}
