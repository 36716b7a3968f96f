//! A load of prepared requests over kept-alive connections: one task per connection, one thread.

use hdrhistogram::Histogram;
use std::net::SocketAddr;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One run.
pub(crate) struct Run {
    pub(crate) requests: u64,
    pub(crate) seconds: f64,
    pub(crate) latencies_us: Histogram<u64>,
}

impl Run {
    pub(crate) fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds
    }
}

/// One kept-alive connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::with_capacity(64 * 1024) }
    }

    /// Sends a request and returns the answer's body; stops the benchmark at anything but a 2xx.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> &[u8] {
        self.stream.write_all(request).await.unwrap();
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
            assert!(read > 0, "the server closed the connection");
            let Some(head) = find(&self.buffer, b"\r\n\r\n") else { continue };
            let length = content_length(&self.buffer[..head]);
            if self.buffer.len() >= head + 4 + length {
                assert!(self.buffer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&self.buffer));
                return &self.buffer[head + 4..];
            }
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn content_length(head: &[u8]) -> usize {
    const NAME: &[u8] = b"content-length: ";
    find(head, NAME).map_or(0, |at| {
        let digits = head[at + NAME.len()..].iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'))
    })
}

/// A request as bytes.
pub(crate) fn request(route: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("POST {route} HTTP/1.1\r\nhost: bench\r\n{headers}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// Sends prepared requests: one list per connection, each answered before the next is sent.
pub(crate) async fn prepared(address: SocketAddr, lists: Vec<Vec<Vec<u8>>>) -> Run {
    let mut tasks = Vec::new();
    for list in lists {
        let mut connection = Connection::open(address).await;
        tasks.push(async move {
            let mut latencies_us = Histogram::<u64>::new(3).unwrap();
            for request in list {
                let sent_at = Instant::now();
                connection.exchange(&request).await;
                latencies_us.record(sent_at.elapsed().as_micros() as u64).unwrap();
            }
            latencies_us
        });
    }
    gather(tasks).await
}

/// Runs all connections at once and adds up what they measured.
pub(crate) async fn gather(tasks: Vec<impl Future<Output = Histogram<u64>>>) -> Run {
    let began = Instant::now();
    let measured = futures_util::future::join_all(tasks).await;
    let seconds = began.elapsed().as_secs_f64();
    let mut latencies_us = Histogram::new(3).unwrap();
    measured.iter().for_each(|one| latencies_us.add(one).unwrap());
    Run { requests: latencies_us.len(), seconds, latencies_us }
}

/// A runtime of one thread.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
