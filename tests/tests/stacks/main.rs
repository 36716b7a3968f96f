//! Real kernels on a network of their own, with their parameters changed: the SYN tells, whatever the browser says.

use netlab::{Host, HostSetup, Link, Network, Stack};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use tests::{Pennyprint, USUAL};

/// A Linux that would like to be taken for Windows.
fn altered() -> Stack {
    Stack { ttl: 128, timestamps: false, ..Stack::default() }
}

const SHOP: Ipv4Addr = Ipv4Addr::new(10, 1, 0, 1);

const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const LINUX: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

/// Pennyprint on one host of a network, and somebody with this stack on another.
struct Street {
    home: Host,
    shop: Host,
    _network: Network,
}

impl Street {
    /// `None`, with the reason printed, where no network can be made.
    fn with(stack: Stack) -> Option<Self> {
        let network = Network::or_skip(1)?;
        let shop = network.host(HostSetup::at(SHOP)).unwrap();
        let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link::delaying(2_000)).speaking(stack));
        Some(Self { home: home.unwrap(), shop, _network: network })
    }

    /// Lives through something where Pennyprint runs; its threads are born there, so that it listens there.
    fn at_the_shop(&self, act: impl AsyncFnOnce(Pennyprint) + Send) {
        self.shop.within(|| {
            let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
            let mut server = Pennyprint::with(|config| config.listen.address = everywhere);
            server.url = format!("http://127.0.0.1:{}", server.address.port());
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(act(server));
        });
    }
}

/// Sends JSON from a host, as a browser that calls itself so.
fn post(host: &Host, port: u16, agent: &str, route: &str, body: &Value) -> Value {
    let body = body.to_string();
    let request = format!(
        "POST {route} HTTP/1.1\r\nhost: x\r\nuser-agent: {agent}\r\naccept-language: en\r\naccept-encoding: br\r\n\
         origin: https://shop.example\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let server = SocketAddr::from((SHOP, port));
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

#[test]
fn a_kernel_is_known_by_its_syn_and_a_browser_that_claims_another_system_is_named() {
    let Some(street) = Street::with(Stack::default()) else { return };
    street.at_the_shop(async |server| {
        let (syn, codes) = visit(&server, &street.home, LINUX, None).await;
        assert!(syn.contains(":64+0:1460:") && syn.contains(":mss,sok,ts,nop,ws:"), "{syn}");
        assert!(!codes.contains(&"os_mismatch".into()), "{codes:?}");
        let (_, codes) = visit(&server, &street.home, WINDOWS, None).await;
        assert!(codes.contains(&"os_mismatch".into()), "{codes:?}");
    });
}

#[test]
fn a_kernel_whose_time_to_live_was_turned_to_that_of_windows_is_not_taken_for_it() {
    let Some(street) = Street::with(altered()) else { return };
    street.at_the_shop(async |server| {
        let (syn, codes) = visit(&server, &street.home, WINDOWS, None).await;
        assert!(syn.contains(":128+0:") && syn.contains(":mss,nop,nop,sok,nop,ws:"), "{syn}");
        assert!(codes.contains(&"os_mismatch".into()), "{codes:?}");
    });
}

#[test]
fn a_copied_device_id_on_another_stack_is_named() {
    let Some(street) = Street::with(altered()) else { return };
    street.at_the_shop(async |server| {
        let mut device = None;
        for _ in 0..6 {
            let answer = server.visit(1, device.as_deref(), USUAL).await.body;
            device = answer["device_id"].as_str().map(String::from);
            server.a_day_passes().await;
        }
        let (_, codes) = visit(&server, &street.home, LINUX, device.as_deref()).await;
        assert!(codes.contains(&"new_stack".into()), "{codes:?}");
    });
}
