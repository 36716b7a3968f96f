//! The hostile page: each trick has its own refusal or its own reason, whatever device it is tried on.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use serde_json::Value;
use tests::{Pennyprint, ScriptedPage, USUAL, as_a_browser};
use wire::microtransaction::ClientTiming;
use wire::signal::{Reading, Signal};

/// The codes of the reasons for the decision on a page view.
async fn reasons(server: &Pennyprint, page: &ScriptedPage) -> Vec<String> {
    let answer = server.assess(&Pennyprint::order(Some(&page.token().await))).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let reasons = answer.body["reasons"].as_array().unwrap().iter();
    reasons.map(|reason| reason["code"].as_str().unwrap().into()).collect()
}

/// The codes for a device's first visit that tells its timings in this way.
async fn telling(tell: impl Fn(&mut ClientTiming)) -> Vec<String> {
    let server = Pennyprint::start();
    let clock = Signal { name: "clock_resolution".into(), reading: Reading::Integer(100), cost_us: 10 };
    let mut page = ScriptedPage::open_with(&server, 1, None, vec![clock]).await;
    page.run_telling(USUAL, tell).await;
    reasons(&server, &page).await
}

async fn headed(headers: HeaderMap) -> Vec<String> {
    let server = Pennyprint::start();
    let mut page = ScriptedPage::open_as(&server, None, headers).await;
    page.run(USUAL).await;
    reasons(&server, &page).await
}

#[tokio::test]
async fn an_honest_first_visit_has_no_reason_against_it() {
    assert_eq!(telling(|_| {}).await, [""; 0]);
}

#[tokio::test]
async fn timings_without_the_secret_delay_are_named() {
    let codes = telling(|timing| {
        if let Some(resource) = &mut timing.resource {
            resource.ttfb_us = 9_000;
        }
    })
    .await;
    assert!(codes.contains(&"delay_not_waited".into()), "{codes:?}");
}

#[tokio::test]
async fn timings_faster_than_the_server_saw_are_named() {
    let codes = telling(|timing| timing.ended_us = timing.started_us + 500).await;
    assert!(codes.contains(&"faster_than_seen".into()), "{codes:?}");
}

#[tokio::test]
async fn a_scripted_client_without_a_browser_is_named() {
    for headers in
        [HeaderMap::new(), HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_static("curl/8.5"))])]
    {
        assert!(headed(headers).await.contains(&"not_a_browser".into()));
    }
    // It copies the name, and not the rest.
    let mut copied = as_a_browser();
    copied.remove("accept-language");
    assert!(headed(copied).await.contains(&"not_a_browser".into()));
}

#[tokio::test]
async fn a_user_agent_that_claims_another_system_than_the_kernel_is_named() {
    let mut headers = as_a_browser();
    let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
    headers.insert(USER_AGENT, HeaderValue::from_static(agent));
    let codes = headed(headers).await;
    assert!(codes.contains(&"os_mismatch".into()), "{codes:?}");
}

#[tokio::test]
async fn a_replay_of_a_whole_session_is_refused_message_by_message_and_named() {
    let server = Pennyprint::with(|config| config.probe.plain_only = true);
    let page = ScriptedPage::open(&server, 1, None).await;
    let mut sent = Vec::new();
    let mut nonce = page.opened.nonce.clone();
    let mut seq = 0;
    while let Some(spend) = nonce {
        let body = serde_json::to_string(&page.request(seq, 0, &spend)).unwrap();
        let answer = page.send("/v1/microtransactions", body.clone()).await;
        assert_eq!(answer.status, StatusCode::OK);
        nonce = answer.body["nonce"].as_str().map(Into::into);
        sent.push(body);
        seq += 1;
    }
    for body in &sent {
        let again = page.send("/v1/microtransactions", body.clone()).await;
        assert_eq!((again.status.as_u16(), again.code()), (409, "nonce_replayed"));
    }
    // In a page view of its own nothing of it was ever handed out.
    let other = ScriptedPage::open(&server, 1, None).await;
    for body in &sent {
        let moved = body.replace(&page.opened.page_view, &other.opened.page_view);
        let again = other.send("/v1/microtransactions", moved).await;
        assert!(matches!(again.code(), "nonce_forged" | "chain_out_of_order"), "{:?}", again.body);
    }
    assert!(reasons(&server, &page).await.contains(&"refused_messages".into()));
    assert!(reasons(&server, &other).await.contains(&"refused_messages".into()));
}

#[tokio::test]
async fn a_copied_device_id_in_another_browser_is_named() {
    let server = Pennyprint::start();
    let answers = server.usual_visits(6).await;
    let device = answers.last().and_then(|answer: &Value| answer["device_id"].as_str()).unwrap();
    let mut headers = as_a_browser();
    headers.insert("x-requested-with", HeaderValue::from_static("another"));
    headers.insert("dnt", HeaderValue::from_static("1"));
    let mut page = ScriptedPage::open_as(&server, Some(device), headers).await;
    page.run(USUAL).await;
    let codes = reasons(&server, &page).await;
    assert!(codes.contains(&"new_request_head".into()), "{codes:?}");
}
