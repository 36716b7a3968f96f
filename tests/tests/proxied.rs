//! Behind a proxy: who is trusted to name the client, and what the proxy hides.

use reqwest::Client;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use server::config::Tls;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use tests::{Pennyprint, ScriptedPage, USUAL, as_a_browser};

/// The path and the connection that a page view was seen to have.
async fn seen(server: &Pennyprint, page: &ScriptedPage) -> (Value, Value) {
    page.token().await;
    let session = server.get(&format!("/v1/sessions/{}", page.opened.session_id)).await.body;
    let seal = &session["seals"][0];
    (seal["path"].clone(), seal["connection"].clone())
}

fn forwarded_for(hops: &'static str) -> HeaderMap {
    let mut headers = as_a_browser();
    headers.insert("x-forwarded-for", HeaderValue::from_static(hops));
    headers
}

#[tokio::test]
async fn a_direct_client_is_seen_whole() {
    let server = Pennyprint::start();
    let mut page = ScriptedPage::open(&server, 3, None).await;
    page.run(USUAL).await;
    let (path, connection) = seen(&server, &page).await;
    assert_eq!(path, "127.0.3.0/24");
    assert!(connection["syn"].as_str().unwrap().starts_with("4:64+0:65495:"), "{connection}");
    assert_eq!(connection["ja4"], json!({ "absent": "unencrypted" }));
    assert_eq!(connection["request"]["version"], "1.1");
    assert!(connection["request"]["headers"].as_array().unwrap().contains(&json!("accept-language")));
    assert_eq!(connection["claimed"], "Linux, Chromium 141");
    let session = server.get(&format!("/v1/sessions/{}", page.opened.session_id)).await.body;
    for exchange in session["seals"][0]["exchanges"].as_array().unwrap() {
        let rtt_us = exchange["tcp"]["min_rtt_us"].as_u64().unwrap();
        assert!((1..5_000).contains(&rtt_us), "{exchange}");
    }
}

#[tokio::test]
async fn a_trusted_proxys_word_on_the_client_is_believed_and_what_it_hides_is_absent() {
    let server =
        Pennyprint::with(|config| config.listen.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]);
    // The client wrote the first one itself; the last one is a second proxy of ours.
    let headers = forwarded_for("192.0.2.66, 203.0.113.7, 127.9.9.9");
    let page = ScriptedPage::open_as(&server, None, headers).await;
    let (path, connection) = seen(&server, &page).await;
    assert_eq!(path, "203.0.113.0/24");
    for part in ["syn", "ja4", "request"] {
        assert_eq!(connection[part], json!({ "absent": "proxied" }), "{part}");
    }
}

#[tokio::test]
async fn nobody_elses_word_on_the_client_is_believed() {
    let server =
        Pennyprint::with(|config| config.listen.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()]);
    let page = ScriptedPage::open_as(&server, None, forwarded_for("203.0.113.7")).await;
    let (path, connection) = seen(&server, &page).await;
    assert_eq!(path, "127.0.0.0/24");
    assert!(connection["syn"].is_string(), "{connection}");
}

/// PROXY protocol, version 2: `from` speaks over a connection to the server.
fn announced(from: [u8; 4]) -> Vec<u8> {
    let mut header = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c".to_vec();
    header.extend(from);
    header.extend([127, 0, 0, 1, 0xc7, 0x38, 0x01, 0xbb]);
    header
}

fn ask(address: SocketAddr, announcement: &[u8], request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(&[announcement, request.as_bytes()].concat()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

fn post(route: &str, body: &Value) -> String {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST {route} HTTP/1.1\r\nhost: x\r\norigin: https://shop.example\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

fn json_of(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn a_balancer_names_the_client_in_front_of_the_connection() {
    let server = Pennyprint::with(|config| {
        config.listen.proxy_protocol = true;
        config.listen.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    });
    let open = json!({ "v": wire::WIRE_VERSION, "key": server.site.publishable_key, "session_id": null,
        "device_id": null, "view": "", "signals": [] });
    let announcement = announced([198, 51, 100, 7]);
    let opened = json_of(&ask(server.address, &announcement, &post("/v1/sessions", &open)));
    let seal = json!({ "page_view": opened["page_view"], "last": null });
    let sealed = json_of(&ask(server.address, &announcement, &post("/v1/tokens", &seal)));
    assert!(sealed["token"].is_string(), "{sealed}");
    let session = opened["session_id"].as_str().unwrap();
    let secret = &server.secret_key;
    let get = format!(
        "GET /v1/sessions/{session} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {secret}\r\nconnection: close\r\n\r\n"
    );
    let shown = json_of(&ask(server.address, &announcement, &get));
    let (path, connection) = (&shown["seals"][0]["path"], &shown["seals"][0]["connection"]);
    assert_eq!(path, "198.51.100.0/24");
    assert_eq!(connection["syn"], json!({ "absent": "proxied" }));
    // The balancer passes the client's own bytes on.
    assert_eq!(connection["request"]["headers"], json!(["host", "origin", "connection", "content-length"]));

    let unannounced = ask(server.address, b"", "GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert_eq!(unannounced, "", "a connection without a header was served");
}

#[tokio::test]
async fn only_a_trusted_balancer_may_connect_where_the_header_is_expected() {
    let server = Pennyprint::with(|config| {
        config.listen.proxy_protocol = true;
        config.listen.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    });
    let request = "GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    assert_eq!(ask(server.address, &announced([198, 51, 100, 7]), request), "");
}

#[tokio::test]
async fn where_the_server_ends_tls_itself_the_client_hello_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let mut server = Pennyprint::with(|config| config.listen.tls = Some(Tls { cert, key }));
    server.url = format!("https://{}", server.address);
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = || Client::builder().tls_certs_only([trusted.clone()]);
    let page =
        ScriptedPage::open_by(&server, client().default_headers(as_a_browser()), None, Vec::new()).await;
    page.token().await;
    let url = format!("{}/v1/sessions/{}", server.url, page.opened.session_id);
    let shown = client().build().unwrap().get(url).bearer_auth(&server.secret_key).send().await.unwrap();
    let shown: Value = shown.json().await.unwrap();
    let connection = &shown["seals"][0]["connection"];
    let ja4 = connection["ja4"].as_str().unwrap_or_default();
    // TLS 1.3 to an address rather than a name.
    assert!(ja4.starts_with("t13i") && ja4.len() == 36, "{connection}");
}
