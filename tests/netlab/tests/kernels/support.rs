//! What the tests of the network share: a shop that answers, and what its kernel says of a connection.

use netlab::Host;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

pub(crate) const PORT: u16 = 80;

/// Answers every byte with itself, on a thread that ends with the test.
pub(crate) fn echo(shop: &Host) {
    let at = SocketAddr::from((shop.address(), PORT));
    let listener = shop.within(|| TcpListener::bind(at).unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.set_nodelay(true).unwrap();
            std::thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(bytes @ 1..) = stream.read(&mut buffer) {
                    if stream.write_all(&buffer[..bytes]).is_err() {
                        return;
                    }
                }
            });
        }
    });
}

/// A connection from one host to the port of another, and how long its handshake took.
pub(crate) fn connect(from: &Host, to: &Host) -> (TcpStream, Duration) {
    let at = SocketAddr::from((to.address(), PORT));
    let began = Instant::now();
    let stream = from.within(|| TcpStream::connect(at).unwrap());
    let took = began.elapsed();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    (stream, took)
}

/// How long one byte takes there and back.
pub(crate) fn ping(stream: &mut TcpStream) -> Duration {
    let began = Instant::now();
    stream.write_all(b"?").unwrap();
    stream.read_exact(&mut [0]).unwrap();
    began.elapsed()
}

/// What the kernel of a host says of its one connection: `TCP_INFO`, as `ss` prints it.
pub(crate) struct TcpInfo(String);

impl TcpInfo {
    pub(crate) fn of(host: &Host) -> Self {
        let listed = host.command("ss").args(["-tinH", "state", "established"]).output().unwrap();
        assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
        Self(String::from_utf8(listed.stdout).unwrap())
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.0.split_whitespace().find_map(|word| word.strip_prefix(name))
    }

    /// Smoothed.
    pub(crate) fn rtt_us(&self) -> f64 {
        let (rtt_ms, _) = self.field("rtt:").unwrap().split_once('/').unwrap();
        rtt_ms.parse::<f64>().unwrap() * 1e3
    }

    /// The least of late.
    pub(crate) fn least_rtt_us(&self) -> f64 {
        self.field("minrtt:").unwrap().parse::<f64>().unwrap() * 1e3
    }

    /// Segments sent again, since the connection began.
    pub(crate) fn retransmits(&self) -> u64 {
        self.field("retrans:").map_or(0, |both| both.split_once('/').unwrap().1.parse().unwrap())
    }
}

/// A datagram socket of a host.
pub(crate) fn datagrams(host: &Host) -> UdpSocket {
    let at = SocketAddr::from((host.address(), PORT));
    let socket = host.within(|| UdpSocket::bind(at).unwrap());
    socket.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    // What arrives while the test has to wait for the processor is not to be lost by the socket.
    rustix::net::sockopt::set_socket_recv_buffer_size_force(&socket, 4_000_000).unwrap();
    socket
}

/// Sends numbered datagrams at a pace, and says which arrived, in the order of their coming.
pub(crate) fn arrivals(from: &UdpSocket, to: &UdpSocket, count: u32, pace: Duration) -> Vec<u32> {
    let at = to.local_addr().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0..count {
                from.send_to(&number.to_be_bytes(), at).unwrap();
                std::thread::sleep(pace);
            }
        });
        let mut arrived = Vec::new();
        let mut number = [0; 4];
        while to.recv(&mut number).is_ok() {
            arrived.push(u32::from_be_bytes(number));
        }
        arrived
    })
}
