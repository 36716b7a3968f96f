//! A relay that ends the connections of its clients and makes its own: SOCKS version 5 (RFC 1928), no authentication, IPv4.

use netlab::Host;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// "Succeeded", and no address of interest.
const SUCCEEDED: [u8; 10] = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

/// Starts a relay on a host; it serves until the process ends, or its host is gone.
pub(crate) fn start(host: &Host) -> io::Result<SocketAddr> {
    let address = SocketAddr::from((host.address(), 0));
    let listener = host.within(|| TcpListener::bind(address))?;
    let address = listener.local_addr()?;
    host.within(|| {
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                thread::spawn(move || serve(client));
            }
        })
    });
    Ok(address)
}

fn serve(mut client: TcpStream) -> io::Result<()> {
    let mut head = [0; 2];
    client.read_exact(&mut head)?;
    let mut methods = vec![0; head[1].into()];
    client.read_exact(&mut methods)?;
    client.write_all(&[5, 0])?;
    let mut request = [0; 10];
    client.read_exact(&mut request)?;
    let [5, 1, 0, 1, a, b, c, d, high, low] = request else { return Err(io::ErrorKind::Unsupported.into()) };
    let target = SocketAddr::from((Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low])));
    let server = TcpStream::connect(target)?;
    client.write_all(&SUCCEEDED)?;
    for side in [&client, &server] {
        side.set_nodelay(true)?;
    }
    let (from, to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || pass(from, to));
    pass(server, client)
}

/// Everything from one side to the other, until there is no more.
fn pass(mut from: TcpStream, mut to: TcpStream) -> io::Result<()> {
    let done = io::copy(&mut from, &mut to);
    to.shutdown(Shutdown::Write)?;
    done.map(|_| ())
}
