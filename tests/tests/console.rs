//! The console's log-in, and what it opens.

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tests::{Pennyprint, Person, ScriptedPage};

async fn with_analyst(server: &Pennyprint) -> String {
    server.app.analysts.add(&server.app.road, "ada", engine::journal::Role::Analyst).await.unwrap()
}

#[tokio::test]
async fn a_password_opens_the_sites_data_and_logging_out_closes_it() {
    let server = Pennyprint::start();
    let password = with_analyst(&server).await;
    ScriptedPage::open(&server, 0, None).await.token().await;
    let ada = Person::at(&server);
    assert_eq!(ada.get("/v1/devices").await.code(), "unauthorised");
    let me = ada.log_in("ada", &password).await.body;
    assert_eq!((&me["role"], &me["name"]), (&json!("analyst"), &json!("ada")));
    let devices = ada.get(&format!("/v1/devices?site={}", server.site.id)).await.body;
    assert_eq!(devices["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(ada.change("/console/api/logout", &json!({}), "wrong").await.code(), "csrf");
    let csrf = me["csrf"].as_str().unwrap();
    assert_eq!(ada.change("/console/api/logout", &json!({}), csrf).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ada.get("/v1/devices").await.code(), "unauthorised");
}

#[tokio::test]
async fn the_cookie_cannot_be_read_or_sent_from_elsewhere() {
    let server = Pennyprint::start();
    let password = with_analyst(&server).await;
    let request = Client::new().post(format!("{}/console/api/login", server.url));
    let answer = request.json(&json!({ "name": "ada", "password": password })).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_alike_and_soon_have_to_wait() {
    let server = Pennyprint::start();
    with_analyst(&server).await;
    let person = Person::at(&server);
    let wrong: Value = person.log_in("ada", "wrong").await.body;
    let unknown: Value = person.log_in("eve", "wrong").await.body;
    assert_eq!(wrong, unknown);
    assert_eq!(wrong["code"], "login_failed");
    for _ in 0..4 {
        assert_eq!(person.log_in("ada", "wrong").await.code(), "login_failed");
    }
    let waiting = person.log_in("ada", "wrong").await;
    assert_eq!((waiting.status.as_u16(), waiting.code()), (429, "too_many"));
}

#[tokio::test]
async fn an_analyst_reads_but_cannot_speak_for_a_back_end() {
    let server = Pennyprint::start();
    let password = with_analyst(&server).await;
    let ada = Person::at(&server);
    ada.log_in("ada", &password).await;
    let answer = ada.post("/v1/assessments", &Pennyprint::order(None)).await;
    assert_eq!(answer.code(), "unauthorised");
}

#[tokio::test]
async fn many_attempts_at_once_cannot_outrun_the_count() {
    let server = Pennyprint::start();
    with_analyst(&server).await;
    let person = Person::at(&server);
    let answers = futures_util::future::join_all((0..40).map(|_| person.log_in("ada", "wrong"))).await;
    let tried = answers.iter().filter(|answer| answer.code() == "login_failed").count();
    assert!((1..=5).contains(&tried), "{tried} of 40 passwords were tried");
}
