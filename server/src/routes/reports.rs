//! `POST /v1/reports`: a batch of behavioural events, as bytes, also from `sendBeacon`.

use super::page;
use crate::app::App;
use crate::clock::Tick;
use crate::problem::{Code, Problem};
use actix_web::{HttpRequest, HttpResponse, web};
use wire::limits::REPORT_BYTES;
use wire::report::{Report, ReportError};

/// The route.
#[utoipa::path(post, path = "/v1/reports", tag = "page",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "`wire::report::Report` as bytes"),
    responses((status = 204, description = "received"), (status = 400, description = "`malformed`"),
        (status = 401, description = "`page_view_unknown`"), (status = 409, description = "`nonce_replayed`"), (status = 413, description = "`too_large`")))]
pub(super) async fn receive(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let received = take(&app, &request, payload).await;
    page::answer(&app, &request, received)
}

async fn take(app: &App, request: &HttpRequest, payload: web::Payload) -> Result<HttpResponse, Problem> {
    let arrived = page::read(app, request, payload, REPORT_BYTES).await?;
    let report = Report::decode(&arrived.bytes).map_err(|error| {
        let code = match error {
            ReportError::Version(_) => Code::WireVersion,
            ReportError::TooLarge => Code::TooLarge,
            ReportError::PageView | ReportError::Header | ReportError::Events(_) => Code::Malformed,
        };
        Problem::new(code, error.to_string())
    })?;
    let page_view = page::page_view(app, request, &report.page_view)?;
    let now = Tick::now();
    app.mte.make_room(now)?;
    page::lock(&page_view).report(report, now)?;
    Ok(HttpResponse::NoContent().finish())
}
