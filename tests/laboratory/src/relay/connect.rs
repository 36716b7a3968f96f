//! HTTP's CONNECT (RFC 9110 §9.3.6): addresses only, and nothing of the heads that follow is of interest.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

pub(super) const SUCCEEDED: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";
/// Longer heads are no client's of ours.
const HEAD_BYTES: usize = 4 << 10;

/// Where a client wants to be connected to.
pub(super) fn target(client: &mut impl Read) -> io::Result<SocketAddr> {
    let head = head(client)?;
    let authority = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next());
    authority.and_then(|address| address.parse().ok()).ok_or(io::ErrorKind::Unsupported.into())
}

/// A connection to there through a relay.
pub(super) fn through(relay: SocketAddr, target: SocketAddr) -> io::Result<TcpStream> {
    let mut server = TcpStream::connect(relay)?;
    server.write_all(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n").as_bytes())?;
    match head(&mut server)?.split(' ').nth(1) {
        Some("200") => Ok(server),
        _ => Err(io::ErrorKind::ConnectionRefused.into()),
    }
}

/// Everything up to the empty line. Byte by byte: what comes after it is the tunnel's.
fn head(from: &mut impl Read) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        from.read_exact(&mut byte)?;
        head.extend(byte);
        if head.len() > HEAD_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    String::from_utf8(head).map_err(|_| io::ErrorKind::InvalidData.into())
}
