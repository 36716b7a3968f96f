//! What was built into the binary: the loader, the probe, the console, the demo shop.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../www/dist"]
struct Dist;

/// The bytes of a built file.
pub fn bytes(path: &str) -> Option<Vec<u8>> {
    Dist::get(path).map(|file| file.data.into_owned())
}

/// Answers with a built file: the brotli twin where the browser takes it, hashed names for ever, all others
/// only with a fresh look. `None` where there is no such file.
pub fn serve(request: &HttpRequest, path: &str) -> Option<HttpResponse> {
    let accepts = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let twin = accepts
        .filter(|accepts| accepts.split(',').any(|name| name.trim().split(';').next() == Some("br")))
        .and_then(|_| Dist::get(&format!("{path}.br")));
    let encoded = twin.is_some();
    let file = twin.or_else(|| Dist::get(path))?;
    let tag = format!("\"{}\"", engine::ids::hex(&file.metadata.sha256_hash()));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut answer = match known {
        Some(known) if known == tag => HttpResponse::NotModified(),
        _ => HttpResponse::Ok(),
    };
    answer.insert_header((header::CONTENT_TYPE, content_type(path)));
    answer.insert_header((header::ETAG, tag.as_str()));
    answer.insert_header((header::VARY, "accept-encoding"));
    answer.insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    let caching = if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.insert_header((header::CACHE_CONTROL, caching));
    if encoded {
        answer.insert_header((header::CONTENT_ENCODING, "br"));
    }
    let EmbeddedFile { data, .. } = file;
    Some(match known {
        Some(known) if known == tag => answer.finish(),
        _ => answer.body(data.into_owned()),
    })
}

/// Adds a content security policy and its companions to a page.
pub fn harden(answer: &mut HttpResponse, policy: &str) {
    let headers = answer.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
}

/// `name-0123abcd.ext` or `name.0123abcd.ext`: eight or more hash characters before the ending.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.rsplit_once(['-', '.'])
        .is_some_and(|(_, hash)| hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
