//! The OpenAPI document tells the truth: every route of the table is in it, and it is what is served.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tests::typed::Hand;
use tests::{Pennyprint, ScriptedPage};
use utoipa::OpenApi;
use wire::signal::{Absence, Reading, Signal};

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

#[tokio::test]
async fn answers_are_what_the_document_says_also_of_whoever_was_erased() {
    let server = Pennyprint::start();
    // So that something is usual for her, beside which her last visit is shown.
    for _ in 0..3 {
        let learned = visit_of(&server, "ada").await;
        let word = json!({ "assessment_id": learned["id"], "label": "legitimate" });
        assert!(server.post("/v1/outcomes", &word, &[]).await.status.is_success());
    }
    let [kept, erased] = [visit_of(&server, "ada").await, visit_of(&server, "eve").await];
    let erasing = reqwest::Client::new().delete(format!("{}/v1/users/eve", server.url));
    assert_eq!(erasing.bearer_auth(&server.secret_key).send().await.unwrap().status(), 204);
    let document = server.get("/openapi.json").await.body;
    let mut asked = vec![
        ("/v1/sessions", "/v1/sessions".to_owned()),
        ("/v1/assessments", "/v1/assessments".to_owned()),
        ("/v1/devices", "/v1/devices".to_owned()),
        ("/v1/users/{id}", "/v1/users/ada".to_owned()),
        ("/v1/users/{id}", format!("/v1/users/ada?visit={}", kept["id"].as_str().unwrap())),
        ("/v1/users/{id}/export", "/v1/users/ada/export".to_owned()),
    ];
    for answer in [kept, erased] {
        let id = |name: &str| answer[name].as_str().unwrap().to_owned();
        asked.push(("/v1/sessions/{id}", format!("/v1/sessions/{}", id("session_id"))));
        asked.push(("/v1/devices/{id}", format!("/v1/devices/{}", id("device_id"))));
    }
    let now = server::clock::rfc3339(server::clock::now());
    for rating in [8, -9] {
        let rated = json!({ "from": "ada", "to": "books", "kind": "rating", "at": now, "rating": rating });
        assert_eq!(server.post("/v1/interactions", &rated, &[]).await.status, 200);
    }
    asked.push(("/v1/parties/{id}", "/v1/parties/books".to_owned()));
    asked.push(("/v1/groups", "/v1/groups".to_owned()));
    for kind in ["policy", "calibration", "weights", "priors"] {
        asked.push(("/v1/artifacts/{kind}/{number}", format!("/v1/artifacts/{kind}/0")));
    }
    for (path, route) in asked {
        let answer = server.get(&route).await;
        assert_eq!(answer.status, 200, "{route}");
        let schema =
            &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let broken = breach(&document, schema, &answer.body);
        assert_eq!(broken, None, "{route}: {}", answer.body);
    }
}

/// The assessment of a whole visit; its page was told to the end, and the name typed.
async fn visit_of(server: &Pennyprint, user: &str) -> Value {
    let signal = |name: &str, reading| Signal { name: name.into(), reading, cost_us: 10 };
    let signals =
        vec![signal("cores", Reading::Integer(8)), signal("canvas", Reading::Absent(Absence::Blocked))];
    let mut page = ScriptedPage::open_with(server, 1, None, signals).await;
    page.run(Duration::ZERO).await;
    let name = Hand { hold_ms: 90, next_ms: 170 }.name(&page.opened.page_view, 0);
    assert_eq!(page.send("/v1/reports", name).await.status, 204);
    let order = json!({ "token": page.token().await, "action": "checkout", "user_id": user });
    server.assess(&order).await.body
}

/// Where a value is not what a schema says, as far as this document's schemas go.
fn breach(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    let follow = |schema: &Value| breach(document, schema, value);
    if let Some(name) = schema["$ref"].as_str() {
        let named = document.pointer(name.trim_start_matches('#')).unwrap();
        return breach(document, named, value).map(|why| format!("{name}: {why}"));
    }
    let fitting = |key: &str| {
        let schemas = schema[key].as_array()?;
        Some((schemas.iter().filter(|one| follow(one).is_none()).count(), schemas.len()))
    };
    match (fitting("oneOf"), fitting("anyOf"), fitting("allOf")) {
        (Some((count, _)), ..) if count != 1 => return Some(format!("{count} of oneOf fit")),
        (_, Some((0, _)), _) => return Some("none of anyOf fits".into()),
        (.., Some((count, all))) if count != all => {
            return schema["allOf"].as_array().unwrap().iter().find_map(follow);
        }
        _ => {}
    }
    let is = |kind: &str| match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("{other} is no type"),
    };
    let fits = match &schema["type"] {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap())),
        _ => true,
    };
    if !fits {
        return Some(format!("not of type {}: {value}", schema["type"]));
    }
    let missing = |name: &&Value| value.get(name.as_str().unwrap()).is_none();
    if let Some(name) = schema["required"].as_array().into_iter().flatten().find(missing) {
        return Some(format!("{name} is missing"));
    }
    let items = value.as_array().into_iter().flatten();
    let fields = value.as_object().into_iter().flatten();
    let in_items = items
        .filter(|_| schema["items"].is_object())
        .find_map(|item| breach(document, &schema["items"], item).map(|why| format!("an item: {why}")));
    let mut in_fields = fields.filter_map(|(name, field)| {
        let known = schema["properties"].get(name).or(schema.get("additionalProperties"));
        let schema = known.filter(|schema| schema.is_object())?;
        breach(document, schema, field).map(|why| format!("{name}: {why}"))
    });
    in_items.or_else(|| in_fields.next())
}
