//! What the server sees of a connection by itself, before and beside HTTP: the SYN, the kernel's round trips, the
//! ClientHello, the order of the headers; and whose address it is behind the proxies that are trusted.

mod accept;
pub mod head;
pub mod hello;
pub mod proxy;
mod sockopt;
mod stream;
pub mod syn;
mod tcp_info;
pub mod user_agent;

pub use accept::{Front, listener, watched};
pub use stream::Watched;

use actix_web::HttpRequest;
use actix_web::http::header;
use ipnet::IpNet;
use models::connection::{Connection, Seen, TcpInfo, Unseen};
use std::net::IpAddr;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use stream::HeadCell;

/// What was seen of one connection.
pub struct Witness {
    /// Numbers the connections of this process.
    pub id: u64,
    /// Who ends the client's connection.
    front: Front,
    /// The client as far as the connection tells: whom the PROXY header named, or the other end.
    client: IpAddr,
    /// A second handle of the socket: the kernel can be asked as long as the connection is served.
    socket: Option<OwnedFd>,
    syn: Seen<models::connection::Syn>,
    ja4: Seen<String>,
    head: HeadCell,
}

static CONNECTIONS: AtomicU64 = AtomicU64::new(0);

fn next_id() -> u64 {
    CONNECTIONS.fetch_add(1, Ordering::Relaxed)
}

impl Witness {
    /// What the kernel knows of it now; `connection` numbers the visit's connections.
    pub fn tcp_info(&self, connection: u8) -> Result<TcpInfo, Unseen> {
        match (self.front, &self.socket) {
            (Front::Client, Some(socket)) => tcp_info::read(socket, connection),
            (Front::Client, None) => Err(Unseen::Unsupported),
            (Front::Balancer | Front::Proxy, _) => Err(Unseen::Proxied),
        }
    }
}

/// What was seen of the connection that a request came over.
pub fn witness(request: &HttpRequest) -> Option<&Rc<Witness>> {
    request.conn_data()
}

/// All that is seen when a page view is opened.
pub fn seen(request: &HttpRequest) -> Connection {
    let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let claimed = user_agent::parse(agent.unwrap_or_default());
    let Some(witness) = witness(request) else { return Connection { claimed, ..Connection::default() } };
    let own_head = match witness.front {
        Front::Proxy => Seen::Absent(Unseen::Proxied),
        Front::Client | Front::Balancer => {
            head::parse(witness.head.borrow().bytes()).map_or(Seen::Absent(Unseen::Unreadable), Seen::Known)
        }
    };
    Connection { syn: witness.syn.clone(), ja4: witness.ja4.clone(), request: own_head, claimed }
}

/// The client's address: of the connection, or as the trusted proxies say. They append, so the last address that is not
/// one of theirs is the client's; what stands before it is the client's own word.
pub fn client(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let witness = witness(request)?;
    if witness.front != Front::Proxy {
        return Some(witness.client);
    }
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut client = witness.client;
    for hop in hops.into_iter().rev() {
        if !is_trusted(client, trusted) {
            break;
        }
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    Some(client)
}

/// Whether it is a proxy of ours.
pub(crate) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&address))
}
