//! A relay that ends the connections of its clients and makes its own: SOCKS version 5 (RFC 1928), no authentication, IPv4 addresses and
//! names that are such addresses, as Chromium sends them.

use netlab::Host;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// "Succeeded", and no address of interest.
const SUCCEEDED: [u8; 10] = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

/// Starts a relay on a host; it serves until the process ends, or its host is gone.
pub fn start(host: &Host) -> io::Result<SocketAddr> {
    start_waiting(host, Duration::ZERO)
}

/// The same, and whatever its clients send waits for so long before it goes on.
pub fn start_waiting(host: &Host, wait: Duration) -> io::Result<SocketAddr> {
    let address = SocketAddr::from((host.address(), 0));
    let listener = host.within(|| TcpListener::bind(address))?;
    let address = listener.local_addr()?;
    host.within(|| {
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                thread::spawn(move || serve(client, wait));
            }
        })
    });
    Ok(address)
}

fn serve(mut client: TcpStream, wait: Duration) -> io::Result<()> {
    let mut head = [0; 2];
    client.read_exact(&mut head)?;
    let mut methods = vec![0; head[1].into()];
    client.read_exact(&mut methods)?;
    client.write_all(&[5, 0])?;
    let server = TcpStream::connect(target(&mut client)?)?;
    client.write_all(&SUCCEEDED)?;
    for side in [&client, &server] {
        side.set_nodelay(true)?;
    }
    let (from, to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || pass(from, to, wait));
    pass(server, client, Duration::ZERO)
}

/// Where a client wants to be connected to.
fn target(client: &mut impl Read) -> io::Result<SocketAddr> {
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

/// Everything from one side to the other, until there is no more.
fn pass(mut from: TcpStream, mut to: TcpStream, wait: Duration) -> io::Result<()> {
    let done = copy(&mut from, &mut to, wait);
    to.shutdown(Shutdown::Write)?;
    done
}

fn copy(from: &mut TcpStream, to: &mut TcpStream, wait: Duration) -> io::Result<()> {
    let mut buffer = [0; 16 << 10];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        thread::sleep(wait);
        to.write_all(&buffer[..read])?;
    }
}
