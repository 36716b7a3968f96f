//! `POST /v1/sessions`: a page view begins. Hands out the probe plan and the first nonce.

use super::page;
use crate::address::{client_address, counted_as};
use crate::app::App;
use crate::clock::{self, Tick};
use crate::problem::{Code, Problem};
use crate::{body, connection, entropy, mte};
use actix_web::{HttpRequest, HttpResponse, web};
use engine::ids::{DeviceId, PageViewId, SessionId};
use models::observation::Path;
use std::net::IpAddr;
use wire::limits;
use wire::session::{OpenSession, SessionOpened};

/// The route.
#[utoipa::path(post, path = "/v1/sessions", tag = "page",
    request_body(content = String, content_type = "text/plain", description = "`wire::session::OpenSession` as JSON"),
    responses((status = 200, description = "`wire::session::SessionOpened` as JSON", body = Object, content_type = "application/json"),
        (status = 403, description = "`origin_forbidden` or `key_unknown`"), (status = 422, description = "`invalid` or `wire_version`")))]
pub(super) async fn open(app: web::Data<App>, request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let opened = begin(&app, &request, payload).await;
    page::answer(&app, &request, opened)
}

async fn begin(app: &App, request: &HttpRequest, payload: web::Payload) -> Result<HttpResponse, Problem> {
    let address = client_address(app, request)?;
    let from = counted_as(address);
    let arrived = page::read_from(from, app, request, payload, limits::JSON_BODY_BYTES).await?;
    let mut open = parse(&arrived.bytes)?;
    let site = app
        .sites
        .by_publishable_key(&open.key)
        .ok_or_else(|| Problem::new(Code::KeyUnknown, "no site has this publishable key").in_field("key"))?;
    let origin = page::origin(request)?;
    if !site.allowed_origins.iter().any(|allowed| allowed == origin) {
        return Err(Problem::new(Code::OriginForbidden, format!("{origin} is not an origin of this site")));
    }
    let device = open.device_id.as_deref().and_then(|id| DeviceId::parse(id).ok());
    app.limits.page_opens(from)?;
    app.limits.page_speaks(site.id, device)?;
    let (now, opened_at) = (Tick::now(), clock::now());
    app.mte.make_room(now)?;
    let claimed = open.session_id.as_deref().and_then(|id| SessionId::parse(id).ok());
    let session = app.mte.session(site.id, claimed, SessionId(entropy::id(opened_at)), now);
    let device = device.unwrap_or_else(|| DeviceId(entropy::id(opened_at)));
    let (plan, kinds) = mte::draw(&app.config.probe);
    let forged = mte::signals::weigh_work(&mut open.signals, None, 0);
    let mut page_view = mte::PageView::new(
        site.id,
        session,
        device,
        origin.into(),
        path_of(address),
        opened_at,
        (plan.clone(), kinds),
        connection::seen(request),
    );
    page_view.tell(open.signals, forged)?;
    let nonce = (!plan.steps.is_empty()).then(|| page_view.chain.expect(0, 0, entropy::bytes()));
    let id = PageViewId(entropy::bytes());
    app.mte.begin(id, from, page_view);
    metrics::counter!("sessions_opened_total").increment(1);
    let opened = SessionOpened {
        session_id: session.to_string(),
        device_id: device.to_string(),
        page_view: id.to_string(),
        nonce,
        plan,
    };
    Ok(HttpResponse::Ok().json(opened))
}

/// Parses what a page sends, whoever it is.
pub(super) fn parse(bytes: &[u8]) -> Result<OpenSession, Problem> {
    let open: OpenSession = body::json(bytes)?;
    if open.v != wire::WIRE_VERSION {
        let detail = format!("this server speaks version {}", wire::WIRE_VERSION);
        return Err(Problem::new(Code::WireVersion, detail).in_field("v"));
    }
    if open.view.len() > limits::VIEW_NAME_BYTES {
        return Err(Problem::invalid("view", format!("at most {} bytes", limits::VIEW_NAME_BYTES)));
    }
    mte::signals::check(&open.signals)?;
    Ok(open)
}

/// The prefix of the address that the request comes from.
fn path_of(address: IpAddr) -> Path {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            Path::V4([a, b, c])
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, e, f, ..] = address.octets();
            Path::V6([a, b, c, d, e, f])
        }
    }
}
