//! Real kernels in network namespaces, with their parameters changed: the SYN tells, whatever the browser says.

mod namespace;

use namespace::{Host, Stack};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use tests::{Pennyprint, USUAL};

const PLAIN: Stack = Stack { ttl: 64, timestamps: true, sack: true };
/// A Linux that would like to be taken for Windows.
const ALTERED: Stack = Stack { ttl: 128, timestamps: false, sack: true };

const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const LINUX: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

fn everywhere() -> Pennyprint {
    Pennyprint::with(|config| config.listen.address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)))
}

/// Sends JSON from a host, as a browser that calls itself so.
fn post(host: &Host, port: u16, agent: &str, route: &str, body: &Value) -> Value {
    let body = body.to_string();
    let request = format!(
        "POST {route} HTTP/1.1\r\nhost: x\r\nuser-agent: {agent}\r\naccept-language: en\r\naccept-encoding: br\r\n\
         origin: https://shop.example\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let server = SocketAddr::from((host.server, port));
    let answer = host.within(|| {
        let mut stream = TcpStream::connect(server).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// The SYN of a visit from a host, and the codes of the reasons for what was decided.
async fn visit(server: &Pennyprint, host: &Host, agent: &str, device: Option<&str>) -> (String, Vec<String>) {
    let port = server.address.port();
    let open = json!({ "v": wire::WIRE_VERSION, "key": server.site.publishable_key, "session_id": null,
        "device_id": device, "view": "", "signals": [] });
    let opened = post(host, port, agent, "/v1/sessions", &open);
    let seal = json!({ "page_view": opened["page_view"], "last": null });
    let sealed = post(host, port, agent, "/v1/tokens", &seal);
    let answer = server.assess(&Pennyprint::order(sealed["token"].as_str())).await.body;
    let codes =
        answer["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap().into());
    let session = server.get(&format!("/v1/sessions/{}", opened["session_id"].as_str().unwrap())).await.body;
    (session["seals"][0]["connection"]["syn"].as_str().unwrap().into(), codes.collect())
}

fn local(server: &mut Pennyprint) {
    server.url = format!("http://127.0.0.1:{}", server.address.port());
}

#[tokio::test]
async fn a_kernel_is_known_by_its_syn_and_a_browser_that_claims_another_system_is_named() {
    let mut server = everywhere();
    local(&mut server);
    let Some(host) = Host::new(&PLAIN) else { return };
    let (syn, codes) = visit(&server, &host, LINUX, None).await;
    assert!(syn.contains(":64+0:1460:") && syn.contains(":mss,sok,ts,nop,ws:"), "{syn}");
    assert!(!codes.contains(&"os_mismatch".into()), "{codes:?}");
    let (_, codes) = visit(&server, &host, WINDOWS, None).await;
    assert!(codes.contains(&"os_mismatch".into()), "{codes:?}");
}

#[tokio::test]
async fn a_kernel_whose_time_to_live_was_turned_to_that_of_windows_is_not_taken_for_it() {
    let mut server = everywhere();
    local(&mut server);
    let Some(host) = Host::new(&ALTERED) else { return };
    let (syn, codes) = visit(&server, &host, WINDOWS, None).await;
    assert!(syn.contains(":128+0:") && syn.contains(":mss,nop,nop,sok,nop,ws:"), "{syn}");
    assert!(codes.contains(&"os_mismatch".into()), "{codes:?}");
}

#[tokio::test]
async fn a_copied_device_id_on_another_stack_is_named() {
    let mut server = everywhere();
    local(&mut server);
    let Some(host) = Host::new(&ALTERED) else { return };
    let mut device = None;
    for _ in 0..6 {
        let answer = server.visit(1, device.as_deref(), USUAL).await.body;
        device = answer["device_id"].as_str().map(String::from);
        server.a_day_passes().await;
    }
    let (_, codes) = visit(&server, &host, LINUX, device.as_deref()).await;
    assert!(codes.contains(&"new_stack".into()), "{codes:?}");
}
