//! A device that cleared its storage is recognised, with a confidence, and never made one with another.

use models::recognition::ENOUGH;
use serde_json::{Value, json};
use server::config::Config;
use std::time::Duration;
use tests::{Answer, Pennyprint, ScriptedPage};
use wire::signal::{Reading, Signal};

/// How a browser describes itself. Browsers of one model share what comes from the model.
struct Browser {
    model: &'static str,
    fonts: String,
    zone: &'static str,
    network: u8,
}

impl Browser {
    fn new(model: &'static str, owner: &str, zone: &'static str, network: u8) -> Self {
        Self { model, fonts: format!("fonts of {owner}"), zone, network }
    }

    fn signals(&self) -> Vec<Signal> {
        let text = |text: &str| Reading::Text(text.into());
        let screen: Vec<i64> = self.model.bytes().take(8).map(i64::from).collect();
        let hints = ["Windows", "desktop"].map(String::from).into_iter();
        let readings = [
            ("screen", Reading::Integers(screen)),
            ("time_zone", text(self.zone)),
            ("languages", text(self.zone)),
            ("cores", Reading::Integer(8)),
            ("ua_hints", Reading::Texts(hints.chain(["Chromium 131".into()]).collect())),
            ("webgl", text(self.model)),
            ("canvas", text(self.model)),
            ("audio", text(self.model)),
            ("fonts", text(&self.fonts)),
            ("speech_voices", text(self.zone)),
        ];
        let signal = |(name, reading): (&str, Reading)| Signal { name: name.into(), reading, cost_us: 10 };
        readings.map(signal).into()
    }

    /// A visit that claims this id, or whose storage is empty.
    async fn visit(&self, server: &Pennyprint, id: Option<&str>, user: Option<&str>) -> Answer {
        let mut page = ScriptedPage::open_with(server, self.network, id, self.signals()).await;
        page.run(Duration::ZERO).await;
        let order = json!({ "token": page.token().await, "action": "checkout", "user_id": user });
        let answer = server.assess(&order).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        answer
    }
}

fn watching() -> Pennyprint {
    Pennyprint::with(|config: &mut Config| config.recognition.enabled = true)
}

/// Until what was assessed so far is known; a look behind it.
async fn caught_up() {
    tokio::time::sleep(Duration::from_millis(1_500)).await;
}

/// Twenty customers with machines of five models, who have all been here.
async fn customers(server: &Pennyprint) -> Vec<(Browser, Value)> {
    let models = ["Geforce 4070", "Radeon 6800", "Iris Xe long", "UHD 620 long", "Arc A770 long"];
    let zones = ["Europe/Berlin", "Europe/Paris", "America/Lima", "Asia/Tokyo"];
    let mut known = Vec::new();
    for number in 0..20_u8 {
        let (model, zone) = (models[usize::from(number) % 5], zones[usize::from(number) % 4]);
        let browser = Browser::new(model, &format!("customer {number}"), zone, number + 1);
        let user = format!("customer {number}");
        let answer = browser.visit(server, None, Some(&user)).await.body;
        known.push((browser, answer));
    }
    caught_up().await;
    known
}

#[tokio::test]
async fn a_device_that_cleared_its_storage_is_recognised_and_stays_a_device_of_its_own() {
    let server = watching();
    let known = customers(&server).await;
    for (browser, before) in known.iter().take(3) {
        let answer = browser.visit(&server, None, None).await.body;
        let recognition = &answer["recognition"];
        assert_eq!(recognition["status"], "recognised", "{recognition}");
        assert_eq!(recognition["device_id"], before["device_id"]);
        assert!(recognition["confidence"].as_f64().unwrap() >= ENOUGH);
        assert!(recognition["agreeing"].as_array().unwrap().contains(&json!("fonts")));
        assert_ne!(answer["device_id"], before["device_id"], "two devices are never made one");
        assert_eq!(answer["risk_nats"], before["risk_nats"], "nothing follows from it");
        let again = server.get(&format!("/v1/assessments/{}", answer["id"].as_str().unwrap())).await.body;
        assert_eq!(again["recognition"], *recognition, "the record says what the answer said");
    }
}

#[tokio::test]
async fn a_device_that_was_never_here_is_nobody_also_if_it_is_of_a_known_model() {
    let server = watching();
    customers(&server).await;
    let stranger = Browser::new("Geforce 4070", "a stranger", "Europe/Berlin", 200);
    let answer = stranger.visit(&server, None, None).await.body;
    assert_eq!(answer["recognition"]["status"], "absent", "{}", answer["recognition"]);
    assert_eq!(answer["recognition"]["why"], "nobody");
}

#[tokio::test]
async fn an_id_that_taught_something_needs_no_guess() {
    let server = watching();
    let known = customers(&server).await;
    server.a_day_passes().await;
    let (browser, before) = &known[0];
    let answer = browser.visit(&server, before["device_id"].as_str(), None).await.body;
    assert_eq!(answer["recognition"]["why"], "familiar", "{}", answer["recognition"]);
}

#[tokio::test]
async fn whoever_was_erased_is_not_recognised_any_more() {
    let server = watching();
    let known = customers(&server).await;
    let erased = reqwest::Client::new()
        .delete(format!("{}/v1/users/customer 0", server.url))
        .bearer_auth(&server.secret_key);
    assert_eq!(erased.send().await.unwrap().status(), 204);
    caught_up().await;
    let answer = known[0].0.visit(&server, None, None).await.body;
    assert_eq!(answer["recognition"]["why"], "nobody", "{}", answer["recognition"]);
    let answer = known[1].0.visit(&server, None, None).await.body;
    assert_eq!(answer["recognition"]["device_id"], known[1].1["device_id"], "{}", answer["recognition"]);
}

#[tokio::test]
async fn no_site_recognises_what_another_one_has_seen() {
    let server = watching();
    let known = customers(&server).await;
    let other = server.another_site().await;
    caught_up().await;
    let answer = known[0].0.visit(&other, None, None).await.body;
    assert_eq!(answer["recognition"]["why"], "nobody", "{}", answer["recognition"]);
}

#[tokio::test]
async fn nobody_is_recognised_unless_it_is_switched_on() {
    let server = Pennyprint::start();
    let browser = Browser::new("Geforce 4070", "somebody", "Europe/Berlin", 1);
    for _ in 0..2 {
        let answer = browser.visit(&server, None, None).await.body;
        assert_eq!(answer["recognition"], json!({ "status": "absent", "why": "off" }));
        caught_up().await;
    }
}
