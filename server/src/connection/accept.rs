//! From an accepted socket to a connection that HTTP can be spoken over: the SYN is taken out of the kernel, the balancer's
//! header is taken off, TLS is agreed on.

use super::stream::{Io, Recorder, Watched};
use super::{Witness, hello, is_trusted, next_id, proxy, sockopt, syn};
use crate::config::Listen;
use actix_web::rt::net::TcpStream;
use models::connection::{Seen, Unseen};
use rustls::ServerConfig;
use socket2::{Domain, Socket, Type};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsAcceptor;

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;
/// How long the balancer's header and the agreement on TLS may take together.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// Who ends the client's TCP connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// We do.
    Client,
    /// A balancer that passes bytes on behind a PROXY header.
    Balancer,
    /// A proxy that speaks HTTP to us.
    Proxy,
}

/// Listens, and keeps the SYN of every connection where the kernel can.
pub fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    if let Err(error) = sockopt::save_syn(&socket) {
        tracing::warn!(%error, "the kernel does not keep SYN packets; stacks of clients will not be seen");
    }
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Makes a connection ready for HTTP, and says whose it is: the other end's, or the client's that a balancer named.
pub async fn watched(
    io: TcpStream,
    listen: &Listen,
    tls: Option<Arc<ServerConfig>>,
) -> io::Result<(Watched, SocketAddr)> {
    let syn = syn::of(&io);
    io.set_nodelay(true)?;
    tokio::time::timeout(HANDSHAKE, agree(io, syn, listen, tls)).await?
}

async fn agree(
    mut io: TcpStream,
    syn: Seen<models::connection::Syn>,
    listen: &Listen,
    tls: Option<Arc<ServerConfig>>,
) -> io::Result<(Watched, SocketAddr)> {
    let mut peer = io.peer_addr()?;
    let trusted = is_trusted(peer.ip().to_canonical(), &listen.trusted_proxies);
    let front = match (listen.proxy_protocol, trusted) {
        (false, false) => Front::Client,
        (false, true) => Front::Proxy,
        (true, true) => match proxy::take(&mut io).await? {
            proxy::Named::Client(named) => {
                peer = named;
                Front::Balancer
            }
            proxy::Named::Nobody => Front::Client,
        },
        (true, false) => return Err(io::Error::other("only a trusted proxy may connect here")),
    };
    let socket = io.as_fd().try_clone_to_owned().ok();
    let (io, ja4) = match tls {
        None => (Io::Plain(io), Seen::Absent(Unseen::Unencrypted)),
        Some(tls) => {
            let mut tls = TlsAcceptor::from(tls).accept(Recorder::new(io)).await?;
            let bytes = tls.get_mut().0.stop();
            let ja4 = hello::ja4(&bytes).map_or(Seen::Absent(Unseen::Unreadable), Seen::Known);
            (Io::Tls(Box::new(tls)), ja4)
        }
    };
    let witness = Witness {
        id: next_id(),
        front,
        client: peer.ip().to_canonical(),
        socket,
        syn: if front == Front::Client { syn } else { Seen::Absent(Unseen::Proxied) },
        ja4: if front == Front::Proxy { Seen::Absent(Unseen::Proxied) } else { ja4 },
        head: Default::default(),
    };
    Ok((Watched::new(io, witness), peer))
}
