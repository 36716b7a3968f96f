//! The header that a load balancer puts in front of a connection (PROXY protocol, version 2: haproxy.org, *The PROXY protocol*).
//! It names the client; what the kernel knows of the connection is then the balancer's.

use ppp::v2::{Addresses, Command, Header, ParseError};
use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Signature, version, family and length: the header's fixed part.
const FIXED: usize = 16;
/// Longest rest: addresses, and what balancers tell besides. The protocol allows 64 KiB; none needs them.
const REST: usize = 1024;

/// Whom a header names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// The client.
    Client(SocketAddr),
    /// Nobody: the balancer speaks for itself (a health check), or for something without an address.
    Nobody,
}

/// Why bytes are not a header.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum ProxyError {
    /// Not what the protocol says.
    #[error(transparent)]
    Malformed(#[from] ParseError),
    /// Longer than [`REST`].
    #[error("a PROXY header of {0} bytes is longer than any balancer needs")]
    TooLong(usize),
}

/// Reads a whole header.
pub fn parse(bytes: &[u8]) -> Result<Named, ProxyError> {
    let header = Header::try_from(bytes)?;
    Ok(match (header.command, header.addresses) {
        (Command::Proxy, Addresses::IPv4(v4)) => {
            Named::Client(SocketAddr::from((v4.source_address, v4.source_port)))
        }
        (Command::Proxy, Addresses::IPv6(v6)) => {
            Named::Client(SocketAddr::from((v6.source_address, v6.source_port)))
        }
        (Command::Local, _) | (_, Addresses::Unspecified | Addresses::Unix(_)) => Named::Nobody,
    })
}

/// Takes the header off a connection, and nothing behind it.
pub(super) async fn take(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Named> {
    let mut bytes = vec![0; FIXED];
    stream.read_exact(&mut bytes).await?;
    let rest = match parse(&bytes) {
        Err(ProxyError::Malformed(ParseError::Partial(_, rest))) => rest,
        Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        Ok(named) => return Ok(named),
    };
    if rest > REST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, ProxyError::TooLong(rest)));
    }
    bytes.resize(FIXED + rest, 0);
    stream.read_exact(bytes.get_mut(FIXED..).unwrap_or_default()).await?;
    parse(&bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ppp::v2::{Builder, Protocol, Version};

    fn header(command: Command, from: &str) -> Vec<u8> {
        let (from, to): (SocketAddr, SocketAddr) = (from.parse().unwrap(), "[::1]:443".parse().unwrap());
        let to = if from.is_ipv4() { SocketAddr::from(([127, 0, 0, 1], 443)) } else { to };
        Builder::with_addresses(Version::Two | command, Protocol::Stream, (from, to)).build().unwrap()
    }

    #[tokio::test]
    async fn the_client_is_named_and_not_a_byte_behind_the_header_is_taken() {
        for from in ["203.0.113.7:51000", "[2001:db8::7]:51000"] {
            let bytes = [header(Command::Proxy, from), b"GET /".to_vec()].concat();
            let mut stream = bytes.as_slice();
            assert_eq!(take(&mut stream).await.unwrap(), Named::Client(from.parse().unwrap()));
            assert_eq!(stream, b"GET /");
        }
        let mut local = &header(Command::Local, "203.0.113.7:51000")[..];
        assert_eq!(take(&mut local).await.unwrap(), Named::Nobody);
    }

    #[tokio::test]
    async fn what_is_no_header_is_refused() {
        let whole = header(Command::Proxy, "203.0.113.7:51000");
        for length in 0..whole.len() {
            assert!(take(&mut &whole[..length]).await.is_err(), "{length}");
        }
        assert!(take(&mut &b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"[..]).await.is_err());
        let mut long = whole;
        long[14..16].copy_from_slice(&60_000_u16.to_be_bytes());
        long.resize(FIXED + 60_000, 0);
        let refused = take(&mut &long[..]).await.unwrap_err();
        assert!(refused.to_string().contains("60000"), "{refused}");
    }
}
