//! A customer's visits, looked at one by one: what each measured, beside what is usual, in the numbers that the detector judged by.

use serde_json::{Value, json};
use tests::typed::{Hand, KEYS};
use tests::{Pennyprint, ScriptedPage};

const ADA: Hand = Hand { hold_ms: 90, next_ms: 170 };
const EVE: Hand = Hand { hold_ms: 190, next_ms: 340 };

/// A visit of one hand under a customer's name, and its assessment.
async fn visit(server: &Pennyprint, user: &str, hand: Hand, number: u32) -> String {
    let page = ScriptedPage::open(server, 1, None).await;
    let report = hand.name(&page.opened.page_view, number);
    assert_eq!(page.send("/v1/reports", report).await.status, 204);
    order(server, user, Some(page.token().await)).await
}

async fn order(server: &Pennyprint, user: &str, token: Option<String>) -> String {
    let order = json!({ "token": token, "action": "checkout", "user_id": user });
    server.assess(&order).await.body["id"].as_str().unwrap().to_owned()
}

/// A word on an assessment: whoever was there was the customer.
async fn legitimate(server: &Pennyprint, assessment: &str) {
    let word = json!({ "assessment_id": assessment, "label": "legitimate" });
    let said = server.post("/v1/outcomes", &word, &[]).await;
    assert!(said.status.is_success(), "{:?}", said.body);
}

/// A customer of six visits and a seventh by somebody else's hand: the seven assessments, oldest first.
async fn six_and_one(server: &Pennyprint) -> Vec<String> {
    let mut assessments = Vec::new();
    for number in 0..6 {
        assessments.push(visit(server, "ada", ADA, number).await);
        legitimate(server, &assessments[number as usize]).await;
    }
    assessments.push(visit(server, "ada", EVE, 6).await);
    assessments
}

fn rhythm(user: &Value) -> &Vec<Value> {
    user["visit"]["measured"]["rhythms"][0]["times"].as_array().unwrap()
}

fn outside(times: &[Value]) -> usize {
    times.iter().filter(|time| time["outside"] == true).count()
}

#[tokio::test]
async fn the_latest_visit_is_shown_beside_the_usual_band_and_any_other_where_it_is_asked_for() {
    let server = Pennyprint::start();
    let assessments = six_and_one(&server).await;
    let latest = server.get("/v1/users/ada").await.body;
    assert_eq!(latest["visit"]["assessment_id"], assessments[6]);
    // The band is the customer's: eight keys held, the times between them, each with its key.
    let known = &latest["behaviour"]["rhythms"][0];
    assert_eq!(
        (&known["code"], &known["keys"], &known["seen"]),
        (&json!("rhythm_name"), &json!(8), &json!(6))
    );
    let held: Vec<&Value> =
        known["times"].as_array().unwrap().iter().filter(|time| time["kind"] == "held").collect();
    assert_eq!(held.len(), KEYS as usize);
    for (at, time) in held.iter().enumerate() {
        let band = ["low", "usual", "high"].map(|end| time[end].as_f64().unwrap());
        assert_eq!(time["key"], at + 1);
        assert!(band[0] < 0.094 && 0.094 < band[2] && band.is_sorted(), "{time}");
    }
    // Eve's hand lies outside of nearly all of it, and the reasons name what the numbers say.
    let eve = rhythm(&latest);
    assert!(outside(eve) * 3 > eve.len() * 2, "{} of {}", outside(eve), eve.len());
    assert!(eve[0]["value"].as_f64().unwrap() > 0.18, "{}", eve[0]);
    let reasons = latest["assessments"][0]["reasons"].as_array().unwrap();
    let named = reasons.iter().find(|reason| reason["code"] == "rhythm_name").unwrap();
    assert!(named["nats"].as_f64().unwrap() > 0.5, "{named}");
    let worst = eve.iter().max_by(|a, b| a["nats"].as_f64().unwrap().total_cmp(&b["nats"].as_f64().unwrap()));
    let milliseconds = format!("{:.0} ms", worst.unwrap()["value"].as_f64().unwrap() * 1e3);
    assert!(named["text"].as_str().unwrap().contains(&milliseconds), "{named}: {milliseconds}");

    // Ada's own, asked for, lies inside.
    let own = server.get(&format!("/v1/users/ada?visit={}", assessments[3])).await.body;
    assert_eq!(own["visit"]["assessment_id"], assessments[3]);
    assert!(outside(rhythm(&own)) <= 2, "{:?}", rhythm(&own));
    let taught: Vec<&str> =
        latest["taught_by"].as_array().unwrap().iter().filter_map(Value::as_str).rev().collect();
    assert_eq!(taught, assessments[..6]);
}

#[tokio::test]
async fn whoever_is_new_has_a_visit_without_a_band_and_who_came_without_a_probe_has_none() {
    let server = Pennyprint::start();
    let unseen = order(&server, "eve", None).await;
    let eve = server.get("/v1/users/eve").await.body;
    assert!(eve.get("visit").is_none(), "{eve}");
    let asked = server.get(&format!("/v1/users/eve?visit={unseen}")).await.body;
    assert_eq!(asked["visit"], json!({ "assessment_id": unseen, "gone": "no_visit" }));

    visit(&server, "ada", ADA, 0).await;
    let ada = server.get("/v1/users/ada").await.body;
    assert_eq!(ada["behaviour"]["rhythms"], json!([]));
    assert_eq!(rhythm(&ada).len(), 3 * KEYS as usize - 2);
    assert!(rhythm(&ada).iter().all(|time| time.get("band").is_none() && time["outside"] == false));
}

#[tokio::test]
async fn nobody_sees_another_customers_visit_by_asking_for_it() {
    let server = Pennyprint::start();
    let ada = visit(&server, "ada", ADA, 0).await;
    visit(&server, "eve", EVE, 0).await;
    let answer = server.get(&format!("/v1/users/eve?visit={ada}")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code(), &answer.body["field"]),
        (404, "not_found", &json!("visit"))
    );
    let other = server.another_site().await;
    visit(&other, "eve", EVE, 0).await;
    assert_eq!(other.get(&format!("/v1/users/eve?visit={ada}")).await.code(), "not_found");
    let odd = server.get("/v1/users/eve?visit=asm_1").await;
    assert_eq!((odd.status.as_u16(), odd.code(), &odd.body["field"]), (422, "invalid", &json!("visit")));
}

#[tokio::test]
async fn of_whoever_was_erased_nothing_is_shown_also_when_they_come_back() {
    let server = Pennyprint::start();
    let before = six_and_one(&server).await;
    let erasing = reqwest::Client::new().delete(format!("{}/v1/users/ada", server.url));
    assert_eq!(erasing.bearer_auth(&server.secret_key).send().await.unwrap().status(), 204);
    let looked = |id: &str| format!("/v1/users/ada?visit={id}");
    for route in ["/v1/users/ada", &looked(&before[6])] {
        assert_eq!(server.get(route).await.code(), "not_found", "{route}");
    }
    let back = visit(&server, "ada", ADA, 9).await;
    let ada = server.get("/v1/users/ada").await.body;
    assert_eq!((&ada["visit"]["assessment_id"], &ada["taught_by"]), (&json!(back), &json!([])));
    assert_eq!(ada["behaviour"]["rhythms"], json!([]));
    assert_eq!(server.get(&looked(&before[6])).await.code(), "not_found");
}
