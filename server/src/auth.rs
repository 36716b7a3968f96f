//! Who is asking: a merchant's back end with its secret key, or somebody at the console.

use crate::app::App;
use crate::console::login;
use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpRequest, web};
use engine::ids::SiteId;
use engine::journal::Role;
use engine::site::Site;
use std::future::{Ready, ready};
use std::sync::Arc;

/// A merchant's back end: `Authorization: Bearer sk_…`.
pub struct Merchant(pub Arc<Site>);

/// Somebody who may read a site's data: its back end, or an analyst at the console who names it with `?site=`.
pub struct Reader(pub Arc<Site>);

/// Somebody who may prepare what a site will do: its back end, or an analyst at the console.
pub struct Drafter(pub Arc<Site>);

/// Somebody who may change what a site does: its back end, or an administrator at the console.
pub struct Publisher(pub Arc<Site>);

impl FromRequest for Merchant {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(app(request).and_then(|app| by_key(app, request)).map(Self))
    }
}

impl FromRequest for Reader {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(reader(request).map(Self))
    }
}

impl FromRequest for Drafter {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(changer(request, Role::Analyst).map(Self))
    }
}

impl FromRequest for Publisher {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(changer(request, Role::Admin).map(Self))
    }
}

fn reader(request: &HttpRequest) -> Result<Arc<Site>, Problem> {
    let app = app(request)?;
    if request.headers().contains_key(header::AUTHORIZATION) {
        return by_key(app, request);
    }
    login::current(app, request)?;
    named(app, request)
}

fn changer(request: &HttpRequest, least: Role) -> Result<Arc<Site>, Problem> {
    let app = app(request)?;
    if request.headers().contains_key(header::AUTHORIZATION) {
        return by_key(app, request);
    }
    login::changing(app, request, least)?;
    named(app, request)
}

/// The site that somebody at the console means.
fn named(app: &App, request: &HttpRequest) -> Result<Arc<Site>, Problem> {
    #[derive(serde::Deserialize)]
    struct Query {
        site: Option<String>,
    }
    let query = web::Query::<Query>::from_query(request.query_string());
    let named = query.ok().and_then(|query| query.into_inner().site);
    let site = match named {
        Some(id) => SiteId::parse(&id).ok().and_then(|id| app.sites.by_id(id)),
        None => app.sites.all().into_iter().next(),
    };
    let site = site.ok_or_else(|| Problem::new(Code::NotFound, "there is no such site").in_field("site"))?;
    app.limits.site_asks(site.id)?;
    Ok(site)
}

fn app(request: &HttpRequest) -> Result<&web::Data<App>, Problem> {
    request.app_data().ok_or_else(|| Problem::new(Code::Internal, "the application is not set up"))
}

fn by_key(app: &App, request: &HttpRequest) -> Result<Arc<Site>, Problem> {
    let key = secret_key(request.headers().get(header::AUTHORIZATION))?;
    let site = app.sites.by_secret_key(key);
    let site = site.ok_or_else(|| Problem::new(Code::Unauthorised, "the secret key is not known"))?;
    app.limits.site_asks(site.id)?;
    Ok(site)
}

/// The key in `Authorization: Bearer sk_…`.
pub(crate) fn secret_key(authorization: Option<&HeaderValue>) -> Result<&str, Problem> {
    let header = authorization.and_then(|value| value.to_str().ok());
    match header.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim) {
        Some(key) if key.starts_with("pk_") => Err(Problem::new(
            Code::PublishableKey,
            "use the secret key (sk_…) here; it belongs in the back end only",
        )),
        Some(key) => Ok(key),
        None => Err(Problem::new(Code::Unauthorised, "send `Authorization: Bearer sk_…`")),
    }
}
