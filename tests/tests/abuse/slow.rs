//! Clients that are slow on purpose: each kind is given up by name, and 200 of them keep nobody else from being served.

use crate::raw::{Raw, opening, post};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};
use tests::{Pennyprint, USUAL};
use tokio::time::timeout;

const HERE: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);

/// A server that loses its patience soon.
fn impatient() -> Pennyprint {
    Pennyprint::with(|config| {
        config.limits.head_s = 2;
        config.limits.body_s = 4;
        config.limits.body_idle_s = 2;
        config.limits.unread_s = 2;
    })
}

/// Sends one byte at a time, ten in a second, until the server has had enough.
async fn drip(client: &mut Raw) {
    use tokio::io::AsyncWriteExt;
    let began = Instant::now();
    while client.stream.write_all(b"x").await.is_ok() {
        assert!(began.elapsed() < Duration::from_secs(20), "it is still listened to");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let gone = client.stream.try_read(&mut [0; 1024]);
        if gone.is_ok() {
            return;
        }
    }
}

#[tokio::test]
async fn a_head_that_drips_in_is_given_up() {
    let server = impatient();
    let mut client = Raw::connect(&server, HERE).await;
    client.send("GET /livez HTTP/1.1\r\nhost: te").await;
    drip(&mut client).await;
}

#[tokio::test]
async fn a_second_head_on_a_kept_connection_that_drips_in_is_given_up() {
    let server = impatient();
    let mut client = Raw::connect(&server, HERE).await;
    client.send("GET /livez HTTP/1.1\r\nhost: test\r\n\r\nGET /livez HTTP/1.1\r\nhost: te").await;
    assert_eq!(client.hear().await.status, 200);
    drip(&mut client).await;
}

#[tokio::test]
async fn a_body_that_stops_is_given_up_by_name() {
    let server = impatient();
    let mut client = Raw::connect(&server, HERE).await;
    client.send("POST /v1/sessions HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\n{").await;
    let heard = client.hear().await;
    assert_eq!((heard.status, heard.code()), (408, "slow"));
    assert!(heard.body["detail"].as_str().unwrap().contains("nothing more"), "{heard:?}");
    client.hung_up().await;
}

#[tokio::test]
async fn a_body_that_never_stops_dripping_is_given_up_by_name() {
    let server = impatient();
    let mut client = Raw::connect(&server, HERE).await;
    client.send("POST /v1/sessions HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\n").await;
    for _ in 0..8 {
        client.send("x").await;
        tokio::time::sleep(Duration::from_millis(600)).await;
    }
    let heard = client.hear().await;
    assert_eq!((heard.status, heard.code()), (408, "slow"));
    assert!(heard.body["detail"].as_str().unwrap().contains("not complete"), "{heard:?}");
    client.hung_up().await;
}

#[tokio::test]
async fn a_client_that_never_reads_is_hung_up_on() {
    let server = impatient();
    let client = never_reading(&server).await;
    while held(&server) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    all_given_up(&server).await;
    drop(client);
}

/// Asks for more than fits in all buffers, and reads none of it.
async fn never_reading(server: &Pennyprint) -> Raw {
    let client = Raw::connect(server, HERE).await;
    let many = "GET /openapi.json HTTP/1.1\r\nhost: test\r\n\r\n".repeat(2_000);
    let mut rest = many.as_bytes();
    // Until the server, too, stops reading.
    while let Ok(Ok(())) = timeout(Duration::from_millis(200), client.stream.writable()).await
        && !rest.is_empty()
    {
        rest = client.stream.try_write(rest).map_or(rest, |sent| &rest[sent..]);
    }
    client
}

#[tokio::test]
async fn an_address_holds_as_many_connections_as_it_may_and_another_is_not_affected() {
    let server = Pennyprint::with(|config| config.limits.connections_per_address = 20);
    let mut held = Vec::new();
    for _ in 0..20 {
        let mut client = Raw::connect(&server, HERE).await;
        client.send(opening(&server, None)).await;
        assert_eq!(client.hear().await.status, 200);
        held.push(client);
    }
    let began = Instant::now();
    Raw::connect(&server, HERE).await.hung_up().await;
    assert!(began.elapsed() < Duration::from_secs(5), "at once, not for being silent");
    let mut other = Raw::connect(&server, Ipv4Addr::new(127, 0, 1, 2)).await;
    other.send(opening(&server, None)).await;
    assert_eq!(other.hear().await.status, 200);
    held.pop();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut client = Raw::connect(&server, HERE).await;
    client.send(opening(&server, None)).await;
    assert_eq!(client.hear().await.status, 200, "whoever leaves makes room");
}

#[tokio::test]
async fn two_hundred_slow_clients_keep_nobody_else_waiting_and_are_all_given_up() {
    let server = impatient();
    let mut slow = Vec::new();
    for number in 0..200 {
        let mut client = match number % 4 {
            3 => never_reading(&server).await,
            _ => Raw::connect(&server, HERE).await,
        };
        match number % 4 {
            0 => client.send("GET /livez HTTP/1.1\r\nhost: te").await,
            1 => client.send(&post("/v1/sessions", "", &"x".repeat(1_000))[..200]).await,
            // 2 says nothing at all.
            _ => {}
        }
        slow.push(client);
        if number == 100 {
            let began = Instant::now();
            let honest = server.visit(2, None, USUAL).await;
            assert_eq!(honest.status, 200, "{honest:?}");
            assert!(began.elapsed() < Duration::from_secs(5), "a visit took {:?}", began.elapsed());
        }
    }
    let honest = server.visit(2, None, USUAL).await;
    assert_eq!(honest.status, 200, "{honest:?}");
    all_given_up(&server).await;
}

fn held(server: &Pennyprint) -> u32 {
    server.app.admission.held_by(HERE.into())
}

async fn all_given_up(server: &Pennyprint) {
    let began = Instant::now();
    while held(server) > 0 {
        assert!(began.elapsed() < Duration::from_secs(40), "{} connections are still held", held(server));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
