//! What merchants and operators see when the journal cannot be written.

use reqwest::StatusCode;
use std::sync::Arc;
use tests::{Pennyprint, RELAYED, ScriptedPage, TornDisk, USUAL};

#[tokio::test]
async fn a_full_disk_is_said_to_operators_and_merchants_still_get_decisions_marked_degraded() {
    let disk = TornDisk::default();
    let server = Pennyprint::on(Arc::new(disk.clone()), |_| {});
    let mut page = ScriptedPage::open(&server, 1, None).await;
    page.run(USUAL).await;
    let token = page.token().await;
    assert_eq!(server.get("/readyz").await.status, StatusCode::OK);

    disk.set_room(Some(0));
    let order = Pennyprint::order(Some(&token));
    let answer = server.assess(&order).await;
    assert_eq!((answer.status, &answer.body["degraded"]), (StatusCode::OK, &true.into()), "{answer:?}");
    assert_eq!(answer.body["decision"], "allow");
    let again = format!("/v1/assessments/{}", answer.body["id"].as_str().unwrap());
    assert_eq!(server.get(&again).await.status, StatusCode::NOT_FOUND, "nothing is half-written");
    let ready = server.get("/readyz").await;
    assert_eq!((ready.status, ready.code()), (StatusCode::SERVICE_UNAVAILABLE, "read_only"));
    let other = ScriptedPage::open(&server, 1, None).await;
    assert_eq!(other.try_token().await.code(), "unavailable");

    disk.set_room(None);
    assert_eq!(server.get("/readyz").await.status, StatusCode::OK, "it recovers without a restart");
    let answer = server.assess(&order).await.body;
    assert_eq!(answer["degraded"], false, "the token was not spent on an answer that nobody recorded");
    assert_eq!(server.assess(&order).await.code(), "token_used");
    disk.set_room(Some(0));
    assert_eq!(
        server.assess(&order).await.code(),
        "token_used",
        "a used token stays used while nothing is written"
    );
}

#[tokio::test]
async fn a_step_up_that_cannot_be_recorded_becomes_a_review() {
    let disk = TornDisk::default();
    let server = Pennyprint::on(Arc::new(disk.clone()), |_| {});
    disk.set_room(Some(0));
    let answer = server.assess(&Pennyprint::order(Some("test|step_up"))).await.body;
    assert_eq!((&answer["decision"], &answer["enforced"]), (&"step_up".into(), &"review".into()));
    assert!(answer["challenge"].is_null() && answer["degraded"] == true, "{answer}");
}

#[tokio::test]
async fn a_broken_disk_leaves_the_server_reading_until_it_is_restarted() {
    let disk = TornDisk::default();
    let server = Pennyprint::on(Arc::new(disk.clone()), |_| {});
    let answers = server.usual_visits(4).await;
    let device = answers[0]["device_id"].as_str().unwrap();
    let mut page = ScriptedPage::open(&server, 2, Some(device)).await;
    page.run(RELAYED).await;
    let token = page.token().await;
    disk.set_sync_fails(true);
    let relayed = server.assess(&Pennyprint::order(Some(&token))).await.body;
    assert_eq!(relayed["degraded"], true);
    assert_ne!(relayed["decision"], "allow", "what was learned still judges: {relayed}");
    disk.set_sync_fails(false);
    let ready = server.get("/readyz").await;
    assert_eq!(ready.code(), "read_only");
    assert!(ready.body["detail"].as_str().unwrap().contains("restarted"), "{ready:?}");
    assert_eq!(server.get(&format!("/v1/devices/{device}")).await.status, StatusCode::OK);
}
