//! Everything that must be refused, each with its own code, and nothing lost by it.

use engine::secrets::Domain;
use reqwest::{Client, StatusCode};
use serde_json::json;
use tests::{Answer, Pennyprint, ScriptedPage, USUAL};

#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{:?}", answer.body);
}

async fn step(page: &ScriptedPage, seq: u8, nonce: &str) -> Answer {
    page.send("/v1/microtransactions", serde_json::to_string(&page.request(seq, 0, nonce)).unwrap()).await
}

#[tokio::test]
async fn a_replayed_nonce_is_refused_and_the_chain_goes_on() {
    let server = Pennyprint::with(|config| config.probe.plain_only = true);
    let page = ScriptedPage::open(&server, 0, None).await;
    let first = page.opened.nonce.clone().unwrap();
    let answer = step(&page, 0, &first).await;
    assert_eq!(answer.status, StatusCode::OK);
    refused(&step(&page, 0, &first).await, 409, "nonce_replayed");
    refused(&step(&page, 1, &first).await, 409, "nonce_replayed");
    let second = answer.body["nonce"].as_str().unwrap();
    assert_eq!(step(&page, 1, second).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_chain_cannot_be_reordered_or_sent_ahead() {
    let server = Pennyprint::with(|config| config.probe.plain_only = true);
    let page = ScriptedPage::open(&server, 0, None).await;
    let first = page.opened.nonce.clone().unwrap();
    refused(&step(&page, 1, &first).await, 409, "chain_out_of_order");
    refused(&step(&page, 0, &"0".repeat(32)).await, 422, "nonce_forged");
    refused(&step(&page, 0, "not a nonce").await, 422, "nonce_forged");
}

#[tokio::test]
async fn the_planned_amount_and_padding_must_be_kept() {
    let server = Pennyprint::with(|config| config.probe.plain_only = true);
    let page = ScriptedPage::open(&server, 0, None).await;
    let mut request = page.request(0, 0, &page.opened.nonce.clone().unwrap());
    request.amount_minor = 100;
    let answer = page.send("/v1/microtransactions", serde_json::to_string(&request).unwrap()).await;
    refused(&answer, 422, "invalid");
    assert_eq!(answer.body["field"], "amount_minor");
}

#[tokio::test]
async fn another_origin_cannot_speak_for_the_site() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let open = json!({ "v": 1, "key": server.site.publishable_key, "session_id": null, "device_id": null,
        "view": "", "signals": [] });
    let foreign = "https://evil.example";
    refused(&page.send_from(foreign, "/v1/sessions", open.to_string()).await, 403, "origin_forbidden");
    let request = page.request(0, 0, &page.opened.nonce.clone().unwrap());
    let body = serde_json::to_string(&request).unwrap();
    refused(&page.send_from(foreign, "/v1/microtransactions", body).await, 403, "origin_forbidden");
    let seal = json!({ "page_view": page.opened.page_view, "last": null });
    refused(&page.send_from(foreign, "/v1/tokens", seal.to_string()).await, 403, "origin_forbidden");
}

#[tokio::test]
async fn only_the_sites_own_origin_may_read_an_answer() {
    let server = Pennyprint::start();
    let post = |origin: &'static str| {
        Client::new().post(format!("{}/v1/sessions", server.url)).header("origin", origin).body("{}").send()
    };
    let allowed = post("https://shop.example").await.unwrap();
    assert_eq!(allowed.headers()["access-control-allow-origin"], "https://shop.example");
    let foreign = post("https://evil.example").await.unwrap();
    assert!(foreign.headers().get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn a_publishable_key_is_not_a_secret_key() {
    let server = Pennyprint::start();
    let request = Client::new().post(format!("{}/v1/assessments", server.url));
    let with_key = request.try_clone().unwrap().bearer_auth(&server.site.publishable_key);
    refused(
        &Answer::of(with_key.json(&Pennyprint::order(None)).send().await.unwrap()).await,
        401,
        "publishable_key",
    );
    let unknown = request.try_clone().unwrap().bearer_auth("sk_test_unknown");
    refused(&Answer::of(unknown.send().await.unwrap()).await, 401, "unauthorised");
    refused(&Answer::of(request.send().await.unwrap()).await, 401, "unauthorised");
}

#[tokio::test]
async fn an_unknown_key_or_page_view_opens_nothing() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let open = json!({ "v": 1, "key": "pk_test_0", "session_id": null, "device_id": null, "view": "", "signals": [] });
    refused(&page.send("/v1/sessions", open.to_string()).await, 403, "key_unknown");
    let seal = json!({ "page_view": "pv_00000000000000000000000000000000", "last": null });
    refused(&page.send("/v1/tokens", seal.to_string()).await, 401, "page_view_unknown");
}

#[tokio::test]
async fn a_token_is_good_for_one_assessment() {
    let server = Pennyprint::start();
    let mut page = ScriptedPage::open(&server, 0, None).await;
    page.run(USUAL).await;
    let order = Pennyprint::order(Some(&page.token().await));
    assert_eq!(server.assess(&order).await.status, StatusCode::OK);
    refused(&server.assess(&order).await, 409, "token_used");
}

#[tokio::test]
async fn two_assessments_at_once_cannot_both_use_a_token() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let order = Pennyprint::order(Some(&page.token().await));
    let answers = futures_util::future::join_all((0..8).map(|_| server.assess(&order))).await;
    let won = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(won, 1, "{answers:?}");
}

#[tokio::test]
async fn a_forged_token_is_refused() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let token = page.token().await;
    let last = if token.ends_with('0') { "1" } else { "0" };
    let changed = format!("{}{last}", &token[..token.len() - 1]);
    for forged in [changed.as_str(), "pt_", "", "nonsense"] {
        refused(&server.assess(&Pennyprint::order(Some(forged))).await, 422, "token_forged");
    }
    assert_eq!(server.assess(&Pennyprint::order(Some(&token))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let token = page.token().await;
    let seal = engine::ids::SealId(engine::ids::unhex(&token[3..35]).unwrap());
    let long_ago = models::observation::Timestamp(server::clock::now().0 - 301 * 1_000_000);
    let expired = server.app.road.secrets.issue_token(server.site.id, seal, long_ago);
    refused(&server.assess(&Pennyprint::order(Some(&expired))).await, 422, "token_expired");
}

#[tokio::test]
async fn oversize_bodies_are_refused() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let big = "x".repeat(64 * 1024);
    for route in ["/v1/sessions", "/v1/microtransactions", "/v1/tokens", "/v1/reports"] {
        refused(&page.send(route, big.clone()).await, 413, "too_large");
    }
    let order = json!({ "token": null, "action": big });
    refused(&server.assess(&order).await, 413, "too_large");
}

#[tokio::test]
async fn malformed_bodies_are_refused_and_the_field_is_named() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    for route in ["/v1/sessions", "/v1/microtransactions", "/v1/tokens"] {
        refused(&page.send(route, "{\"").await, 400, "malformed");
    }
    refused(&page.send("/v1/reports", vec![wire::WIRE_VERSION]).await, 400, "malformed");
    refused(&page.send("/v1/reports", "{}").await, 422, "wire_version");
    let wrong = json!({ "token": null, "action": "checkout",
        "transaction": { "id": "o-1", "amount_minor": "many", "currency": "EUR" } });
    let answer = server.assess(&wrong).await;
    refused(&answer, 422, "invalid");
    assert_eq!(answer.body["field"], "transaction.amount_minor");
    let unknown = json!({ "token": null, "action": "checkout", "colour": "red" });
    refused(&server.assess(&unknown).await, 422, "invalid");
    let old = json!({ "v": 0, "key": server.site.publishable_key, "session_id": null, "device_id": null,
        "view": "", "signals": [] });
    refused(&page.send("/v1/sessions", old.to_string()).await, 422, "wire_version");
}

#[tokio::test]
async fn a_report_is_received_once() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let report = wire::report::encode(&page.opened.page_view, 0, 0, &[]);
    assert_eq!(page.send("/v1/reports", report.clone()).await.status, StatusCode::NO_CONTENT);
    refused(&page.send("/v1/reports", report).await, 409, "nonce_replayed");
    let cut = wire::report::encode(&page.opened.page_view, 1, 0, &[0x02]);
    refused(&page.send("/v1/reports", cut).await, 400, "malformed");
}

#[tokio::test]
async fn a_full_card_number_is_refused_wherever_it_stands() {
    let server = Pennyprint::start();
    let card = |bin: &str, id: &str| {
        json!({ "token": null, "action": "checkout", "transaction": { "id": "o-1", "amount_minor": 1, "currency": "EUR",
            "card": { "id": id, "bin": bin, "last4": "4242", "expiry_hash": "h" } } })
    };
    refused(&server.assess(&card("4242424242424242", "c-1")).await, 422, "card_number");
    refused(&server.assess(&card("424242", "4242 4242 4242 4242")).await, 422, "card_number");
    assert_eq!(server.assess(&card("424242", "c-1")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_challenge_takes_no_answer_without_its_token() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let asked = server.assess(&Pennyprint::order(Some("test|step_up"))).await;
    let id = asked.body["challenge"]["id"].as_str().unwrap();
    let route = format!("/v1/challenges/{id}/answers");
    let forged = json!({ "token": format!("ct_{}", "0".repeat(32)), "answer": "000000" });
    refused(&page.send(&route, forged.to_string()).await, 403, "challenge_token_forged");
}

#[tokio::test]
async fn a_page_view_cannot_be_sealed_without_end() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    for _ in 0..16 {
        page.token().await;
    }
    let seal = json!({ "page_view": page.opened.page_view, "last": null });
    refused(&page.send("/v1/tokens", seal.to_string()).await, 429, "too_many");
}

#[tokio::test]
async fn other_content_types_and_queries_are_refused_with_a_code() {
    let server = Pennyprint::start();
    let request =
        Client::new().post(format!("{}/v1/assessments", server.url)).bearer_auth(&server.secret_key);
    let form = request.header("content-type", "application/x-www-form-urlencoded").body("token=1");
    refused(&Answer::of(form.send().await.unwrap()).await, 415, "unsupported_media_type");
    refused(&server.get("/v1/devices?limit=many").await, 400, "malformed");
    refused(&server.get("/v1/devices?limit=0").await, 422, "invalid");
}

#[tokio::test]
async fn what_is_asked_of_somebody_who_was_erased_is_gone_by_name_and_back_tests_count_it() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    let order = |token: &str| json!({ "token": token, "action": "checkout", "user_id": "alice" });
    let (order, key) = (order(&page.token().await), [("idempotency-key", "k")]);
    let assessed = server.post("/v1/assessments", &order, &key).await;
    assert_eq!(assessed.status, StatusCode::OK, "{assessed:?}");
    let stepped_up = json!({ "token": "test|step_up", "action": "checkout", "user_id": "alice",
        "transaction": { "id": "o-9", "amount_minor": 4200, "currency": "EUR" } });
    let challenge = server.assess(&stepped_up).await.body["challenge"].clone();
    let alice = server.app.road.secrets.pseudonym(server.site.id, Domain::User, "alice");
    server.app.road.erase(&server.site, alice, server::clock::now()).await.unwrap();

    refused(&server.post("/v1/assessments", &order, &key).await, 410, "erased");
    let outcome = json!({ "assessment_id": assessed.body["id"], "label": "fraud" });
    refused(&server.post("/v1/outcomes", &outcome, &[]).await, 410, "erased");
    let route = format!("/v1/challenges/{}", challenge["id"].as_str().unwrap());
    refused(&server.get(&route).await, 410, "erased");
    let code = json!({ "token": challenge["token"], "answer": challenge["code"] }).to_string();
    refused(&page.send(&format!("{route}/answers"), code).await, 410, "erased");
    let draft = server.post("/v1/policies", &json!({ "prior_nats": -2.0 }), &[]).await;
    assert_eq!(draft.status, StatusCode::OK);
    let test = server.post("/v1/policies/1/backtest", &json!({}), &[]).await.body;
    assert_eq!((&test["assessments"], &test["erased"]), (&json!(0), &json!(1)));
}
