//! Relays that end the connections of their clients and make their own: whatever speaks through them, the kernel that the shop's server
//! meets is the relay's. They serve until the process ends, or their host is gone.

mod connect;
mod socks;

use netlab::Host;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Starts a SOCKS relay on a host.
pub fn start(host: &Host) -> io::Result<SocketAddr> {
    start_waiting(host, Duration::ZERO)
}

/// The same, and whatever its clients send waits for so long before it goes on.
pub fn start_waiting(host: &Host, wait: Duration) -> io::Result<SocketAddr> {
    listen(host, move |mut client| {
        let server = TcpStream::connect(socks::target(&mut client)?)?;
        client.write_all(&socks::SUCCEEDED)?;
        join(client, server, wait)
    })
}

/// Starts a relay that is asked by HTTP's CONNECT.
pub fn start_connect(host: &Host) -> io::Result<SocketAddr> {
    listen(host, |mut client| {
        let server = TcpStream::connect(connect::target(&mut client)?)?;
        client.write_all(connect::SUCCEEDED)?;
        join(client, server, Duration::ZERO)
    })
}

/// Starts a SOCKS relay on the client's own host whose connections go through a CONNECT relay: so programs use one that send
/// requests without encryption to no proxy's tunnel.
pub fn start_before(host: &Host, relay: SocketAddr) -> io::Result<SocketAddr> {
    listen(host, move |mut client| {
        let target = socks::target(&mut client)?;
        let server = connect::through(relay, target)?;
        client.write_all(&socks::SUCCEEDED)?;
        join(client, server, Duration::ZERO)
    })
}

fn listen(
    host: &Host,
    serve: impl Fn(TcpStream) -> io::Result<()> + Clone + Send + 'static,
) -> io::Result<SocketAddr> {
    let address = SocketAddr::from((host.address(), 0));
    let listener = host.within(|| TcpListener::bind(address))?;
    let address = listener.local_addr()?;
    host.within(move || {
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let serve = serve.clone();
                thread::spawn(move || serve(client));
            }
        });
    });
    Ok(address)
}

/// Passes on whatever comes from either side, until there is no more.
fn join(client: TcpStream, server: TcpStream, wait: Duration) -> io::Result<()> {
    for side in [&client, &server] {
        side.set_nodelay(true)?;
    }
    let (from, to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || pass(from, to, wait));
    pass(server, client, Duration::ZERO)
}

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
