//! What a page says of its browser, and what of it the server believes.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{Pennyprint, ScriptedPage};
use wire::limits::{SIGNAL_TEXT_BYTES, SIGNALS};
use wire::signal::{Absence, Reading, Signal};
use wire::work::{SEGMENTS, seed, segment};

const TOOK_US: i64 = 5_400;

fn signal(name: &str, reading: Reading) -> Signal {
    Signal { name: name.into(), reading, cost_us: 10 }
}

/// The reading of a page that did the work for this page view.
fn work(page_view: &str) -> Vec<i64> {
    let mut state = 0;
    let segments = (0..SEGMENTS).map(|_| {
        state = segment(seed(page_view), state);
        state as i64
    });
    [TOOK_US].into_iter().chain(segments).collect()
}

/// The newest seal as an analyst sees it, its signals by name.
async fn sealed(server: &Pennyprint, page: &ScriptedPage) -> (Value, Value) {
    let session = server.get(&format!("/v1/sessions/{}", page.opened.session_id)).await.body;
    let seal = session["seals"][0].clone();
    let signals = seal["signals"].as_array().unwrap();
    let by_name =
        signals.iter().map(|one| (one["name"].as_str().unwrap().to_owned(), one["reading"].clone()));
    (Value::Object(by_name.collect()), seal)
}

async fn seal_with(page: &ScriptedPage, signals: Vec<Signal>) {
    let answer = page.try_token_with(signals).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
}

#[tokio::test]
async fn signals_of_the_opening_and_of_every_seal_come_together_and_the_first_value_of_a_name_stands() {
    let server = Pennyprint::start();
    let early = vec![signal("cores", Reading::Integer(4)), signal("cores", Reading::Integer(64))];
    let page = ScriptedPage::open_with(&server, 0, None, early).await;
    let late = vec![signal("fonts", Reading::Absent(Absence::Timeout)), signal("cores", Reading::Integer(8))];
    seal_with(&page, late).await;
    assert_eq!(sealed(&server, &page).await.0, json!({ "cores": 4, "fonts": { "absent": "timeout" } }));
    seal_with(&page, vec![signal("fonts", Reading::Integer(7)), signal("canvas", Reading::Integer(1))]).await;
    let expected = json!({ "cores": 4, "fonts": { "absent": "timeout" }, "canvas": 1 });
    assert_eq!(sealed(&server, &page).await.0, expected);
}

#[tokio::test]
async fn late_signals_are_bounded_as_those_of_the_opening_are() {
    let server = Pennyprint::start();
    let numbered = |from: usize, to: usize| {
        (from..to).map(|at| signal(&format!("s{at}"), Reading::Integer(1))).collect::<Vec<_>>()
    };
    let page = ScriptedPage::open_with(&server, 0, None, numbered(0, SIGNALS)).await;
    let over = page.try_token_with(numbered(SIGNALS, SIGNALS + 1)).await;
    assert_eq!((over.status.as_u16(), over.code(), &over.body["field"]), (422, "invalid", &json!("signals")));
    seal_with(&page, numbered(0, SIGNALS)).await;

    let long = Reading::Text("x".repeat(SIGNAL_TEXT_BYTES + 1));
    let over = page.try_token_with(vec![signal("canvas", long)]).await;
    assert_eq!(
        (over.status.as_u16(), over.code(), &over.body["field"]),
        (422, "invalid", &json!("signals[0]"))
    );
}

#[tokio::test]
async fn work_that_was_done_for_the_page_view_leaves_its_time() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    seal_with(&page, vec![signal("compute_speed", Reading::Integers(work(&page.opened.page_view)))]).await;
    let (signals, seal) = sealed(&server, &page).await;
    assert_eq!((&signals["compute_speed"], &seal["forged_work"]), (&json!(TOOK_US), &json!(false)));
}

#[tokio::test]
async fn work_that_was_not_done_is_remembered_and_leaves_no_time() {
    let server = Pennyprint::start();
    let other = ScriptedPage::open(&server, 0, None).await;
    let made_up = [TOOK_US].into_iter().chain((1..).take(SEGMENTS)).collect();
    let short = |work: Vec<i64>| work.into_iter().take(SEGMENTS).collect();
    for forge in [0, 0, 0, 0, 1, 2, 3, 4] {
        let page = ScriptedPage::open(&server, 0, None).await;
        let reading = match forge {
            0 => Reading::Integers(work(&other.opened.page_view)),
            1 => Reading::Integers(Vec::clone(&made_up)),
            2 => Reading::Integers(short(work(&page.opened.page_view))),
            3 => Reading::Integers(Vec::new()),
            _ => Reading::Integer(TOOK_US),
        };
        seal_with(&page, vec![signal("compute_speed", reading)]).await;
        let (signals, seal) = sealed(&server, &page).await;
        assert_eq!(signals["compute_speed"], json!({ "absent": "failed" }), "forgery {forge}");
        assert_eq!(seal["forged_work"], true, "forgery {forge}");
    }
}

#[tokio::test]
async fn half_of_the_work_is_found_out_every_second_time() {
    let server = Pennyprint::start();
    let mut found = 0;
    for _ in 0..24 {
        let page = ScriptedPage::open(&server, 0, None).await;
        let mut half = work(&page.opened.page_view);
        half[1 + SEGMENTS / 2..].fill(0);
        seal_with(&page, vec![signal("compute_speed", Reading::Integers(half))]).await;
        found += u8::from(sealed(&server, &page).await.1["forged_work"] == true);
    }
    // 24 tosses of a coin stay within these bounds but for one run in eight million.
    assert!((1..24).contains(&found), "{found} of 24");
}

#[tokio::test]
async fn work_cannot_be_claimed_before_the_page_view_has_a_name() {
    let server = Pennyprint::start();
    let early = vec![signal("compute_speed", Reading::Integer(TOOK_US))];
    let page = ScriptedPage::open_with(&server, 0, None, early).await;
    seal_with(&page, vec![signal("compute_speed", Reading::Integers(work(&page.opened.page_view)))]).await;
    let (signals, seal) = sealed(&server, &page).await;
    assert_eq!(
        (&signals["compute_speed"], &seal["forged_work"]),
        (&json!({ "absent": "failed" }), &json!(true))
    );
}

#[tokio::test]
async fn a_page_that_did_not_do_the_work_in_time_is_no_forger() {
    let server = Pennyprint::start();
    let page = ScriptedPage::open(&server, 0, None).await;
    seal_with(&page, vec![signal("compute_speed", Reading::Absent(Absence::Timeout))]).await;
    let (signals, seal) = sealed(&server, &page).await;
    assert_eq!(
        (&signals["compute_speed"], &seal["forged_work"]),
        (&json!({ "absent": "timeout" }), &json!(false))
    );
}
