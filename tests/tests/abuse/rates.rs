//! Rates: who asks too much is told for how long, and only they are.

use crate::raw::{Raw, opening, post};
use reqwest::{Client, StatusCode};
use server::config::Rate;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};
use tests::{Pennyprint, ScriptedPage};

const HERE: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);
const THERE: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 2);
const FEW: Rate = Rate { per_minute: 30, burst: 3 };

#[tokio::test]
async fn an_address_that_opens_too_many_page_views_is_told_how_long_to_wait_and_others_are_not() {
    let server = Pennyprint::with(|config| config.limits.page_opens_per_address = FEW);
    let (mut here, mut there) = (Raw::connect(&server, HERE).await, Raw::connect(&server, THERE).await);
    for _ in 0..3 {
        here.send(opening(&server, None)).await;
        assert_eq!(here.hear().await.status, 200);
    }
    here.send(opening(&server, None)).await;
    let refused = here.hear().await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_from_address"));
    assert_eq!(refused.header("retry-after"), Some("2"), "one in two seconds");
    there.send(opening(&server, None)).await;
    assert_eq!(there.hear().await.status, 200);

    tokio::time::sleep(Duration::from_secs(2)).await;
    here.send(opening(&server, None)).await;
    assert_eq!(here.hear().await.status, 200, "who waited as long as told is let in");
}

#[tokio::test]
async fn an_address_that_sends_too_much_is_refused_before_its_body_is_read() {
    let server = Pennyprint::with(|config| config.limits.page_requests_per_address = FEW);
    let mut here = Raw::connect(&server, HERE).await;
    for route in ["/v1/microtransactions", "/v1/reports", "/v1/tokens"] {
        here.send(post(route, "", "no")).await;
        assert_ne!(here.hear().await.status, 429);
    }
    here.send("POST /v1/challenges/chl_0/answers HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\n").await;
    let refused = here.hear().await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_from_address"));
}

#[tokio::test]
async fn a_device_that_sends_too_much_is_refused_wherever_it_comes_from() {
    let server = Pennyprint::with(|config| config.limits.page_requests_per_device = FEW);
    let device = format!("dev_{:032x}", 7);
    for network in 0..3 {
        ScriptedPage::open(&server, network, Some(&device)).await;
    }
    let mut here = Raw::connect(&server, HERE).await;
    here.send(opening(&server, Some(&device))).await;
    let refused = here.hear().await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_from_device"));
    here.send(opening(&server, None)).await;
    assert_eq!(here.hear().await.status, 200, "another device at the same address goes on");
}

#[tokio::test]
async fn a_site_whose_pages_send_too_much_leaves_other_sites_alone() {
    let server = Pennyprint::with(|config| config.limits.page_requests_per_site = FEW);
    let other = server.another_site().await;
    let mut here = Raw::connect(&server, HERE).await;
    for _ in 0..3 {
        here.send(opening(&server, None)).await;
        assert_eq!(here.hear().await.status, 200);
    }
    here.send(opening(&server, None)).await;
    let refused = here.hear().await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_for_site"));
    here.send(opening(&other, None)).await;
    assert_eq!(here.hear().await.status, 200);
}

#[tokio::test]
async fn a_back_end_that_asks_too_much_is_told_how_long_to_wait() {
    let server = Pennyprint::with(|config| config.limits.requests_per_site = FEW);
    let other = server.another_site().await;
    for _ in 0..3 {
        assert_eq!(server.get("/v1/devices").await.status, StatusCode::OK);
    }
    let url = format!("{}/v1/devices", server.url);
    let refused = Client::new().get(url).bearer_auth(&server.secret_key).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "2");
    assert_eq!(server.assess(&Pennyprint::order(None)).await.code(), "too_many_for_site");
    assert_eq!(other.get("/v1/devices").await.status, StatusCode::OK);
}

/// 500 people behind one address, all of whom come to the checkout at the same moment, and again a minute later.
#[tokio::test]
async fn an_office_of_five_hundred_people_behind_one_address_is_not_refused() {
    let server = Pennyprint::start();
    let mut office = Raw::connect(&server, HERE).await;
    let began = Instant::now();
    for person in 0..500 {
        office.send(opening(&server, Some(&format!("dev_{person:032x}")))).await;
        assert_eq!(office.hear().await.status, 200);
        for _ in 0..12 {
            office.send(post("/v1/tokens", "", "{}")).await;
            assert_eq!(office.hear().await.status, 422);
        }
    }
    assert!(began.elapsed() < Duration::from_secs(60), "slower than the office would be");
}
