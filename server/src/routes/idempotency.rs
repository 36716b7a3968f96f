//! The `Idempotency-Key` header of a back end's requests.

use crate::app::App;
use crate::problem::Problem;
use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;
use engine::assessment::Idempotency;
use engine::secrets::Domain;
use engine::site::Site;

/// The `Idempotency-Key` of a request and what the request says. A path says as much as a body.
pub(super) fn idempotency(
    app: &App,
    site: &Site,
    request: &HttpRequest,
    body: &[u8],
) -> Result<Option<Idempotency>, Problem> {
    let secrets = &app.road.secrets;
    let key = idempotency_key(request.headers().get("idempotency-key"))?;
    Ok(key.map(|key| Idempotency {
        key: secrets.pseudonym(site.id, Domain::Idempotency, key),
        digest: match request.match_info().is_empty() {
            true => secrets.digest(body),
            false => secrets.digest(&[request.path().as_bytes(), body].concat()),
        },
    }))
}

/// Parses an `Idempotency-Key`, if there is one.
pub(super) fn idempotency_key(value: Option<&HeaderValue>) -> Result<Option<&str>, Problem> {
    let Some(key) = value else { return Ok(None) };
    match key.to_str() {
        Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key)),
        _ => Err(Problem::invalid("Idempotency-Key", "use 1 to 255 visible ASCII characters")),
    }
}
