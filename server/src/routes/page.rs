//! What all routes that pages call have in common: the origin must be one of the site's, the answer says so
//! (CORS), is never stored, and shows its timing (`Timing-Allow-Origin`).

use crate::address::{client_address, counted_as};
use crate::app::App;
use crate::body::{self, Arrived};
use crate::clock::Tick;
use crate::mte::PageView;
use crate::problem::{Code, Problem};
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use engine::ids::PageViewId;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The origin a request claims; browsers send it with every POST.
pub(super) fn origin(request: &HttpRequest) -> Result<&str, Problem> {
    let origin = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.ok_or_else(|| Problem::new(Code::OriginForbidden, "the request names no origin"))
}

/// Reads a body of at most `limit` bytes, if its address may still send one.
pub(super) async fn read(
    app: &App,
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<Arrived, Problem> {
    read_from(counted_as(client_address(app, request)?), app, request, payload, limit).await
}

/// The same where the address is known, as limits count it.
pub(super) async fn read_from(
    address: IpAddr,
    app: &App,
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<Arrived, Problem> {
    app.limits.page_sends(address)?;
    body::read(request, payload, limit).await
}

/// The page view that a message names, if it comes from the origin that opened it.
pub(super) fn page_view(
    app: &App,
    request: &HttpRequest,
    token: &str,
) -> Result<Arc<Mutex<PageView>>, Problem> {
    let unknown = || {
        Problem::new(Code::PageViewUnknown, "open a session first; page views end after 30 idle minutes")
            .in_field("page_view")
    };
    let id = PageViewId::parse(token).map_err(|_| unknown())?;
    let page_view = app.mte.page_view(id).ok_or_else(unknown)?;
    let (session, site, device) = {
        let page_view = lock(&page_view);
        if page_view.origin != origin(request)? {
            return Err(Problem::new(Code::OriginForbidden, "another origin opened this page view"));
        }
        (page_view.session, page_view.site, page_view.device)
    };
    app.limits.page_speaks(site, Some(device))?;
    app.mte.touch(session, Tick::now());
    Ok(page_view)
}

/// Locks a page view. Nothing is ever awaited under the lock.
pub(super) fn lock(page_view: &Mutex<PageView>) -> MutexGuard<'_, PageView> {
    page_view.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Finishes an answer. Where a page may not speak for any site, its browser will not show it the answer.
pub(super) fn answer(
    app: &App,
    request: &HttpRequest,
    answer: Result<HttpResponse, Problem>,
) -> HttpResponse {
    let mut answer = answer.unwrap_or_else(|problem| problem.error_response());
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = request.headers().get(header::ORIGIN)
        && origin.to_str().is_ok_and(|origin| app.sites.allows(origin))
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::HeaderName::from_static("timing-allow-origin"), origin.clone());
    }
    answer
}
