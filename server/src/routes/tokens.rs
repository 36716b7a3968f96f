//! `POST /v1/tokens`: seals what was observed so far; the token is handed out once that is durable.

use super::page;
use crate::app::App;
use crate::problem::{Code, Problem};
use crate::{body, clock, entropy, mte};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::ids::SealId;
use engine::secrets::{Domain, TOKEN_LIFETIME_S};
use wire::limits::JSON_BODY_BYTES;
use wire::token::{Seal, Sealed};
use wire::work;

/// The route.
#[utoipa::path(post, path = "/v1/tokens", tag = "page",
    request_body(content = String, content_type = "text/plain", description = "`wire::token::Seal` as JSON"),
    responses((status = 200, description = "`wire::token::Sealed` as JSON", body = Object, content_type = "application/json"),
        (status = 401, description = "`page_view_unknown`"), (status = 422, description = "`invalid`"), (status = 503, description = "`unavailable`")))]
pub(super) async fn seal(app: web::Data<App>, request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let sealed = make(&app, &request, payload).await;
    page::answer(&app, &request, sealed)
}

async fn make(app: &App, request: &HttpRequest, payload: web::Payload) -> Result<HttpResponse, Problem> {
    let arrived = page::read(app, request, payload, JSON_BODY_BYTES).await?;
    let mut wanted: Seal = body::json(&arrived.bytes)?;
    mte::signals::check(&wanted.signals)?;
    let page_view = page::page_view(app, request, &wanted.page_view)?;
    // Which segment, nobody knows beforehand; outside of the lock, because it takes a moment.
    let segment = entropy::below(work::SEGMENTS as u32) as usize;
    let forged = mte::signals::weigh_work(&mut wanted.signals, Some(&wanted.page_view), segment);
    let now = clock::now();
    let id = SealId(entropy::id(now));
    let (site, link, sealed) = {
        let mut page_view = page::lock(&page_view);
        page_view.report_timing(wanted.last);
        page_view.tell(wanted.signals, forged)?;
        let site = page_view.site;
        let secrets = &app.road.secrets;
        let device = secrets.pseudonym(site, Domain::Device, &page_view.device.to_string());
        // One that was not given to this device is as good as none.
        let presented = wanted.link.map(|link| secrets.verify_link(site, device, &link).unwrap_or(0));
        let link = secrets.issue_link(site, device, presented.unwrap_or(0).saturating_add(1));
        (site, link, page_view.seal(id, now, device, presented)?)
    };
    let site = app.sites.by_id(site).ok_or_else(|| Problem::new(Code::KeyUnknown, "the site is gone"))?;
    app.road.seal(&site, now, sealed).await?;
    metrics::counter!("tokens_issued_total").increment(1);
    let token = app.road.secrets.issue_token(site.id, id, now);
    Ok(HttpResponse::Ok().json(Sealed { token, expires_in_s: TOKEN_LIFETIME_S, link }))
}
