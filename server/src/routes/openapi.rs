//! `GET /openapi.json`: the contract, generated from the code.

use super::{
    artifacts, assessments, challenges, devices, microtransactions, operations, outcomes, policies, reports,
    session_list, sessions, tokens, users,
};
use crate::problem::{Code, Problem};
use actix_web::{HttpResponse, ResponseError};
use std::sync::LazyLock;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(title = "Pennyprint", description = "Whether the person and the device at the checkout are who they claim to be. Errors are RFC 9457 problems with a stable `code`."),
    modifiers(&SecretKey),
    paths(
        sessions::open,
        microtransactions::receive,
        reports::receive,
        tokens::seal,
        challenges::answer,
        assessments::create,
        outcomes::create,
        challenges::show,
        assessments::list,
        assessments::show,
        session_list::list,
        session_list::show,
        devices::list,
        devices::show,
        users::show,
        users::export,
        users::erase,
        artifacts::list,
        artifacts::show,
        artifacts::publish,
        artifacts::roll_back,
        policies::draft,
        policies::list,
        policies::publish,
        policies::test,
        operations::livez,
        operations::readyz,
        operations::metrics,
        document,
    )
)]
pub struct Document;

struct SecretKey;

impl Modify for SecretKey {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("sk_test_… or sk_live_…"));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("secret_key", SecurityScheme::Http(scheme.build()));
    }
}

/// The route.
#[utoipa::path(get, path = "/openapi.json", tag = "operations", responses((status = 200, description = "this document")))]
pub(super) async fn document() -> HttpResponse {
    // Made once: whoever asks again and again shall not keep a processor busy.
    static TEXT: LazyLock<Option<String>> = LazyLock::new(|| Document::openapi().to_json().ok());
    match &*TEXT {
        Some(text) => HttpResponse::Ok().content_type("application/json").body(text.as_str()),
        None => Problem::new(Code::Internal, "the document cannot be written").error_response(),
    }
}
