//! A host: where it is, how its kernel speaks, and the link that it is behind.

use crate::error::Error;
use crate::lane::Counts;
use crate::link::Link;
use crate::namespace::Namespace;
use crate::network::Shared;
use crate::router::HostId;
use crate::routes::Prefix;
use std::net::Ipv4Addr;
use std::process::Command;
use std::sync::{Arc, Mutex};

/// What a host is to be.
#[derive(Clone, Debug)]
pub struct HostSetup {
    /// Its own address, and the source of what it sends.
    pub address: Ipv4Addr,
    /// Further addresses that are all its own: sockets on it may be bound to any of them.
    pub prefixes: Vec<Prefix>,
    /// Largest packet of its card, in bytes; its SYN offers 40 bytes less.
    pub mtu: u16,
    /// How its kernel speaks.
    pub stack: Stack,
    /// Between it and the router.
    pub link: Link,
}

impl HostSetup {
    /// A host with this address and a usual stack, wired straight to the router.
    pub fn at(address: impl Into<Ipv4Addr>) -> Self {
        Self {
            address: address.into(),
            prefixes: Vec::new(),
            mtu: 1500,
            stack: Stack::default(),
            link: Link::default(),
        }
    }

    /// The same behind a link.
    pub fn behind(self, link: Link) -> Self {
        Self { link, ..self }
    }

    /// The same with another stack.
    pub fn speaking(self, stack: Stack) -> Self {
        Self { stack, ..self }
    }
}

/// Parameters of a kernel's network stack; the default is Linux as it comes.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Time to live of what it sends.
    pub ttl: u8,
    /// TCP timestamps.
    pub timestamps: bool,
    /// Selective acknowledgements.
    pub sack: bool,
    /// Windows beyond 64 KiB.
    pub window_scaling: bool,
    /// Congestion control by its name; the kernel's default where there is none.
    pub congestion_control: Option<String>,
    /// Least, usual and largest receive buffer in bytes (`tcp_rmem`): the usual one sets the window of the SYN.
    pub receive_buffer_bytes: Option<[u32; 3]>,
    /// Kinds of its SYN's options in another order than Linux's, padding (1) and end (0) among them: the router writes them so.
    pub syn_options: Option<Vec<u8>>,
}

impl Default for Stack {
    fn default() -> Self {
        Self {
            ttl: 64,
            timestamps: true,
            sack: true,
            window_scaling: true,
            congestion_control: None,
            receive_buffer_bytes: None,
            syn_options: None,
        }
    }
}

impl Stack {
    /// A SYN like that of Windows 10 and 11. A buffer of 8 MiB at most makes Linux scale windows by 8 bits, as Windows does.
    pub fn windows() -> Self {
        Self {
            ttl: 128,
            timestamps: false,
            receive_buffer_bytes: Some([4_096, 131_072, 8 << 20]),
            syn_options: Some(vec![2, 1, 3, 1, 1, 4]),
            ..Self::default()
        }
    }

    /// A SYN with the options of Apple's systems; its windows are Linux's.
    pub fn apple() -> Self {
        Self { syn_options: Some(vec![2, 1, 3, 1, 1, 8, 4, 0]), ..Self::default() }
    }

    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        let flag = |is: bool| u8::from(is).to_string();
        let mut settings = vec![
            ("ipv4/ip_default_ttl", self.ttl.to_string()),
            ("ipv4/tcp_timestamps", flag(self.timestamps)),
            ("ipv4/tcp_sack", flag(self.sack)),
            ("ipv4/tcp_window_scaling", flag(self.window_scaling)),
        ];
        if let Some(name) = &self.congestion_control {
            settings.push(("ipv4/tcp_congestion_control", name.clone()));
        }
        if let Some([least, usual, largest]) = self.receive_buffer_bytes {
            settings.push(("ipv4/tcp_rmem", format!("{least} {usual} {largest}")));
        }
        settings
    }
}

/// A host on a network. When it is dropped, its kernel stack is gone and packets to it go nowhere.
pub struct Host {
    id: HostId,
    address: Mutex<Ipv4Addr>,
    namespace: Namespace,
    shared: Arc<Shared>,
}

impl Host {
    pub(crate) fn new(setup: &HostSetup, shared: Arc<Shared>) -> Result<Self, Error> {
        let address = only_a_host(setup.address)?;
        let (namespace, card) = Namespace::new(setup)?;
        let id = shared.plug_in(card, setup)?;
        Ok(Self { id, address: Mutex::new(address), namespace, shared })
    }

    /// Its address.
    pub fn address(&self) -> Ipv4Addr {
        *self.address.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Runs something on a thread of the host. Sockets opened there, and threads and processes started there, are the
    /// host's and stay so.
    pub fn within<T: Send>(&self, act: impl FnOnce() -> T + Send) -> T {
        self.namespace.within(act)
    }

    /// A program to be run on the host.
    pub fn command(&self, program: &str) -> Command {
        self.namespace.command(program)
    }

    /// Another link from now on. What is on its way arrives as it would have, and nothing overtakes it.
    pub fn set_link(&self, link: Link) {
        self.shared.router().set_link(self.id, link);
    }

    /// The device goes to another network: its old address is gone, with the connections that were open on it.
    pub fn roam(&self, address: impl Into<Ipv4Addr>, link: Link) -> Result<(), Error> {
        let new = only_a_host(address.into())?;
        let mut own = self.address.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if new != *own {
            self.shared.router().readdress(self.id, *own, new)?;
            self.namespace.readdress(*own, new)?;
            *own = new;
        }
        self.set_link(link);
        Ok(())
    }

    /// What became of the packets that it sent, and of those sent to it.
    pub fn counts(&self) -> (Counts, Counts) {
        self.shared.router().counts(self.id)
    }
}

fn only_a_host(address: Ipv4Addr) -> Result<Ipv4Addr, Error> {
    let many = address.is_multicast() || address.is_broadcast();
    match many || address.is_loopback() || Prefix::of(address, 8) == Prefix::of([0, 0, 0, 0], 8) {
        true => Err(Error::NotAHost(address)),
        false => Ok(address),
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.shared.router().unplug(self.id);
    }
}
