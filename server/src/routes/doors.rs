//! What the routes read from outside, without a server around it: so that `fuzz/` throws its bytes at the very code that routes call.

use super::{
    artifacts, assessments, commitments, events, idempotency, interactions, outcomes, policies, results,
    sessions,
};
use crate::problem::Problem;
use crate::view::list::Page;
use crate::{auth, body};
pub use actix_web::http::header::HeaderValue;
use actix_web::web::Query;
use engine::ids::SiteId;
use engine::journal::Seq;
use engine::policy::Policy;
use engine::secrets::Secrets;
use engine::site::Site;
use models::interaction::TextFeatures;
use models::observation::Timestamp;
use wire::session::OpenSession;

/// `POST /v1/sessions`.
pub fn opening(bytes: &[u8]) -> Result<OpenSession, Problem> {
    sessions::parse(bytes)
}

/// `POST /v1/assessments`.
pub fn assessment(bytes: &[u8], site: &Site, secrets: &Secrets) -> Result<(), Problem> {
    body::json::<assessments::AssessmentRequest>(bytes)?.parse(site, secrets).map(drop)
}

/// `POST /v1/outcomes`.
pub fn outcome(bytes: &[u8]) -> Result<(), Problem> {
    outcomes::parse(bytes).map(drop)
}

/// `POST /v1/events`, `POST /v1/transactions/{id}/result`.
pub fn told(bytes: &[u8]) -> (Result<(), Problem>, Result<(), Problem>) {
    (events::parse(bytes).map(drop), results::parse(bytes))
}

/// `POST /v1/commitments`, `POST /v1/commitments/{id}/outcome`.
pub fn promised(bytes: &[u8]) -> (Result<(), Problem>, Result<(), Problem>) {
    (commitments::parse(bytes).map(drop), commitments::parse_outcome(bytes))
}

/// `POST /v1/interactions`, and what is kept of its text.
pub fn interaction(
    bytes: &[u8],
    site: SiteId,
    secrets: &Secrets,
    now: Timestamp,
) -> Result<Option<TextFeatures>, Problem> {
    interactions::parse(bytes, now).map(|parsed| parsed.kept(site, secrets))
}

/// `POST /v1/policies`.
pub fn policy(bytes: &[u8]) -> Result<Policy, Problem> {
    policies::parse(bytes)
}

/// `POST /v1/policies/{number}/publish` and `POST /v1/artifacts/{kind}/publish`.
pub fn publication(bytes: &[u8]) -> (Result<(), Problem>, Result<(), Problem>) {
    let pinned = policies::pin(bytes).map(drop);
    (pinned, body::json::<artifacts::PublishRequest>(bytes).map(drop))
}

/// `POST /console/api/login`.
pub fn log_in(bytes: &[u8]) -> Result<(), Problem> {
    body::json::<crate::console::login::Credentials>(bytes).map(drop)
}

/// The query of a list.
pub fn page(query: &str) -> Result<(usize, Option<Seq>), Problem> {
    let page = Query::<Page>::from_query(query);
    page.map_err(|error| Problem::invalid("query", error.to_string()))?.parse()
}

/// `Authorization`: the secret key.
pub fn authorization(value: &HeaderValue) -> Result<&str, Problem> {
    auth::secret_key(Some(value))
}

/// `Idempotency-Key`.
pub fn idempotency_key(value: &HeaderValue) -> Result<Option<&str>, Problem> {
    idempotency::idempotency_key(Some(value))
}
