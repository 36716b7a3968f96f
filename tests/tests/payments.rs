//! Payments, what banks answer about them, what happens to accounts, and promises.

use engine::secrets::Domain;
use models::entity::{EntityKey, EntityKind};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::Pennyprint;

/// A payment that a back end asks about without a token.
fn payment(id: &str) -> Value {
    json!({ "token": null, "action": "checkout", "user_id": "ada", "transaction": {
        "id": id, "amount_minor": 4_200, "currency": "EUR", "payee_id": "books",
        "card": { "id": "card-1", "bin": "400000", "last4": "0002", "expiry_hash": "x" } } })
}

fn with(mut body: Value, at: &str, value: Value) -> Value {
    *body.pointer_mut(at).unwrap() = value;
    body
}

async fn versions(server: &Pennyprint) -> [u64; 2] {
    let road = &server.app.road;
    let id = |domain, text| road.secrets.pseudonym(server.site.id, domain, text);
    let card = EntityKey { kind: EntityKind::Card, id: id(Domain::Card, "card-1") };
    let party = EntityKey { kind: EntityKind::Party, id: id(Domain::Payee, "books") };
    [road.entity(&card).await.unwrap().version, road.entity(&party).await.unwrap().version]
}

async fn result_of(server: &Pennyprint, id: &str, result: &str) -> tests::Answer {
    server.post(&format!("/v1/transactions/{id}/result"), &json!({ "result": result }), &[]).await
}

#[tokio::test]
async fn a_payment_without_a_probe_teaches_its_card_and_its_payee_once_it_stayed_undisputed() {
    let server = Pennyprint::start();
    let answer = server.post("/v1/assessments", &payment("o-1"), &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert_eq!(versions(&server).await, [0, 0]);
    server.a_day_passes().await;
    assert_eq!(versions(&server).await, [1, 1]);
    server.a_day_passes().await;
    assert_eq!(versions(&server).await, [1, 1], "one payment taught twice");
}

#[tokio::test]
async fn a_payment_that_was_fraud_is_taken_out_of_its_card_and_counted_by_its_payee() {
    let server = Pennyprint::start();
    let answer = server.post("/v1/assessments", &payment("o-1"), &[]).await.body;
    let said = json!({ "assessment_id": answer["id"], "label": "fraud", "fraud_kind": "impersonation" });
    assert_eq!(server.post("/v1/outcomes", &said, &[]).await.status, StatusCode::NO_CONTENT);
    server.a_day_passes().await;
    assert_eq!(versions(&server).await, [0, 1], "the card never learned it, the payee heard of it");
    let said = json!({ "transaction_id": "o-1", "label": "legitimate" });
    assert_eq!(server.post("/v1/outcomes", &said, &[]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(versions(&server).await, [1, 2]);
}

#[tokio::test]
async fn a_test_token_decides_and_teaches_nothing() {
    let server = Pennyprint::start();
    let forced = with(payment("o-1"), "/token", json!("test|allow"));
    let answer = server.post("/v1/assessments", &forced, &[]).await.body;
    assert_eq!(answer["decision"], "allow");
    server.a_day_passes().await;
    assert_eq!(versions(&server).await, [0, 0]);
}

#[tokio::test]
async fn what_makes_no_sense_of_a_payment_is_refused_by_the_name_of_its_field() {
    let server = Pennyprint::start();
    let refused = [
        ("/transaction/currency", json!("XXQ"), "transaction.currency"),
        ("/transaction/currency", json!("eur"), "transaction.currency"),
        ("/transaction/amount_minor", json!(-1), "transaction.amount_minor"),
        ("/transaction/amount_minor", json!(1_000_000_000_001_i64), "transaction.amount_minor"),
        ("/transaction/card/id", json!("4242424242424242"), "transaction.card.id"),
        ("/transaction/card/last4", json!("12"), "transaction.card.last4"),
    ];
    for (at, value, field) in refused {
        let answer = server.post("/v1/assessments", &with(payment("o-1"), at, value), &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(answer.body["field"], field, "{}", answer.body);
    }
    assert_eq!(server.get("/v1/assessments").await.body["items"], json!([]), "something was recorded");
}

#[tokio::test]
async fn a_bank_answers_about_a_transaction_that_was_asked_about_and_no_other() {
    let server = Pennyprint::start();
    server.post("/v1/assessments", &payment("o-1"), &[]).await;
    assert_eq!(result_of(&server, "o-1", "declined").await.status, StatusCode::NO_CONTENT);
    let unknown = result_of(&server, "o-2", "declined").await;
    assert_eq!((unknown.status, &unknown.body["field"]), (StatusCode::NOT_FOUND, &json!("id")));
    let wrong = result_of(&server, "o-1", "maybe").await;
    assert_eq!((wrong.status, &wrong.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("result")));
    let other = server.another_site().await;
    assert_eq!(result_of(&other, "o-1", "declined").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_happens_to_an_account_is_heard_once_however_often_it_is_sent() {
    let server = Pennyprint::start();
    let failed = json!({ "user_id": "ada", "kind": "login_failed" });
    for _ in 0..2 {
        let heard = server.post("/v1/events", &failed, &[("idempotency-key", "1")]).await;
        assert_eq!(heard.status, StatusCode::NO_CONTENT);
    }
    let ok = json!({ "user_id": "ada", "kind": "login_ok" });
    let conflict = server.post("/v1/events", &ok, &[("idempotency-key", "1")]).await;
    assert_eq!(
        (conflict.status, &conflict.body["code"]),
        (StatusCode::CONFLICT, &json!("idempotency_conflict"))
    );
    for (body, field) in [
        (json!({ "user_id": "ada", "kind": "sneezed" }), "kind"),
        (json!({ "user_id": "", "kind": "login_ok" }), "user_id"),
        (json!({ "user_id": "4242424242424242", "kind": "login_ok" }), "user_id"),
        (json!({ "user_id": "ada", "kind": "login_ok", "why": "because" }), "why"),
    ] {
        let refused = server.post("/v1/events", &body, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(refused.body["field"], field, "{}", refused.body);
    }
}

#[tokio::test]
async fn what_happened_to_an_account_is_exported_and_crowds_no_assessment_out() {
    let server = Pennyprint::start();
    server.post("/v1/assessments", &payment("o-1"), &[]).await;
    for kind in ["login_failed", "login_ok"].into_iter().cycle().take(250) {
        server.post("/v1/events", &json!({ "user_id": "ada", "kind": kind }), &[]).await;
    }
    let export = server.get("/v1/users/ada/export").await.body;
    let events = export["account_events"].as_array().unwrap();
    assert_eq!((events.len(), &events[0]["kind"]), (250, &json!("login_ok")));
    assert_eq!(export["assessments"].as_array().unwrap().len(), 1);
    assert_eq!(server.get("/v1/users/ada").await.body["assessments"].as_array().unwrap().len(), 1);
    let listed = server.get("/v1/assessments?user_id=ada").await.body;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

fn promise(id: &str) -> Value {
    json!({ "id": id, "party_id": "books", "commitment": [
        { "attribute": "received_by", "type": "date", "at_most": "2026-04-01" },
        { "attribute": "price", "type": "number", "at_most": 10, "bearing": "testifying" },
    ] })
}

#[tokio::test]
async fn a_promise_is_compared_with_what_happens_and_the_party_learns_it_at_once() {
    let server = Pennyprint::start();
    let confidence = async |id: &str, outcome: Value| {
        let made = server.post("/v1/commitments", &promise(id), &[]).await;
        assert_eq!((made.status, &made.body["id"]), (StatusCode::OK, &json!(id)), "{}", made.body);
        let path = format!("/v1/commitments/{id}/outcome");
        let told = server.post(&path, &json!({ "outcome": outcome }), &[]).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.body);
        told.body
    };
    let kept = confidence("p-1", json!({ "received_by": "2026-03-30", "price": 10 })).await;
    assert_eq!(kept["satisfaction"], 1.0);
    let unknown = confidence("p-2", json!({ "price": 9 })).await;
    assert_eq!((&unknown["satisfaction"], &unknown["unknown"]), (&json!(1.0), &json!(["received_by"])));
    let before = unknown["party"]["deceiving_intention"].as_f64().unwrap();
    let broken = confidence("p-3", json!({ "received_by": "2026-05-30", "price": 12 })).await;
    assert_eq!((&broken["satisfaction"], &broken["testified"]), (&json!(0.0), &json!(["price"])));
    assert!(broken["party"]["deceiving_intention"].as_f64().unwrap() > before, "{broken}");
    assert_eq!(versions(&server).await, [0, 3]);
}

#[tokio::test]
async fn what_makes_no_sense_of_a_promise_is_refused_and_nothing_is_half_applied() {
    let server = Pennyprint::start();
    let contradictory = json!({ "party_id": "books", "commitment": [
        { "attribute": "price", "type": "number", "at_most": 5 },
        { "attribute": "price", "type": "number", "at_least": 10 },
    ] });
    let refused = server.post("/v1/commitments", &contradictory, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body["detail"].as_str().unwrap().contains("price"), "{}", refused.body);
    server.post("/v1/commitments", &promise("p-1"), &[]).await;
    let twice = server.post("/v1/commitments", &promise("p-1"), &[]).await;
    assert_eq!((twice.status, &twice.body["code"]), (StatusCode::CONFLICT, &json!("id_taken")));
    let tell = async |id: &str, outcome: Value| {
        server.post(&format!("/v1/commitments/{id}/outcome"), &json!({ "outcome": outcome }), &[]).await
    };
    let nowhere = tell("p-9", json!({})).await;
    assert_eq!((nowhere.status, &nowhere.body["field"]), (StatusCode::NOT_FOUND, &json!("id")));
    let wrong = tell("p-1", json!({ "price": "cheap" })).await;
    assert_eq!((wrong.status, &wrong.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("outcome")));
    assert!(wrong.body["detail"].as_str().unwrap().contains("price"), "{}", wrong.body);
    assert_eq!(versions(&server).await[1], 0, "the party learned something of it");
    assert_eq!(tell("p-1", json!({ "price": 10 })).await.status, StatusCode::OK);
    let again = tell("p-1", json!({ "price": 10 })).await;
    assert_eq!((again.status, &again.body["code"]), (StatusCode::CONFLICT, &json!("told_before")));
    assert_eq!(versions(&server).await[1], 1);
}

#[tokio::test]
async fn a_party_is_shown_with_every_promise_and_what_it_made_of_it() {
    let server = Pennyprint::start();
    assert_eq!(server.get("/v1/parties/books").await.status, StatusCode::NOT_FOUND);
    for (id, price) in [("p-1", 10), ("p-2", 10), ("p-3", 12)] {
        server.post("/v1/commitments", &promise(id), &[]).await;
        let told = json!({ "outcome": { "price": price } });
        server.post(&format!("/v1/commitments/{id}/outcome"), &told, &[]).await;
    }
    server.post("/v1/assessments", &payment("o-1"), &[]).await;
    let party = server.get("/v1/parties/books").await.body;
    let promises = party["promises"].as_array().unwrap();
    assert_eq!(promises.len(), 3, "{party}");
    let confidence: Vec<f64> =
        promises.iter().map(|promise| promise["deceiving_intention"].as_f64().unwrap()).collect();
    assert!(confidence[1] < confidence[0] && confidence[2] > confidence[1], "{confidence:?}");
    assert_eq!(promises[2]["short"], json!(["price is 12, promised was 10 at most"]));
    assert_eq!(party["intention"]["deceiving_intention"], confidence[2]);
    assert_eq!(party["assessments"].as_array().unwrap().len(), 1);
    let said = json!({ "transaction_id": "o-1", "label": "fraud" });
    server.post("/v1/outcomes", &said, &[]).await;
    let after = server.get("/v1/parties/books").await.body;
    assert_eq!((&after["payments"]["frauds"], &after["promises"]), (&json!(1), &party["promises"]));
}

#[tokio::test]
async fn a_card_is_shown_with_how_it_spends_and_what_was_paid_with_it() {
    let server = Pennyprint::start();
    assert_eq!(server.get("/v1/cards/card-1").await.status, StatusCode::NOT_FOUND);
    for (number, amount) in [500, 520, 540, 4_000, 9_900, 510].into_iter().enumerate() {
        let paid = with(payment(&format!("o-{number}")), "/transaction/amount_minor", json!(amount));
        server.post("/v1/assessments", &paid, &[]).await;
    }
    server.a_day_passes().await;
    let card = server.get("/v1/cards/card-1").await.body;
    assert_eq!(card["assessments"].as_array().unwrap().len(), 6);
    let spending = &card["spending"];
    assert_eq!((&spending["purchases"], &spending["profile"]), (&json!(6), &json!("low")), "{spending}");
    assert_eq!(spending["currency"], "EUR");
    // Amounts are kept to three digits.
    let groups = spending["groups_minor"].as_array().unwrap().iter().map(|group| group.as_f64().unwrap());
    assert!(
        groups.zip([517.5, 4_000.0, 9_900.0]).all(|(is, was)| (is / was - 1.0).abs() < 1e-3),
        "{spending}"
    );
    let unusual = with(payment("o-9"), "/transaction/amount_minor", json!(90_000));
    let answer = server.post("/v1/assessments", &unusual, &[]).await.body;
    let said = answer["evidence"].as_array().unwrap().iter().find(|said| said["detector"] == "spending");
    assert!(said.unwrap()["p_value"].as_f64().unwrap() < 0.01, "{answer}");
}

/// One more number of a row of cards, all of one issuer and expiry, each tried for a small amount.
fn tried(number: usize) -> Value {
    let paid = with(payment(&format!("w-{number}")), "/transaction/amount_minor", json!(100));
    let paid = with(paid, "/transaction/card/id", json!(format!("made-up-{number}")));
    let paid = with(paid, "/user_id", json!(format!("nobody-{number}")));
    with(paid, "/transaction/card/last4", json!(format!("{:04}", 3_000 + number)))
}

#[tokio::test]
async fn numbers_that_walk_are_refused_a_plain_allow_after_the_fifth_also_across_a_restart() {
    let server = Pennyprint::start();
    let mut decisions = Vec::new();
    for number in 0..12 {
        let answer = server.post("/v1/assessments", &tried(number), &[]).await.body;
        decisions.push(answer["decision"].as_str().unwrap().to_owned());
        result_of(&server, &format!("w-{number}"), "declined").await;
    }
    assert!(decisions[5..].iter().all(|decision| decision != "allow"), "{decisions:?}");
    // What is kept of an assessment says what was known, and a projection that is read again knows the same.
    let road = &server.app.road;
    let config = server.app.config.attempts.clone();
    let anew = server::tries::Tries::new(config).unwrap();
    let now = server::clock::now();
    anew.read(road, &[server.site.id], now).await.unwrap();
    let next = server.post("/v1/assessments", &tried(12), &[]).await.body;
    let id = engine::ids::AssessmentId::parse(next["id"].as_str().unwrap()).unwrap();
    let known = road.assessment(&server.site, id).await.unwrap().assessed.record;
    let asked = engine::assessment::Assess {
        transaction: known.transaction.clone(),
        visit: engine::assessment::Visit::None,
        user: None,
        ..tests::road::asked(engine::ids::SealId([0; 16]), now, [9; 16])
    };
    let again = anew.look(road, server.site.id, &asked).await.unwrap().unwrap();
    let known = known.attempts.clone().unwrap();
    assert!(known.walk.is_some());
    assert_eq!((again.walk, again.card_known), (known.walk, known.card_known));
}

#[tokio::test]
async fn a_guessed_and_changed_account_is_asked_for_proof_when_it_spends() {
    let server = Pennyprint::start();
    let happened = async |kind: &str| {
        let event = json!({ "user_id": "ada", "kind": kind });
        assert_eq!(server.post("/v1/events", &event, &[]).await.status, StatusCode::NO_CONTENT);
    };
    let before = server.post("/v1/assessments", &payment("o-1"), &[]).await.body;
    assert_eq!(before["decision"], "allow", "{before}");
    let said = before["evidence"].as_array().unwrap().iter().find(|said| said["detector"] == "account");
    assert_eq!(said.unwrap()["why"], "no_account_events", "{before}");
    for _ in 0..6 {
        happened("login_failed").await;
    }
    for kind in ["login_ok", "credential_changed", "address_changed"] {
        happened(kind).await;
    }
    let elsewhere = with(payment("o-2"), "/transaction/payee_id", json!("gold"));
    let elsewhere = with(elsewhere, "/transaction/card/id", json!("card-2"));
    let after = server.post("/v1/assessments", &elsewhere, &[]).await.body;
    assert_ne!(after["decision"], "allow", "{after}");
    let reasons = after["reasons"].as_array().unwrap();
    let told = |detector: &str| reasons.iter().any(|reason| reason["detector"] == detector);
    assert!(told("account") && told("transitions"), "{reasons:?}");
    // Also where no card pays.
    let transfer = with(payment("o-3"), "/transaction/card", Value::Null);
    let transfer = server.post("/v1/assessments", &transfer, &[]).await.body;
    assert_ne!(transfer["decision"], "allow", "{transfer}");
    let evidence = transfer["evidence"].as_array().unwrap();
    let said = |detector: &str| evidence.iter().find(|said| said["detector"] == detector).unwrap();
    assert_eq!(
        (&said("transitions")["status"], &said("spending")["why"]),
        (&json!("known"), &json!("no_card"))
    );
}

#[tokio::test]
async fn a_promise_and_its_outcome_are_told_once_however_often_they_are_sent() {
    let server = Pennyprint::start();
    let mut nameless = promise("");
    nameless.as_object_mut().unwrap().remove("id");
    let key = [("idempotency-key", "1")];
    let both = futures_util::future::join(
        server.post("/v1/commitments", &nameless, &key),
        server.post("/v1/commitments", &nameless, &key),
    );
    let (first, second) = both.await;
    assert_eq!(
        (first.status, second.status),
        (StatusCode::OK, StatusCode::OK),
        "{} {}",
        first.body,
        second.body
    );
    let id = first.body["id"].as_str().unwrap();
    assert!(id.starts_with("cmt_") && first.body == second.body, "{}", second.body);
    let (path, told) = (format!("/v1/commitments/{id}/outcome"), json!({ "outcome": { "price": 12 } }));
    let key = [("idempotency-key", "2")];
    let both = futures_util::future::join(server.post(&path, &told, &key), server.post(&path, &told, &key));
    let (first, second) = both.await;
    assert_eq!(
        (first.status, second.status),
        (StatusCode::OK, StatusCode::OK),
        "{} {}",
        first.body,
        second.body
    );
    assert_eq!(first.body, second.body);
    assert_eq!(versions(&server).await[1], 1);
}

#[tokio::test]
async fn a_request_that_is_repeated_is_one_attempt() {
    let server = Pennyprint::start();
    let paid = payment("o-1");
    for _ in 0..12 {
        let again = server.post("/v1/assessments", &paid, &[("idempotency-key", "o-1")]).await;
        assert_eq!(again.status, StatusCode::OK);
    }
    let next = server.post("/v1/assessments", &payment("o-2"), &[]).await.body;
    assert_eq!(next["decision"], "allow", "{next}");
    let id = engine::ids::AssessmentId::parse(next["id"].as_str().unwrap()).unwrap();
    let known = server.app.road.assessment(&server.site, id).await.unwrap().assessed.record;
    let before = known.attempts.clone().unwrap().card.unwrap();
    assert_eq!(before.hour.attempts, 1, "{before:?}");
}
