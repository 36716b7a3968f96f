//! What is learned, when, and how it is taken back.

use engine::secrets::Domain;
use models::entity::{EntityKey, EntityKind};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{Pennyprint, ScriptedPage, USUAL};

async fn trusted_visits(server: &Pennyprint, device: &str) -> u64 {
    server.get(&format!("/v1/devices/{device}")).await.body["trusted_visits"].as_u64().unwrap()
}

/// What was learned of a device, to the last bit.
async fn learned(server: &Pennyprint, device: &str) -> Vec<(String, Vec<u8>)> {
    let road = &server.app.road;
    let id = road.secrets.pseudonym(server.site.id, Domain::Device, device);
    road.entity(&EntityKey { kind: EntityKind::Device, id }).await.unwrap().states.clone()
}

async fn said(server: &Pennyprint, assessed: &Value, label: &str) {
    let outcome = json!({ "assessment_id": assessed["id"], "label": label });
    assert_eq!(server.post("/v1/outcomes", &outcome, &[]).await.status, StatusCode::NO_CONTENT);
}

fn device_of(answer: &Value) -> &str {
    answer["device_id"].as_str().unwrap()
}

#[tokio::test]
async fn an_allowed_visit_is_learned_when_it_stayed_undisputed_for_a_day() {
    let server = Pennyprint::start();
    let answer = server.visit(1, None, USUAL).await.body;
    let device = device_of(&answer);
    assert_eq!(trusted_visits(&server, device).await, 0);
    server.a_day_passes().await;
    assert_eq!(trusted_visits(&server, device).await, 1);
    server.a_day_passes().await;
    assert_eq!(trusted_visits(&server, device).await, 1, "one visit taught twice");
}

#[tokio::test]
async fn a_visit_that_nobody_assessed_or_that_was_not_allowed_teaches_nothing() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 1, None).await;
    page.token().await;
    let mut other = ScriptedPage::open(&server, 1, Some(&page.opened.device_id)).await;
    other.run(USUAL).await;
    other.token().await;
    server.assess(&Pennyprint::order(Some("test|review"))).await;
    server.a_day_passes().await;
    assert_eq!(trusted_visits(&server, &page.opened.device_id).await, 0);
}

#[tokio::test]
async fn a_word_of_fraud_before_the_day_is_over_keeps_a_visit_out_until_it_is_taken_back() {
    let server = Pennyprint::start();
    let answer = server.visit(1, None, USUAL).await.body;
    said(&server, &answer, "chargeback").await;
    server.a_day_passes().await;
    assert_eq!(trusted_visits(&server, device_of(&answer)).await, 0);
    said(&server, &answer, "legitimate").await;
    assert_eq!(trusted_visits(&server, device_of(&answer)).await, 1);
}

#[tokio::test]
async fn twenty_visits_of_an_attacker_that_turn_out_to_be_fraud_leave_the_profile_as_it_was() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(6).await;
    let device = device_of(&answers[0]).to_owned();
    let before = learned(&server, &device).await;
    let poison = server.usual_visits_of(Some(&device), 20).await;
    assert_ne!(
        learned(&server, &device).await,
        before,
        "the attacker taught nothing, so nothing is shown here"
    );
    for answer in &poison {
        said(&server, answer, "fraud").await;
    }
    assert_eq!(learned(&server, &device).await, before);
    // Whoever folds the journal anew comes to the same.
    let road = &server.app.road;
    let id = road.secrets.pseudonym(server.site.id, Domain::Device, &device);
    let entity = EntityKey { kind: EntityKind::Device, id };
    let empty = server::store::memory::Memory::default();
    let folded = engine::fold::current(&road.journal, &road.keys, &empty, &entity, true).await.unwrap();
    assert_eq!(folded.states, before);
}

#[tokio::test]
async fn a_visit_taken_back_from_the_middle_leaves_what_the_others_taught() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(5).await;
    let device = device_of(&answers[0]);
    let allowed: Vec<_> = answers.iter().filter(|answer| answer["decision"] == "allow").collect();
    said(&server, allowed[1], "fraud").await;
    assert_eq!(trusted_visits(&server, device).await, 4);
    let without = learned(&server, device).await;
    said(&server, allowed[1], "fraud").await;
    assert_eq!(learned(&server, device).await, without, "the same word twice");
    said(&server, allowed[1], "legitimate").await;
    said(&server, allowed[1], "fraud").await;
    assert_eq!(learned(&server, device).await, without);
}
