//! The router: reads what hosts send, lets each packet pass the sender's link and then the receiver's, and hands it
//! over when its time has come.

use crate::access::Access;
use crate::dice::Way;
use crate::error::Error;
use crate::host::HostSetup;
use crate::kernel;
use crate::lane::Counts;
use crate::link::Link;
use crate::network::Shared;
use crate::packet;
use crate::routes::{Prefix, Routes};
use crate::syn;
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::net::Ipv4Addr;
use std::num::NonZeroU64;
use std::os::fd::OwnedFd;
use std::time::Instant;

/// Never the same twice, so that a late packet to a host that is gone meets no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HostId(pub(crate) u64);

/// In the place of a host: the network ends.
pub(crate) const STOP: u64 = u64::MAX;
/// Packets of one host before the others have their turn.
const TURN: usize = 32;
const LARGEST_PACKET_BYTES: usize = 65_536;

struct Port {
    card: OwnedFd,
    access: Access,
    syn_options: Option<Vec<u8>>,
}

/// A packet on its way, ordered by when something happens to it; ties in the order of coming.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Travelling {
    at_ns: u64,
    order: u64,
    to: HostId,
    passed_both_links: bool,
    packet: Vec<u8>,
}

pub(crate) struct Router {
    seed: u64,
    began: Instant,
    hosts: u64,
    ports: BTreeMap<HostId, Port>,
    routes: Routes,
    travelling: BinaryHeap<Reverse<Travelling>>,
    order: u64,
}

/// Carries packets until the network ends.
pub(crate) fn run(shared: &Shared) {
    // A timer may be late by 50 µs unless its thread says otherwise; and whoever carries everybody's packets does not
    // wait behind the browsers that sent them. Where that is not permitted, packets are late a little more often.
    let _ = rustix::thread::set_current_timer_slack(NonZeroU64::new(1));
    let _ = kernel::run_first();
    let mut events = Vec::with_capacity(64);
    let mut buffer = vec![0; LARGEST_PACKET_BYTES];
    let mut until_next = None;
    loop {
        events.clear();
        match epoll::wait(&shared.epoll, spare_capacity(&mut events), until_next.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(errno) => unreachable!("waiting on descriptors that are open: {errno}"),
        }
        let mut router = shared.router();
        for event in &events {
            match event.data.u64() {
                STOP => return,
                host => router.read(HostId(host), &mut buffer),
            }
        }
        until_next = router.deliver();
    }
}

impl Router {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            began: Instant::now(),
            hosts: 0,
            ports: BTreeMap::new(),
            routes: Routes::default(),
            travelling: BinaryHeap::new(),
            order: 0,
        }
    }

    pub(crate) fn next_id(&mut self) -> HostId {
        self.hosts += 1;
        HostId(self.hosts)
    }

    pub(crate) fn plug_in(&mut self, id: HostId, card: OwnedFd, setup: &HostSetup) -> Result<(), Error> {
        let own = Prefix::of(setup.address, 32);
        for prefix in setup.prefixes.iter().chain([&own]) {
            if let Err(taken) = self.routes.add(*prefix, id) {
                self.routes.forget(id);
                return Err(taken);
            }
        }
        let access = Access::new(setup.link.clone(), self.seed, setup.address);
        let syn_options = setup.stack.syn_options.clone();
        self.ports.insert(id, Port { card, access, syn_options });
        Ok(())
    }

    pub(crate) fn unplug(&mut self, id: HostId) {
        self.routes.forget(id);
        self.ports.remove(&id);
    }

    pub(crate) fn set_link(&mut self, id: HostId, link: Link) {
        if let Some(port) = self.ports.get_mut(&id) {
            port.access.change(link);
        }
    }

    pub(crate) fn readdress(&mut self, id: HostId, old: Ipv4Addr, new: Ipv4Addr) -> Result<(), Error> {
        self.routes.add(Prefix::of(new, 32), id)?;
        self.routes.remove(Prefix::of(old, 32));
        Ok(())
    }

    pub(crate) fn counts(&self, id: HostId) -> (Counts, Counts) {
        self.ports.get(&id).map(|port| port.access.counts()).unwrap_or_default()
    }

    fn now_ns(&self) -> u64 {
        self.began.elapsed().as_nanos() as u64
    }

    /// Takes what a host has sent; what it sends beyond its turn is read the next time round.
    fn read(&mut self, from: HostId, buffer: &mut [u8]) {
        for _ in 0..TURN {
            let Some(sender) = self.ports.get_mut(&from) else { return };
            let Ok(bytes) = rustix::io::read(&sender.card, &mut *buffer) else { return };
            let mut packet = buffer.get(..bytes).unwrap_or_default().to_vec();
            if let Some(kinds) = &sender.syn_options {
                syn::reorder(&mut packet, kinds);
            }
            let at_ns = self.began.elapsed().as_nanos() as u64;
            // What is for nobody (a name server, another family's router) still went up the link.
            let leaves_at_ns = sender.access.leaves_at_ns(Way::Up, at_ns, bytes);
            let hops = sender.access.hops;
            let to = packet::destination(&packet).and_then(|address| self.routes.to(address));
            let (Some(at_ns), Some(to)) = (leaves_at_ns, to) else { continue };
            if packet::travels(&mut packet, hops) {
                self.travel(at_ns, to, false, packet);
            }
        }
    }

    fn travel(&mut self, at_ns: u64, to: HostId, passed_both_links: bool, packet: Vec<u8>) {
        self.order += 1;
        let order = self.order;
        self.travelling.push(Reverse(Travelling { at_ns, order, to, passed_both_links, packet }));
    }

    /// Does what is due, and says how long nothing is.
    fn deliver(&mut self) -> Option<Timespec> {
        loop {
            let due_ns = self.travelling.peek()?.0.at_ns;
            let early_ns = due_ns.saturating_sub(self.now_ns());
            if early_ns > 0 {
                let (tv_sec, tv_nsec) = (early_ns / 1_000_000_000, early_ns % 1_000_000_000);
                return Some(Timespec { tv_sec: tv_sec as i64, tv_nsec: tv_nsec as i64 });
            }
            let Reverse(mut due) = self.travelling.pop()?;
            let Some(receiver) = self.ports.get_mut(&due.to) else { continue };
            if due.passed_both_links {
                // A card that takes no more is a receiver's queue that is full: the packet is lost, as it would be.
                let _ = rustix::io::write(&receiver.card, &due.packet);
            } else if packet::travels(&mut due.packet, receiver.access.hops)
                && let Some(at_ns) = receiver.access.leaves_at_ns(Way::Down, due.at_ns, due.packet.len())
            {
                self.travel(at_ns, due.to, true, due.packet);
            }
        }
    }
}
