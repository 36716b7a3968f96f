//! The table of what the outside may call. A route is one file and two lines here: one in [`table`], one in
//! [`Document`].

mod artifacts;
mod assessments;
mod cards;
mod challenges;
mod commitments;
mod devices;
pub mod doors;
mod events;
mod groups;
mod idempotency;
mod interactions;
mod microtransactions;
mod openapi;
mod operations;
mod outcomes;
mod page;
mod parties;
mod policies;
mod probe;
mod reports;
mod results;
mod sent;
mod session_list;
mod sessions;
mod tokens;
mod users;

use crate::console;
use actix_web::web::{self, ServiceConfig, delete, get, post};

pub(crate) use artifacts::view as artifact_view;
pub use openapi::Document;

/// Every route.
pub fn table(routes: &mut ServiceConfig) {
    // Tried in this order, and a pattern costs more than a name: names that are called most stand first.
    routes
        // from the page
        .route("/v1/microtransactions", post().to(microtransactions::receive))
        .route("/v1/sessions", post().to(sessions::open))
        .route("/v1/reports", post().to(reports::receive))
        .route("/v1/tokens", post().to(tokens::seal))
        .route("/v1/probe.js", get().to(probe::loader))
        // from the merchant's back end
        .route("/v1/assessments", post().to(assessments::create))
        .route("/v1/outcomes", post().to(outcomes::create))
        .route("/v1/events", post().to(events::create))
        .route("/v1/interactions", post().to(interactions::create))
        .route("/v1/commitments", post().to(commitments::create))
        .route("/v1/commitments/{id}/outcome", post().to(commitments::fulfil))
        .route("/v1/transactions/{id}/result", post().to(results::create))
        // from the back end or the console
        .route("/v1/assessments", get().to(assessments::list))
        .route("/v1/sessions", get().to(session_list::list))
        .route("/v1/devices", get().to(devices::list))
        .route("/v1/groups", get().to(groups::list))
        .route("/v1/artifacts", get().to(artifacts::list))
        .route("/v1/policies", get().to(policies::list))
        .route("/v1/policies", post().to(policies::draft))
        // one of each
        .route("/v1/assets/{name}", get().to(probe::asset))
        .route("/v1/challenges/{id}/answers", post().to(challenges::answer))
        .route("/v1/challenges/{id}", get().to(challenges::show))
        .route("/v1/assessments/{id}", get().to(assessments::show))
        .route("/v1/sessions/{id}", get().to(session_list::show))
        .route("/v1/devices/{id}", get().to(devices::show))
        .route("/v1/cards/{id}", get().to(cards::show))
        .route("/v1/groups/{id}", get().to(groups::show))
        .route("/v1/parties/{id}", get().to(parties::show))
        .route("/v1/parties/{id}", delete().to(parties::erase))
        .route("/v1/users/{id}/export", get().to(users::export))
        .route("/v1/users/{id}", get().to(users::show))
        .route("/v1/users/{id}", delete().to(users::erase))
        .route("/v1/artifacts/{kind}/publish", post().to(artifacts::publish))
        .route("/v1/artifacts/{kind}/rollback", post().to(artifacts::roll_back))
        .route("/v1/artifacts/{kind}/{number}", get().to(artifacts::show))
        .route("/v1/policies/{number}/publish", post().to(policies::publish))
        .route("/v1/policies/{number}/backtest", post().to(policies::test))
        // operations
        .route("/livez", get().to(operations::livez))
        .route("/readyz", get().to(operations::readyz))
        .route("/metrics", get().to(operations::metrics))
        .route("/openapi.json", get().to(openapi::document))
        // the console
        .route("/console/api/login", post().to(console::login::login))
        .route("/console/api/me", get().to(console::login::me))
        .route("/console/api/logout", post().to(console::login::logout))
        .route("/console", get().to(console::pages::redirect))
        .route("/", get().to(console::pages::redirect))
        .route("/console/{file:.*}", get().to(console::pages::page))
        .default_service(web::to(operations::unknown));
}
