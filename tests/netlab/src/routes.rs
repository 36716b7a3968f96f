//! Which host a packet is for: the longest prefix that holds its destination.

use crate::error::Error;
use crate::router::HostId;
use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv4Addr;

/// Addresses that begin alike: `10.3.0.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix {
    length: u8,
    network: u32,
}

impl Prefix {
    /// The prefix of this length, at most 32, that holds an address.
    pub fn of(address: impl Into<Ipv4Addr>, length: u8) -> Self {
        let length = length.min(32);
        let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
        Self { length, network: address.into().to_bits() & mask }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from_bits(self.network), self.length)
    }
}

#[derive(Default)]
pub(crate) struct Routes(BTreeMap<Prefix, HostId>);

impl Routes {
    pub(crate) fn add(&mut self, prefix: Prefix, host: HostId) -> Result<(), Error> {
        match *self.0.entry(prefix).or_insert(host) {
            holder if holder == host => Ok(()),
            _ => Err(Error::Taken(prefix)),
        }
    }

    pub(crate) fn remove(&mut self, prefix: Prefix) {
        self.0.remove(&prefix);
    }

    pub(crate) fn forget(&mut self, host: HostId) {
        self.0.retain(|_, holder| *holder != host);
    }

    pub(crate) fn to(&self, destination: Ipv4Addr) -> Option<HostId> {
        (0..=32).rev().find_map(|length| self.0.get(&Prefix::of(destination, length)).copied())
    }
}
