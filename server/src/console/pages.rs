//! `/console/…`: the console's static files, under a strict content security policy.

use crate::assets;
use crate::problem::{Code, Problem};
use actix_web::{HttpRequest, HttpResponse, web};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Serves one file of the console; the folder itself is `index.html`.
pub async fn page(request: HttpRequest, path: web::Path<String>) -> Result<HttpResponse, Problem> {
    let name = if path.is_empty() { "index.html" } else { path.as_str() };
    let mut answer = assets::serve(&request, &format!("console/{name}"))
        .ok_or_else(|| Problem::new(Code::NotFound, "the console has no such page"))?;
    assets::harden(&mut answer, POLICY);
    Ok(answer)
}

/// `/console` and `/` lead to the console.
pub async fn redirect() -> HttpResponse {
    HttpResponse::Found().insert_header(("location", "/console/")).finish()
}
