//! SOCKS version 5 (RFC 1928): no authentication, IPv4 addresses and names that are such addresses, as Chromium sends them.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};

/// "Succeeded", and no address of interest.
pub(super) const SUCCEEDED: [u8; 10] = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

/// Where a client wants to be connected to.
pub(super) fn target(client: &mut (impl Read + Write)) -> io::Result<SocketAddr> {
    let mut head = [0; 2];
    client.read_exact(&mut head)?;
    let mut methods = vec![0; head[1].into()];
    client.read_exact(&mut methods)?;
    client.write_all(&[5, 0])?;
    let mut request = [0; 4];
    client.read_exact(&mut request)?;
    let address = match request {
        [5, 1, 0, 1] => {
            let mut octets = [0; 4];
            client.read_exact(&mut octets)?;
            Ipv4Addr::from(octets)
        }
        [5, 1, 0, 3] => {
            let mut length = [0];
            client.read_exact(&mut length)?;
            let mut name = vec![0; length[0].into()];
            client.read_exact(&mut name)?;
            let name = std::str::from_utf8(&name).ok().and_then(|name| name.parse().ok());
            name.ok_or(io::ErrorKind::Unsupported)?
        }
        _ => return Err(io::ErrorKind::Unsupported.into()),
    };
    let mut port = [0; 2];
    client.read_exact(&mut port)?;
    Ok(SocketAddr::from((address, u16::from_be_bytes(port))))
}
