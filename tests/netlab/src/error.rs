//! Why there is no network, or no host on it.

use crate::routes::Prefix;
use std::net::Ipv4Addr;

/// What can go wrong while a network is set up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// This process may not make namespaces or TUN devices: whoever wanted to measure skips, and says why.
    #[error("no network can be made here: {0}")]
    NotPermitted(String),
    /// Two hosts want the same packets.
    #[error("{0} belongs to another host")]
    Taken(Prefix),
    /// The host's address cannot be one.
    #[error("address: {0} is not the address of one host")]
    NotAHost(Ipv4Addr),
    /// The kernel refused a parameter of the stack.
    #[error("{setting} = {value}: {why}")]
    Stack {
        /// As under `/proc/sys/net/`.
        setting: String,
        /// What it should have become.
        value: String,
        /// What the kernel said.
        why: String,
    },
    /// `ip` refused to set the host up.
    #[error("ip: {0}")]
    Ip(String),
    /// The kernel ran out of something.
    #[error("{doing}: {why}")]
    System {
        /// What was tried.
        doing: &'static str,
        /// What the kernel said.
        why: std::io::Error,
    },
}

impl Error {
    pub(crate) fn system(doing: &'static str) -> impl FnOnce(rustix::io::Errno) -> Self {
        move |errno| Self::System { doing, why: errno.into() }
    }
}
