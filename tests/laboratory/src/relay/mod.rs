//! Relays that end the connections of their clients and make their own: whatever speaks through them, the kernel that the shop's server
//! meets is the relay's. They serve until they are dropped.

mod connect;
mod socks;

use netlab::Host;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// A relay. When it is dropped it ends, with every connection through it.
pub struct Relay {
    address: SocketAddr,
    /// The listener and whatever it has accepted or made.
    sockets: Sockets,
}

type Sockets = Arc<Mutex<Vec<OwnedFd>>>;

impl Relay {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        for socket in keep(&self.sockets).iter() {
            // One that was closed by both sides already cannot be shut down any more.
            let _ = rustix::net::shutdown(socket, rustix::net::Shutdown::Both);
        }
    }
}

/// Starts a SOCKS relay on a host.
pub fn start(host: &Host) -> io::Result<Relay> {
    start_waiting(host, Duration::ZERO)
}

/// The same, and whatever its clients send waits for so long before it goes on.
pub fn start_waiting(host: &Host, wait: Duration) -> io::Result<Relay> {
    listen(host, wait, |client| {
        let server = TcpStream::connect(socks::target(client)?)?;
        client.write_all(&socks::SUCCEEDED)?;
        Ok(server)
    })
}

/// Starts a relay that is asked by HTTP's CONNECT.
pub fn start_connect(host: &Host) -> io::Result<Relay> {
    listen(host, Duration::ZERO, |client| {
        let server = TcpStream::connect(connect::target(client)?)?;
        client.write_all(connect::SUCCEEDED)?;
        Ok(server)
    })
}

/// Starts a SOCKS relay on the client's own host whose connections go through a CONNECT relay: so programs use one that send
/// requests without encryption to no proxy's tunnel.
pub fn start_before(host: &Host, relay: &Relay) -> io::Result<Relay> {
    let relay = relay.address;
    listen(host, Duration::ZERO, move |client| {
        let target = socks::target(client)?;
        let server = connect::through(relay, target)?;
        client.write_all(&socks::SUCCEEDED)?;
        Ok(server)
    })
}

/// Listens; `reach` makes the connection that a client asks for, and tells it.
fn listen(
    host: &Host,
    wait: Duration,
    reach: impl Fn(&mut TcpStream) -> io::Result<TcpStream> + Clone + Send + 'static,
) -> io::Result<Relay> {
    let address = SocketAddr::from((host.address(), 0));
    let listener = host.within(|| TcpListener::bind(address))?;
    let address = listener.local_addr()?;
    let sockets = Sockets::new(Mutex::new(vec![listener.try_clone()?.into()]));
    let relay = Relay { address, sockets: Arc::clone(&sockets) };
    host.within(move || {
        thread::spawn(move || {
            for mut client in listener.incoming().map_while(Result::ok) {
                let (reach, sockets) = (reach.clone(), Arc::clone(&sockets));
                thread::spawn(move || {
                    keep(&sockets).push(client.try_clone()?.into());
                    let server = reach(&mut client)?;
                    keep(&sockets).push(server.try_clone()?.into());
                    join(client, server, wait)
                });
            }
        });
    });
    Ok(relay)
}

fn keep(sockets: &Sockets) -> MutexGuard<'_, Vec<OwnedFd>> {
    sockets.lock().unwrap_or_else(PoisonError::into_inner)
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
