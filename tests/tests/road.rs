//! The road as a merchant's back end sees it, with a page that speaks the probe's protocol.

use engine::journal::{Journal, Key, KeyKind, Record};
use engine::secrets::Domain;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{Pennyprint, RELAYED, ScriptedPage, USUAL};

fn status_of(body: &Value) -> (&str, &str) {
    let evidence = &body["evidence"][0];
    (evidence["detector"].as_str().unwrap(), evidence["status"].as_str().unwrap())
}

fn device_of(answers: &[Value]) -> &str {
    answers.last().unwrap()["device_id"].as_str().unwrap()
}

#[tokio::test]
async fn a_device_becomes_known_by_trusted_visits_and_its_risk_adds_up() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(6).await;
    let mut trusted = 0;
    for answer in &answers {
        assert_eq!(status_of(answer), ("device", if trusted < 3 { "warming" } else { "known" }));
        let reasons = answer["reasons"].as_array().unwrap().iter();
        let sum = reasons.fold(answer["prior_nats"].as_f64().unwrap(), |sum, reason| {
            sum + reason["nats"].as_f64().unwrap()
        });
        assert_eq!(sum, answer["risk_nats"].as_f64().unwrap());
        trusted += u32::from(answer["decision"] == "allow");
    }
    let shown = server.get(&format!("/v1/devices/{}", device_of(&answers))).await.body;
    assert_eq!((&shown["trusted_visits"], &shown["state"]), (&json!(6), &json!("known")));
    assert_eq!(shown["profile"]["paths"][0]["path"], "127.0.1.0/24");
    assert_eq!(shown["visits"].as_array().unwrap().len(), answers.len());
}

#[tokio::test]
async fn a_known_device_behind_a_slow_relay_is_not_allowed_and_does_not_learn_it() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(6).await;
    let device = device_of(&answers);
    let relayed = server.visit(2, Some(device), RELAYED).await.body;
    assert_ne!(relayed["decision"], "allow", "{relayed}");
    let codes: Vec<_> = relayed["reasons"].as_array().unwrap().iter().map(|reason| &reason["code"]).collect();
    assert!(codes.contains(&&json!("new_path")) && codes.contains(&&json!("round_trip")), "{codes:?}");
    let shown = server.get(&format!("/v1/devices/{device}")).await.body;
    assert_eq!(shown["trusted_visits"], 6, "an untrusted visit taught the baseline");
    assert_eq!(shown["visits"][0]["trusted"], false);
}

#[tokio::test]
async fn a_null_token_and_a_missing_user_are_no_fraud() {
    let server = Pennyprint::start();
    let answer = server.assess(&Pennyprint::order(None)).await.body;
    assert_eq!((&answer["decision"], &answer["reasons"]), (&json!("allow"), &json!([])));
    assert_eq!(answer["evidence"][0]["why"], "no_probe");
}

#[tokio::test]
async fn a_repeated_request_gets_the_same_answer_and_another_one_under_its_key_is_refused() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let order = Pennyprint::order(Some(&page.token().await));
    let key = [("idempotency-key", "order-1")];
    let sent = (0..8).map(|_| server.post("/v1/assessments", &order, &key));
    let answers = futures_util::future::join_all(sent).await;
    let ids: std::collections::BTreeSet<_> =
        answers.iter().map(|answer| answer.body["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1, "{answers:?}");
    let other = server.post("/v1/assessments", &Pennyprint::order(None), &key).await;
    assert_eq!((other.status, other.code()), (StatusCode::CONFLICT, "idempotency_conflict"));
}

#[tokio::test]
async fn test_tokens_give_every_decision() {
    let server = Pennyprint::start();
    for decision in ["allow", "step_up", "review", "block"] {
        let answer = server.assess(&Pennyprint::order(Some(&format!("test|{decision}")))).await.body;
        assert_eq!(answer["decision"], decision);
        assert_eq!(answer["challenge"].is_object(), decision == "step_up");
    }
}

#[tokio::test]
async fn a_step_up_is_passed_with_its_code_and_the_back_end_gets_the_proof() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let order = json!({ "token": "test|step_up", "action": "checkout",
        "transaction": { "id": "o-9", "amount_minor": 4200, "currency": "EUR" } });
    let challenge = server.assess(&order).await.body["challenge"].clone();
    let (id, code) = (challenge["id"].as_str().unwrap(), challenge["code"].as_str().unwrap());
    let answer = |answer: &str| json!({ "token": challenge["token"], "answer": answer }).to_string();
    let route = format!("/v1/challenges/{id}/answers");
    let proof = format!("/v1/challenges/{id}");
    assert_eq!(server.get(&proof).await.body["status"], "pending");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let next = page.send(&route, answer(wrong)).await.body;
    assert_eq!((&next["result"], &next["tries_left"]), (&json!("next"), &json!(2)));
    assert_eq!(page.send(&route, answer(code)).await.body["result"], "passed");
    let proof = server.get(&proof).await.body;
    assert_eq!((&proof["status"], &proof["amount_minor"]), (&json!("passed"), &json!(4200)));
}

#[tokio::test]
async fn three_wrong_answers_fail_a_step_up_even_when_sent_at_once() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let challenge = server.assess(&Pennyprint::order(Some("test|step_up"))).await.body["challenge"].clone();
    let code = challenge["code"].as_str().unwrap();
    let route = format!("/v1/challenges/{}/answers", challenge["id"].as_str().unwrap());
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let body = json!({ "token": challenge["token"], "answer": wrong }).to_string();
    futures_util::future::join_all((0..6).map(|_| page.send(&route, body.clone()))).await;
    let right = json!({ "token": challenge["token"], "answer": code }).to_string();
    assert_eq!(page.send(&route, right).await.body["result"], "failed");
}

#[tokio::test]
async fn the_word_that_a_visit_was_legitimate_teaches_it_once() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(6).await;
    let relayed = server.visit(2, Some(device_of(&answers)), RELAYED).await.body;
    let outcome = json!({ "assessment_id": relayed["id"], "label": "legitimate" });
    for _ in 0..2 {
        assert_eq!(server.post("/v1/outcomes", &outcome, &[]).await.status, StatusCode::NO_CONTENT);
    }
    let shown = server.get(&format!("/v1/devices/{}", device_of(&answers))).await.body;
    assert_eq!(shown["trusted_visits"], 7);
    let read = server.get(&format!("/v1/assessments/{}", relayed["id"].as_str().unwrap())).await.body;
    assert_eq!(read["outcome"], "legitimate");
}

#[tokio::test]
async fn a_session_shows_every_exchange_from_both_sides() {
    let server = Pennyprint::start();
    let mut page = ScriptedPage::open(&server, 1, None).await;
    page.run(USUAL).await;
    page.token().await;
    let shown = server.get(&format!("/v1/sessions/{}", page.opened.session_id)).await.body;
    let exchanges = shown["seals"][0]["exchanges"].as_array().unwrap();
    let mut kinds: Vec<_> = exchanges.iter().map(|exchange| exchange["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["faulted", "held", "large", "padded", "plain", "retried"]);
    for (at, exchange) in exchanges.iter().enumerate() {
        assert!(exchange["client"]["resource"]["ttfb_us"].is_u64(), "{exchange}");
        assert_eq!(exchange["return_gap_us"].is_u64(), at + 1 < exchanges.len(), "{exchange}");
        if exchange["kind"] == "held" {
            let (held, ttfb) = (&exchange["held_us"], &exchange["client"]["resource"]["ttfb_us"]);
            assert!(held.as_u64().unwrap() >= 15_000 && ttfb.as_u64() > held.as_u64(), "{exchange}");
        }
    }
}

#[tokio::test]
async fn lists_page_by_cursor_without_gaps() {
    let server = Pennyprint::start();
    for _ in 0..5 {
        ScriptedPage::open(&server, 0, None).await.token().await;
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = server.get(&format!("/v1/devices?limit=2{cursor}")).await.body;
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].to_string()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (5, 5));
}

#[tokio::test]
async fn a_device_whose_first_visits_are_sealed_at_once_is_listed_once() {
    let server = Pennyprint::start();
    let first = ScriptedPage::open(&server, 0, None).await;
    let device = Some(first.opened.device_id.as_str());
    let pages = futures_util::future::join_all((0..8).map(|_| ScriptedPage::open(&server, 0, device))).await;
    futures_util::future::join_all(pages.iter().map(ScriptedPage::token)).await;
    let listed = server.get("/v1/devices").await.body;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed["items"][0]["sessions"], 8);
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let server = Pennyprint::start();
    for route in ["/v1/nothing", "/v1/devices/dev_0", "/v1/sessions/ses_00000000000000000000000000000000"] {
        let answer = server.get(route).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"), "{route}");
    }
}

#[tokio::test]
async fn a_lost_answer_does_not_keep_a_device_from_learning() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(3).await;
    // Durable, but whoever asked was gone before the row was saved.
    let device = engine::ids::DeviceId::parse(device_of(&answers)).unwrap().to_string();
    let road = &server.app.road;
    let id = road.secrets.pseudonym(server.site.id, Domain::Device, &device);
    let key = Key { kind: KeyKind::Device, id };
    let newest = road.journal.claimed(&key, 3).await.unwrap().unwrap().record;
    let lost = Record { claims: vec![(key, 4)], mentions: vec![], ..newest };
    road.journal.append(lost).await.unwrap();
    let next = server.usual_visits_of(Some(&device), 1).await;
    let shown = server.get(&format!("/v1/devices/{}", device_of(&next))).await.body;
    assert_eq!(shown["trusted_visits"], 5);
}

#[tokio::test]
async fn a_site_neither_sees_nor_teaches_what_another_knows_of_the_same_device_id() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(3).await;
    let device = device_of(&answers);
    let other = server.another_site().await;
    let page = ScriptedPage::open(&other, 7, Some(device)).await;
    let seen = other.assess(&Pennyprint::order(Some(&page.token().await))).await.body;
    assert_eq!(seen["device_id"].as_str(), Some(device));
    let shown = other.get(&format!("/v1/devices/{device}")).await.body;
    assert_eq!((&shown["trusted_visits"], &shown["visits"].as_array().unwrap().len()), (&json!(0), &1));
    let shown = server.get(&format!("/v1/devices/{device}")).await.body;
    assert_eq!(shown["trusted_visits"], 3);
    let asked = answers[0]["id"].as_str().unwrap();
    assert_eq!(other.get(&format!("/v1/assessments/{asked}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_repeated_request_is_answered_even_after_its_token_expired() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let token = page.token().await;
    let seal = engine::ids::SealId(engine::ids::unhex(&token[3..35]).unwrap());
    let almost = models::observation::Timestamp(server::clock::now().0 - 298 * 1_000_000);
    let order = Pennyprint::order(Some(&server.app.road.secrets.issue_token(server.site.id, seal, almost)));
    let key = [("idempotency-key", "order-7")];
    let first = server.post("/v1/assessments", &order, &key).await;
    assert_eq!(first.status, StatusCode::OK, "{first:?}");
    tokio::time::sleep(std::time::Duration::from_millis(2_500)).await;
    let again = server.post("/v1/assessments", &order, &key).await;
    assert_eq!(again.body["id"], first.body["id"], "{again:?}");
}
