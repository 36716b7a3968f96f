//! `/livez`, `/readyz`, `/metrics`, and what is not there.

use crate::app::App;
use crate::problem::{Code, Problem};
use actix_web::{HttpResponse, web};
use engine::journal::{Journal, Key, KeyKind};
use engine::keyring::Keyring;

/// The process answers.
#[utoipa::path(get, path = "/livez", tag = "operations", responses((status = 200, description = "alive", body = String)))]
pub(super) async fn livez() -> &'static str {
    "alive\n"
}

/// Journal and keyring can be read and written, so requests can be served.
#[utoipa::path(get, path = "/readyz", tag = "operations", responses((status = 200, description = "ready", body = String),
    (status = 503, description = "`unavailable`, or `read_only`: assessments are answered but not recorded")))]
pub(super) async fn readyz(app: web::Data<App>) -> Result<&'static str, Problem> {
    app.road.journal.mentions(&Key::only(KeyKind::Sites), None, 1).await?;
    let journal = app.road.journal.check().await.map_err(|error| error.to_string());
    metrics::gauge!("journal_writable").set(if journal.is_ok() { 1.0 } else { 0.0 });
    let keyring = app.road.keys.check().await.map_err(|error| error.to_string());
    metrics::gauge!("keyring_writable").set(if keyring.is_ok() { 1.0 } else { 0.0 });
    journal.and(keyring).map_err(|detail| Problem::new(Code::ReadOnly, detail))?;
    Ok("ready\n")
}

/// Prometheus text format.
#[utoipa::path(get, path = "/metrics", tag = "operations", responses((status = 200, description = "Prometheus text format", body = String)))]
pub(super) async fn metrics(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(app.metrics.render())
}

/// No such route, or not with this method.
pub(super) async fn unknown() -> Result<HttpResponse, Problem> {
    Err(Problem::new(Code::NotFound, "no such route; /openapi.json lists all of them"))
}
