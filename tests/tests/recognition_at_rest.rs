//! Whoever watches for devices that come back leaves the store alone while nothing happens. A process of its own: its counters are
//! those of one server.

use std::time::Duration;
use tests::{Pennyprint, ScriptedPage};

/// How often the journal was followed so far.
async fn rounds(server: &Pennyprint) -> u64 {
    let metrics = reqwest::get(format!("{}/metrics", server.url)).await.unwrap().text().await.unwrap();
    let count = metrics.lines().find_map(|line| line.strip_prefix("recognition_rounds_total "));
    count.unwrap().parse().unwrap()
}

async fn a_while() {
    tokio::time::sleep(Duration::from_millis(1_500)).await;
}

#[tokio::test]
async fn the_journal_is_followed_when_it_has_grown_and_only_then() {
    let server = Pennyprint::with(|config| config.recognition.enabled = true);
    a_while().await;
    let before = rounds(&server).await;
    a_while().await;
    assert_eq!(rounds(&server).await, before, "nothing has happened");
    ScriptedPage::open(&server, 1, None).await.token().await;
    a_while().await;
    let after = rounds(&server).await;
    assert!(after > before, "a visit was sealed");
    a_while().await;
    assert_eq!(rounds(&server).await, after, "nothing has happened since");
}
