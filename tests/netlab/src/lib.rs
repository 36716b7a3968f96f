//! A network on one machine: every host is a network namespace, so its TCP is the kernel's own, and between the hosts
//! a router in user space delays, jitters, loses, reorders and queues each packet as the hosts' links say.
//!
//! ```no_run
//! # use netlab::{Host, HostSetup, Link, Network};
//! # use std::net::{TcpListener, TcpStream};
//! let network = Network::new(7)?;
//! let shop = network.host(HostSetup::at([10, 1, 0, 1]))?;
//! let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link::delaying(12_000)))?;
//! let listener = shop.within(|| TcpListener::bind("10.1.0.1:80"));
//! let stream = home.within(|| TcpStream::connect("10.1.0.1:80")); // 24 ms later
//! # Ok::<(), netlab::Error>(())
//! ```

mod access;
mod dice;
mod error;
mod host;
mod jitter;
mod kernel;
mod lane;
mod link;
mod loss;
mod namespace;
mod network;
mod packet;
mod pings;
mod queue;
mod router;
mod routes;
mod syn;

pub use error::Error;
pub use host::{Host, HostSetup, Stack};
pub use jitter::{Cellular, Fibre, Geo, Jitter, Leo, Parametric, PowerSave, Replayed, Spread, Wifi};
pub use lane::Counts;
pub use link::{Direction, Link, Reordering};
pub use loss::Loss;
pub use network::Network;
pub use pings::{PingsError, Round, read_pings};
pub use queue::Rate;
pub use routes::Prefix;
