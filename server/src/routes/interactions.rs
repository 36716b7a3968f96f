//! `POST /v1/interactions`: what one party does towards another, and what should follow from it.

use super::idempotency::idempotency;
use super::sent;
use crate::app::App;
use crate::auth::Merchant;
use crate::graphs::After;
use crate::problem::{Code, Problem};
use crate::text;
use crate::view::interaction::{InteractionView, interaction};
use crate::{body, clock, entropy};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::assessment::{Idempotency, RoadError};
use engine::ids::{InteractionId, SiteId};
use engine::interactions::Interacted;
use engine::journal::InteractedRecord;
use engine::keyring::Keyring;
use engine::secrets::{Domain, Secrets};
use engine::site::{Mode, Site};
use models::MODEL_VERSION;
use models::fusion::{Fusion, Weights};
use models::interaction::{Interaction, InteractionKind, Opinion, TextFeatures};
use models::mitigation::{self, Encounter, Level, Mitigation};
use models::observation::Timestamp;
use serde::Deserialize;
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

/// [`text::CHARS`] characters, each as JSON may write it, and the rest.
const BODY_BYTES: usize = 12 * text::CHARS + 4 * 1024;
/// How far a back end's clock may be ahead of ours.
const AHEAD_US: i64 = 300 * 1_000_000;
/// What is older counts for nothing any more.
const OLDEST_US: i64 = 365 * 24 * 3_600 * 1_000_000;
/// Ratings are from minus this to this.
const RATING: f64 = 10.0;

/// What one party does towards another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InteractionRequest {
    /// The merchant's own id of whoever acts: the same as a transaction's `payee_id`. Stored as a keyed hash.
    #[schema(min_length = 1, max_length = 256)]
    from: String,
    /// The merchant's own id of whomever it is meant for; another one.
    #[schema(min_length = 1, max_length = 256)]
    to: String,
    /// `message`, `reply`, `rating`, or `confirmation`: a word that a trade went as it was agreed.
    #[schema(value_type = String, pattern = "^(message|reply|rating|confirmation)$", example = "rating")]
    kind: InteractionKind,
    /// When it happened, RFC 3339: at most five minutes ahead of the server's clock, and within the last 365 days.
    #[schema(format = DateTime)]
    at: String,
    /// What `from` says of `to`: from -10, all that is bad, over 0, neither, to 10, all that is good. A `rating` must have one. Of five stars send
    /// five times what is above three.
    #[serde(default)]
    #[schema(minimum = -10, maximum = 10)]
    rating: Option<f64>,
    /// What was written, at most 10,000 characters. It is reduced at once to its length, keyed hashes of at most eight words and how it sounds
    /// (in English), and stored nowhere.
    #[serde(default)]
    #[schema(max_length = 10000)]
    text: Option<String>,
}

/// An interaction that has been checked.
pub(super) struct Parsed {
    sent: InteractionRequest,
    at: Timestamp,
    opinion: Option<Opinion>,
}

impl Parsed {
    /// What is kept of the text.
    pub(super) fn kept(&self, site: SiteId, secrets: &Secrets) -> Option<TextFeatures> {
        self.sent.text.as_deref().map(|text| text::features(secrets, site, text))
    }
}

/// The route.
#[utoipa::path(post, path = "/v1/interactions", tag = "back end", security(("secret_key" = [])), request_body = InteractionRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "makes repeating the request safe for 24 hours", pattern = "^[ -~]{1,255}$")),
    responses((status = 200, body = InteractionView, description = "durable"), (status = 409, description = "`idempotency_conflict`"),
        (status = 410, description = "`erased`: the `Idempotency-Key` was used by somebody who has been erased since"),
        (status = 422, description = "`card_number` or `invalid`")))]
pub(super) async fn create(
    app: web::Data<App>,
    Merchant(site): Merchant,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    body::expect_json(&request)?;
    let arrived = body::read(&request, payload, BODY_BYTES).await?;
    let now = clock::now();
    let parsed = parse(&arrived.bytes, now)?;
    let idempotency = idempotency(&app, &site, &request, &arrived.bytes)?;
    // To its end, also where whoever asked has gone: what is noted must be known to be durable, or not.
    let told = actix_web::rt::spawn(tell(app, site, parsed, idempotency, now)).await;
    let told = told.map_err(|error| Problem::new(Code::Internal, error.to_string()))??;
    Ok(HttpResponse::Ok().json(interaction(&told)))
}

/// Makes an interaction durable, together with what follows from it.
async fn tell(
    app: web::Data<App>,
    site: Arc<Site>,
    parsed: Parsed,
    idempotency: Option<Idempotency>,
    now: Timestamp,
) -> Result<Interacted, Problem> {
    let (road, id) = (&app.road, InteractionId(entropy::id(now)));
    let _turn = app.graphs.turn(idempotency.as_ref()).await;
    if let Some(idempotency) = &idempotency
        && let Some(before) = road.interacted_before(&site, idempotency, now).await?
    {
        return Ok(before);
    }
    // A long text takes long to weigh.
    let (secrets, of) = (road.secrets.clone(), site.id);
    let kept = web::block(move || (parsed.kept(of, &secrets), parsed)).await;
    let (text, Parsed { sent, at, opinion }) =
        kept.map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    let person = async |id: &str| {
        let pseudonym = road.secrets.pseudonym(site.id, Domain::Payee, id);
        road.keys.person(pseudonym).await.map_err(RoadError::from)
    };
    let (from, to) = (person(&sent.from).await?, person(&sent.to).await?);
    let happened = Interaction { at, from: from.alias.0, to: to.alias.0, kind: sent.kind, opinion, text };
    let record = decided(&app, &site, id, happened);
    let mitigation = record.mitigation;
    let interacted = road.interact(&site, [&from, &to], record, idempotency.as_ref(), now).await;
    match &interacted {
        Ok(interacted) if interacted.record.id == id => {
            app.graphs.durable(site.id, id);
            metrics::counter!("interactions_total", "decision" => mitigation.name()).increment(1);
        }
        // The same request was answered before after all, or nothing is durable.
        Ok(_) | Err(_) => app.graphs.failed(site.id, id),
    }
    Ok(interacted?)
}

/// Decides about an interaction and notes it.
fn decided(app: &App, site: &Site, id: InteractionId, happened: Interaction) -> InteractedRecord {
    let in_force = app.published.of(site.id);
    let policy = &in_force.policy.content;
    // What outcomes have taught is about assessments.
    let weights = match &*in_force.weights.content {
        Fusion::LabelFree(weights) => weights.clone(),
        Fusion::Learned(_) => Weights::default(),
    };
    let decide = |encounter: &Encounter, level: &Level| {
        mitigation::decide(encounter, policy.prior_nats, &weights, &policy.thresholds, level)
    };
    let noted = app.graphs.note(site.id, id, &happened, decide);
    let (from_after, to_after) = noted.after.map(|After { trust: [from, to], .. }| (from, to)).unzip();
    let decided = noted.decided;
    InteractedRecord {
        id,
        interaction: happened,
        encounter: noted.encounter,
        surprise_nats: noted.after.and_then(|after| after.surprise_nats),
        from_after,
        to_after,
        risk: decided.risk,
        mitigation: decided.mitigation,
        enforced: match site.mode {
            Mode::Enforce => decided.mitigation,
            Mode::Monitor => Mitigation::Allow,
        },
        limits: decided.limits,
        model_version: MODEL_VERSION,
    }
}

/// Parses what a back end sends.
pub(super) fn parse(bytes: &[u8], now: Timestamp) -> Result<Parsed, Problem> {
    let sent: InteractionRequest = body::json(bytes)?;
    sent::bounded("from", &sent.from)?;
    sent::bounded("to", &sent.to)?;
    if sent.from == sent.to {
        return Err(Problem::invalid("to", "nobody deals with themselves: name another party than in from"));
    }
    let at = time("at", &sent.at, now)?;
    let opinion = match (sent.rating, sent.kind) {
        (Some(rating), _) => {
            let opinion = Opinion::new((rating / RATING) as f32);
            Some(opinion.ok_or_else(|| Problem::invalid("rating", "a number from -10 to 10"))?)
        }
        (None, InteractionKind::Rating) => {
            return Err(Problem::invalid("rating", "a rating says what: a number from -10 to 10"));
        }
        (None, _) => None,
    };
    if sent.text.as_ref().is_some_and(|text| text.chars().count() > text::CHARS) {
        return Err(Problem::invalid("text", format!("at most {} characters", text::CHARS)));
    }
    Ok(Parsed { sent, at, opinion })
}

/// A moment that is over, and not long ago.
fn time(field: &str, text: &str, now: Timestamp) -> Result<Timestamp, Problem> {
    let at = OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| Problem::invalid(field, "RFC 3339, like 2026-11-21T19:16:31Z"))?;
    let at = i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX);
    match at {
        at if at > now.0.saturating_add(AHEAD_US) => Err(Problem::invalid(
            field,
            "it has not happened yet: more than five minutes ahead of this clock",
        )),
        at if at < now.0.saturating_sub(OLDEST_US) => {
            Err(Problem::invalid(field, "longer ago than 365 days, which counts for nothing any more"))
        }
        at => Ok(Timestamp(at.min(now.0))),
    }
}
