//! What a site's frauds have in common becomes rules, which a refit publishes and assessments give as their reason.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::Pennyprint;

/// Somebody pays so much, and it turns out what that was.
async fn pays(server: &Pennyprint, user: &str, number: u32, amount_minor: u32, said: Value) -> Value {
    let order = format!("{user}-{number}");
    let payment = json!({ "token": null, "action": "checkout", "user_id": user, "transaction": {
        "id": order, "amount_minor": amount_minor, "currency": "EUR", "payee_id": format!("shop of {user}") } });
    let answer = server.post("/v1/assessments", &payment, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    if let Value::Object(mut outcome) = said {
        outcome.insert("assessment_id".into(), answer.body["id"].clone());
        let told = server.post("/v1/outcomes", &Value::Object(outcome), &[]).await;
        assert_eq!(told.status, StatusCode::NO_CONTENT, "{:?}", told.body);
    }
    answer.body
}

fn legitimate() -> Value {
    json!({ "label": "legitimate" })
}

fn fraud(kind: &str) -> Value {
    json!({ "label": "fraud", "fraud_kind": kind })
}

/// Seventy-five customers buy for 20 to 24 EUR, and then somebody buys for 300 to 700 EUR in the names of thirty.
async fn shop(server: &Pennyprint, kind: &str) {
    let customer = async |number: u32| {
        let user = format!("customer-{number}");
        for bought in 0..5 {
            pays(server, &user, bought, 2_000 + 100 * bought, legitimate()).await;
        }
        if number < 30 {
            pays(server, &user, 5, 30_000 + 1_400 * number, fraud(kind)).await;
        }
    };
    futures_util::future::join_all((0..75).map(customer)).await;
}

/// What the profile says of a large payment by a customer of whom no fraud was told.
async fn told(server: &Pennyprint) -> Option<String> {
    for bought in 0..5 {
        pays(server, "ada", bought, 2_200, legitimate()).await;
    }
    server.app.published.refit(&server.app.road, server.site.id).await.unwrap();
    let answer = pays(server, "ada", 5, 50_000, Value::Null).await;
    let reasons = answer["reasons"].as_array().unwrap();
    let rule =
        reasons.iter().find(|reason| reason["detector"] == "profile" && reason["code"] == "fraud_rule");
    rule.map(|rule| rule["text"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn what_frauds_told_of_have_in_common_is_a_reason_after_the_next_refit() {
    let server = Pennyprint::start();
    assert_eq!(told(&server).await, None, "no frauds are known here");
    shop(&server, "impersonation").await;
    let rule = told(&server).await.expect("a rule");
    assert!(rule.contains("amount") && rule.contains("30 frauds told of here"), "{rule}");
    assert_eq!(told(&server.another_site().await).await, None, "another site learns from it");
}

#[tokio::test]
async fn swindles_make_no_rules_and_neither_does_what_the_erased_did() {
    let server = Pennyprint::start();
    shop(&server, "swindle").await;
    assert_eq!(told(&server).await, None, "a swindle teaches what takers of accounts do");
    let another = server.another_site().await;
    shop(&another, "impersonation").await;
    for number in 0..20 {
        let route = format!("{}/v1/users/customer-{number}", another.url);
        let erased =
            reqwest::Client::new().delete(route).bearer_auth(&another.secret_key).send().await.unwrap();
        assert!(erased.status().is_success(), "{erased:?}");
    }
    assert_eq!(told(&another).await, None, "ten frauds are left");
}
