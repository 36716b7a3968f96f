//! The OpenAPI document tells the truth: every route of the table is in it, and it is what is served.

use std::collections::BTreeSet;
use tests::Pennyprint;
use utoipa::OpenApi;

/// Routes that people and browsers call, not programs.
const NOT_IN_THE_CONTRACT: [&str; 6] =
    ["/v1/probe.js", "/v1/assets/{name}", "/console/{file:.*}", "/console", "/", "/console/api/"];

#[test]
fn every_route_of_the_table_is_documented_and_no_other() {
    let table = include_str!("../../server/src/routes/mod.rs");
    let routes = table.lines().filter_map(|line| line.trim().strip_prefix(".route(\""));
    let listed: BTreeSet<&str> = routes
        .filter_map(|rest| rest.split('"').next())
        .filter(|route| !NOT_IN_THE_CONTRACT.contains(route) && !route.starts_with("/console/api/"))
        .collect();
    let document = server::routes::Document::openapi();
    let documented: BTreeSet<&str> = document.paths.paths.keys().map(String::as_str).collect();
    assert_eq!(listed, documented);
}

#[tokio::test]
async fn the_document_is_served() {
    let server = Pennyprint::start();
    let served = server.get("/openapi.json").await.body;
    assert_eq!(served, serde_json::to_value(server::routes::Document::openapi()).unwrap());
}
