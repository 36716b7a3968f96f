//! A client that speaks HTTP/1.1 by hand over one kept-alive connection, from an address of its own.

use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tests::Pennyprint;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// Longer than anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Raw {
    pub(crate) stream: TcpStream,
    received: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Heard {
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// Of a header, named in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

impl Raw {
    pub(crate) async fn connect(server: &Pennyprint, from: Ipv4Addr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((from, 0))).unwrap();
        let stream = socket.connect(server.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, received: Vec::new() }
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// The next answer.
    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            let text = String::from_utf8_lossy(&self.received).to_ascii_lowercase();
            if let Some(head) = text.find("\r\n\r\n") {
                let heard = Heard {
                    status: text[9..12].parse().unwrap(),
                    head: text[..head].into(),
                    body: Value::Null,
                };
                let length = heard.header("content-length").map_or(0, |length| length.parse().unwrap());
                if self.received.len() >= head + 4 + length {
                    let rest = self.received.split_off(head + 4 + length);
                    let body = serde_json::from_slice(&self.received[head + 4..]).unwrap_or(Value::Null);
                    self.received = rest;
                    return Heard { body, ..heard };
                }
            }
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.received)).await.unwrap().unwrap();
            assert!(read > 0, "closed after {text}");
        }
    }

    /// Waits until the server has hung up.
    pub(crate) async fn hung_up(&mut self) {
        let end = async {
            while let Ok(read) = self.stream.read_buf(&mut self.received).await
                && read > 0
            {}
        };
        timeout(PATIENCE, end).await.expect("the server hangs up");
    }
}

/// A POST of a page.
pub(crate) fn post(route: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST {route} HTTP/1.1\r\nhost: test\r\norigin: https://shop.example\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
}

/// A page view's opening.
pub(crate) fn opening(server: &Pennyprint, device: Option<&str>) -> String {
    let open = serde_json::json!({ "v": wire::WIRE_VERSION, "key": server.site.publishable_key,
        "session_id": null, "device_id": device, "view": "", "signals": [] });
    post("/v1/sessions", "", &open.to_string())
}
