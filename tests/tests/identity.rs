//! An identity that was copied to another browser: noticed as soon as both have come, whoever comes second.

use futures_util::future::join;
use serde_json::{Value, json};
use tests::{Pennyprint, ScriptedPage};

/// What a browser keeps of its identity.
#[derive(Clone, Debug, Default, PartialEq)]
struct Browser {
    device: Option<String>,
    link: String,
}

impl Browser {
    async fn open(&self, server: &Pennyprint) -> ScriptedPage {
        let mut page = ScriptedPage::open(server, 1, self.device.as_deref()).await;
        page.link = Some(self.link.clone());
        page
    }

    /// Seals a visit and keeps what is answered.
    async fn seal(&mut self, page: &ScriptedPage) -> String {
        let answer = page.try_token().await.body;
        self.device = Some(page.opened.device_id.clone());
        self.link = answer["link"].as_str().unwrap().into();
        answer["token"].as_str().unwrap().into()
    }

    /// Orders something; answers what is made of it.
    async fn order(&mut self, server: &Pennyprint) -> Value {
        let page = self.open(server).await;
        let token = self.seal(&page).await;
        ask(server, &token).await
    }
}

async fn ask(server: &Pennyprint, token: &str) -> Value {
    server.assess(&Pennyprint::order(Some(token))).await.body
}

/// What is said of the identity in an answer.
fn said(answer: &Value) -> Value {
    let evidence = answer["evidence"].as_array().unwrap();
    evidence.iter().find(|said| said["detector"] == "identity").unwrap().clone()
}

/// Whether an answer to an order says that a copy is about.
fn is_copied(answer: &Value) -> bool {
    let said = said(answer);
    assert!(said["status"] == "unremarkable" || said["p_value"].as_f64().unwrap() < 0.01, "{said}");
    said["status"] == "known"
}

#[actix_web::test]
async fn a_copy_that_is_older_than_the_customers_last_visit_is_noticed_when_it_comes() {
    let server = Pennyprint::start();
    let mut own = Browser::default();
    let mut copy = Browser::default();
    for visit in 0..4 {
        assert!(!is_copied(&own.order(&server).await), "visit {visit}");
        if visit == 2 {
            copy = own.clone();
        }
    }
    assert!(is_copied(&copy.order(&server).await));
    // The customer has lost nothing by it.
    assert!(!is_copied(&own.order(&server).await));
    // What the thief was given is behind as well.
    assert!(is_copied(&copy.order(&server).await));
}

#[actix_web::test]
async fn a_copy_that_comes_first_is_noticed_when_the_customer_comes() {
    let server = Pennyprint::start();
    let mut own = Browser::default();
    own.order(&server).await;
    let mut copy = own.clone();
    assert!(!is_copied(&copy.order(&server).await));
    assert!(is_copied(&own.order(&server).await));
}

#[actix_web::test]
async fn a_customer_who_was_copied_is_asked_once_and_gets_ahead_of_the_copy() {
    let server = Pennyprint::start();
    let mut own = Browser::default();
    own.order(&server).await;
    let mut copy = own.clone();
    for _ in 0..3 {
        assert!(!is_copied(&copy.order(&server).await));
    }
    let page = own.open(&server).await;
    let token = own.seal(&page).await;
    let asked = ask(&server, &token).await;
    assert!(is_copied(&asked) && asked["decision"] == "step_up", "{asked}");
    let reasons = asked["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|reason| reason["code"] == "carried_on_elsewhere"), "{reasons:?}");
    let (id, token) = (&asked["challenge"]["id"], &asked["challenge"]["token"]);
    let answer = json!({ "token": token, "answer": asked["challenge"]["code"] }).to_string();
    let passed = page.send(&format!("/v1/challenges/{}/answers", id.as_str().unwrap()), answer).await.body;
    own.link = passed["link"].as_str().unwrap().into();
    assert!(is_copied(&copy.order(&server).await));
    assert!(!is_copied(&own.order(&server).await));
    assert!(is_copied(&copy.order(&server).await));
}

#[actix_web::test]
async fn a_link_that_is_left_out_made_up_or_another_devices_is_none() {
    let server = Pennyprint::start();
    let (mut own, mut other) = (Browser::default(), Browser::default());
    own.order(&server).await;
    own.order(&server).await;
    for _ in 0..3 {
        other.order(&server).await;
    }
    let made_up = format!("pl_000000ff{}", "0".repeat(32));
    for link in [String::new(), made_up, other.link, "seven".into(), "pl_".repeat(1_000)] {
        assert!(is_copied(&Browser { link, ..own.clone() }.order(&server).await));
    }
    let without = ScriptedPage::open(&server, 1, own.device.as_deref()).await;
    assert!(is_copied(&ask(&server, &without.token().await).await));
}

#[actix_web::test]
async fn an_answer_that_was_lost_on_the_way_makes_no_copy() {
    let server = Pennyprint::start();
    let mut own = Browser::default();
    own.order(&server).await;
    let before = own.clone();
    let page = own.open(&server).await;
    own.seal(&page).await;
    // The page has gone before the answer was kept, and the shop has no token to ask about.
    let mut own = before;
    assert!(!is_copied(&own.order(&server).await));
    assert!(!is_copied(&own.order(&server).await));
}

#[actix_web::test]
async fn a_page_that_asks_for_two_tokens_at_once_is_no_copy_of_itself() {
    let server = Pennyprint::start();
    let mut own = Browser::default();
    own.order(&server).await;
    let page = own.open(&server).await;
    let (one, other) = (page.try_token().await.body, page.try_token().await.body);
    assert_eq!(one["link"], other["link"]);
    for answer in [one, other] {
        own.link = answer["link"].as_str().unwrap().into();
        assert!(!is_copied(&ask(&server, answer["token"].as_str().unwrap()).await));
    }
    assert!(!is_copied(&own.order(&server).await));
}

#[actix_web::test]
async fn two_tokens_that_are_assessed_at_the_same_moment_cannot_both_carry_on() {
    let server = Pennyprint::start();
    let mut own = Browser::default();
    own.order(&server).await;
    let mut copy = own.clone();
    let (mine, theirs) = (own.open(&server).await, copy.open(&server).await);
    let (mine, theirs) = (own.seal(&mine).await, copy.seal(&theirs).await);
    let (mine, theirs) = join(ask(&server, &mine), ask(&server, &theirs)).await;
    assert_ne!(is_copied(&mine), is_copied(&theirs));
}

#[actix_web::test]
async fn a_probe_from_before_there_were_links_is_not_followed() {
    let server = Pennyprint::start();
    let first = ScriptedPage::open(&server, 1, None).await;
    let device = first.opened.device_id.clone();
    let again = ScriptedPage::open(&server, 1, Some(&device)).await;
    for page in [first, again] {
        let said = said(&ask(&server, &page.token().await).await);
        assert_eq!((&said["status"], &said["why"]), (&json!("absent"), &json!("not_followed")));
    }
    // The newer probe begins the chain.
    let mut own = Browser { device: Some(device), link: String::new() };
    assert!(!is_copied(&own.order(&server).await));
    assert!(!is_copied(&own.order(&server).await));
}
