//! Heads that are too large, and bodies that would grow.

use crate::raw::{Raw, post};
use std::net::Ipv4Addr;
use tests::Pennyprint;

const HERE: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);

#[tokio::test]
async fn a_head_of_more_than_128_kib_is_refused() {
    let server = Pennyprint::start();
    let mut client = Raw::connect(&server, HERE).await;
    let head = format!("GET /livez HTTP/1.1\r\nhost: test\r\nx-large: {}", "x".repeat(140 * 1024));
    client.send(head).await;
    assert_eq!(client.hear().await.status, 431);
    client.hung_up().await;
}

#[tokio::test]
async fn a_head_of_more_than_96_fields_is_refused() {
    let server = Pennyprint::start();
    let mut client = Raw::connect(&server, HERE).await;
    let head =
        |fields: usize| format!("GET /livez HTTP/1.1\r\nhost: test\r\n{}\r\n", "x: 1\r\n".repeat(fields - 1));
    client.send(head(96)).await;
    assert_eq!(client.hear().await.status, 200);
    client.send(head(97)).await;
    assert_eq!(client.hear().await.status, 431);
    client.hung_up().await;
}

#[tokio::test]
async fn a_compressed_body_is_refused_by_name_and_never_opened() {
    let server = Pennyprint::start();
    for encoding in ["gzip", "br", "zstd", "deflate", "gzip, identity"] {
        for route in ["/v1/sessions", "/v1/microtransactions", "/v1/reports", "/v1/tokens"] {
            let mut client = Raw::connect(&server, HERE).await;
            client.send(post(route, &format!("content-encoding: {encoding}\r\n"), "\u{1f}")).await;
            let heard = client.hear().await;
            assert_eq!((heard.status, heard.code()), (415, "unsupported_media_type"), "{route} {encoding}");
            assert_eq!(heard.body["field"], "Content-Encoding");
        }
    }
    let zipped = [("content-encoding", "gzip")];
    let answer = server.post("/v1/assessments", &Pennyprint::order(None), &zipped).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (415, "unsupported_media_type"));
    let plain = [("content-encoding", "identity")];
    assert_eq!(server.post("/v1/assessments", &Pennyprint::order(None), &plain).await.status, 200);
}
