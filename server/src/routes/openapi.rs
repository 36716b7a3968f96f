//! `GET /openapi.json`: the contract, generated from the code.

use super::{
    artifacts, assessments, cards, challenges, commitments, devices, events, groups, interactions,
    microtransactions, operations, outcomes, parties, policies, reports, results, session_list, sessions,
    tokens, users,
};
use crate::problem::{Code, Problem};
use actix_web::{HttpResponse, ResponseError};
use std::sync::LazyLock;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::AnyOf;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response, Schema};
use utoipa::{Modify, OpenApi, ToSchema};

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(title = "Pennyprint", description = "Whether the person and the device at the checkout are who they claim to be. Errors are RFC 9457 problems with a stable `code`."),
    modifiers(&SecretKey, &Refusals, &Contents),
    components(schemas(ProblemView)),
    paths(
        sessions::open,
        microtransactions::receive,
        reports::receive,
        tokens::seal,
        challenges::answer,
        assessments::create,
        outcomes::create,
        events::create,
        interactions::create,
        commitments::create,
        commitments::fulfil,
        results::create,
        challenges::show,
        assessments::list,
        assessments::show,
        session_list::list,
        session_list::show,
        devices::list,
        devices::show,
        cards::show,
        groups::list,
        groups::show,
        parties::show,
        parties::erase,
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

/// What kind of content an artifact has, its `kind` says: `{}` reads as weights and as priors.
struct Contents;

impl Modify for Contents {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        if let Some(RefOr::T(content)) = components.schemas.get_mut("ContentView")
            && let Schema::OneOf(one) = content
        {
            let (items, description) = (std::mem::take(&mut one.items), one.description.take());
            *content = Schema::AnyOf(AnyOf { items, description, ..AnyOf::new() });
        }
    }
}

/// An error, as RFC 9457 has it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "a schema only: `problem.rs` writes it")]
struct ProblemView {
    r#type: String,
    title: String,
    status: u16,
    /// Stable, for programs.
    code: String,
    /// For people.
    detail: String,
    /// What it is about.
    field: Option<String>,
}

/// What any route of a kind may refuse, beside what each says of itself, and what refusals look like.
struct Refusals;

const BODY: [(&str, &str); 5] = [
    ("400", "`malformed`"),
    ("408", "`slow`: the body did not arrive in time"),
    ("413", "`too_large`"),
    ("415", "`unsupported_media_type`: another type, or compressed"),
    ("422", "`invalid`, naming the field"),
];
const QUERY: [(&str, &str); 2] = [("400", "`malformed`"), ("422", "`invalid`, naming the field")];
const SITE: [(&str, &str); 5] = [
    ("401", "`unauthorised` or `publishable_key`"),
    ("403", "`role_forbidden` or `csrf`, at the console"),
    ("404", "`not_found`"),
    ("429", "`too_many_for_site`; `Retry-After` says for how many seconds"),
    ("503", "`unavailable`"),
];
const PAGE: [(&str, &str); 2] = [
    ("403", "`origin_forbidden`"),
    (
        "429",
        "`too_many`, `too_many_from_address`, `too_many_from_device` or `too_many_for_site`; `Retry-After` says for how many seconds",
    ),
];

impl Modify for Refusals {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for path in document.paths.paths.values_mut() {
            let operations = [&mut path.get, &mut path.post, &mut path.delete];
            operations.into_iter().flatten().for_each(refusals);
        }
    }
}

fn refusals(operation: &mut Operation) {
    let queried = operation
        .parameters
        .iter()
        .flatten()
        .any(|one| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query));
    let kinds: [(bool, &[(&str, &str)]); 4] = [
        (operation.request_body.is_some(), &BODY),
        (queried, &QUERY),
        (operation.security.is_some(), &SITE),
        (operation.tags.iter().flatten().any(|tag| tag == "page"), &PAGE),
    ];
    let all = &mut operation.responses.responses;
    for (status, description) in kinds.into_iter().filter(|(has, _)| *has).flat_map(|(_, kind)| kind) {
        all.entry((*status).into()).or_insert_with(|| Response::new(*description).into());
    }
    let refusals = all.iter_mut().filter(|(status, _)| status.starts_with(['4', '5']));
    for response in refusals.filter_map(|(_, response)| match response {
        RefOr::T(response) => Some(response),
        RefOr::Ref(_) => None,
    }) {
        let problem = Content::new(Some(Ref::from_schema_name("ProblemView")));
        response.content.insert("application/problem+json".into(), problem.into());
    }
}

/// The route.
#[utoipa::path(get, path = "/openapi.json", tag = "operations", responses((status = 200, description = "this document", body = Object, content_type = "application/json")))]
pub(super) async fn document() -> HttpResponse {
    // Made once: whoever asks again and again shall not keep a processor busy.
    static TEXT: LazyLock<Option<String>> = LazyLock::new(|| Document::openapi().to_json().ok());
    match &*TEXT {
        Some(text) => HttpResponse::Ok().content_type("application/json").body(text.as_str()),
        None => Problem::new(Code::Internal, "the document cannot be written").error_response(),
    }
}
