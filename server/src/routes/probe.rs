//! `GET /v1/probe.js` and `GET /v1/assets/{name}`: the loader and the hashed files behind it. Any page may load
//! them; what they may send is decided when a session is opened.

use crate::assets;
use crate::problem::{Code, Problem};
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

/// The loader that the script tag names.
pub(super) async fn loader(request: HttpRequest) -> Result<HttpResponse, Problem> {
    file(&request, "probe.js")
}

/// A hashed file.
pub(super) async fn asset(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    file(&request, &format!("assets/{name}"))
}

fn file(request: &HttpRequest, path: &str) -> Result<HttpResponse, Problem> {
    let found = assets::serve(request, path);
    let mut answer = found.ok_or_else(|| Problem::new(Code::NotFound, "there is no such file"))?;
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let policy = header::HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(policy, HeaderValue::from_static("cross-origin"));
    Ok(answer)
}
