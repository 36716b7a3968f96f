//! A host of its own: a network namespace with a kernel stack that the test sets up, one cable away from the server.

use std::fs::File;
use std::net::Ipv4Addr;
use std::os::fd::AsFd;
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};

static HOSTS: AtomicU8 = AtomicU8::new(0);

/// A host; it is gone when it is dropped.
pub(crate) struct Host {
    name: String,
    /// Where it reaches the server.
    pub(crate) server: Ipv4Addr,
}

/// What differs from the stack as it is.
pub(crate) struct Stack {
    pub(crate) ttl: u8,
    pub(crate) timestamps: bool,
    pub(crate) sack: bool,
}

impl Host {
    /// Sets a host up; `None`, with the reason printed, where namespaces are not permitted.
    pub(crate) fn new(stack: &Stack) -> Option<Self> {
        let number = HOSTS.fetch_add(1, Ordering::Relaxed);
        let process = std::process::id();
        // The process is part of the address too: tests run side by side, each in a process of its own.
        let [a, b] = ((process % 16_384) as u16 * 4 + u16::from(number % 4)).to_be_bytes();
        let (server, own) = (Ipv4Addr::new(10, a, b, 1), Ipv4Addr::new(10, a, b, 2));
        let host = Self { name: format!("pp{process}-{number}"), server };
        if let Err(why) = host.build(own) {
            eprintln!("skipped: no network namespace can be made here: {why}");
            return None;
        }
        let flag = |is: bool| u8::from(is).to_string();
        host.within(|| {
            for (setting, value) in [
                ("ip_default_ttl", stack.ttl.to_string()),
                ("tcp_timestamps", flag(stack.timestamps)),
                ("tcp_sack", flag(stack.sack)),
            ] {
                std::fs::write(format!("/proc/sys/net/ipv4/{setting}"), value).unwrap();
            }
        });
        Some(host)
    }

    fn build(&self, own: Ipv4Addr) -> Result<(), String> {
        let (name, near, far) = (&self.name, format!("{}a", self.name), format!("{}b", self.name));
        ip(&["netns", "add", name])?;
        ip(&["link", "add", &near, "type", "veth", "peer", "name", &far, "netns", name])?;
        ip(&["address", "add", &format!("{}/24", self.server), "dev", &near])?;
        ip(&["link", "set", &near, "up"])?;
        ip(&["-n", name, "address", "add", &format!("{own}/24"), "dev", &far])?;
        ip(&["-n", name, "link", "set", &far, "up"])
    }

    /// Runs something on the host: sockets that it opens are the host's.
    pub(crate) fn within<T: Send>(&self, act: impl FnOnce() -> T + Send) -> T {
        let namespace = File::open(format!("/run/netns/{}", self.name)).unwrap();
        std::thread::scope(|scope| {
            let moved = scope.spawn(|| {
                rustix::thread::move_into_link_name_space(namespace.as_fd(), None).unwrap();
                act()
            });
            moved.join().unwrap()
        })
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = ip(&["netns", "delete", &self.name]);
    }
}

fn ip(arguments: &[&str]) -> Result<(), String> {
    let done = Command::new("ip").args(arguments).output().map_err(|error| error.to_string())?;
    match done.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&done.stderr).trim().into()),
    }
}
