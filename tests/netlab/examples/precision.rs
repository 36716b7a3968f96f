//! What the router adds to the delay that a link asks for, with 200 hosts on it:
//! `cargo run --release -p netlab --example precision`.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use netlab::{Host, HostSetup, Link, Network};
use std::error::Error;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

const HOSTS: u8 = 200;
const PACKETS: u32 = 10_000;
const DELAY_US: u32 = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let network = Network::new(1)?;
    let began = Instant::now();
    let shop = network.host(HostSetup::at([10, 1, 0, 1]))?;
    let homes = (0..HOSTS).map(|n| network.host(HostSetup::at([10, 2, n, 1])));
    let homes: Vec<Host> = homes.collect::<Result<_, _>>()?;
    println!("{} hosts made in {:.1} s", HOSTS, began.elapsed().as_secs_f64());
    println!("| packets a second | over | median µs | p99 µs | arrived | router's processor time |");
    println!("|---|---|---|---|---|---|");
    for per_s in [1_000, 4_000] {
        let on_itself = measure(std::slice::from_ref(&shop), &shop, per_s)?;
        println!("| {per_s} | loopback: no router | {on_itself}");
        let wires = measure(&homes, &shop, per_s)?;
        println!("| {per_s} | wires | {wires}");
        homes.iter().for_each(|home| home.set_link(Link::delaying(DELAY_US)));
        let delayed = measure(&homes, &shop, per_s)?;
        println!("| {per_s} | links of {DELAY_US} µs, which are taken off | {}", delayed.less(DELAY_US));
        homes.iter().for_each(|home| home.set_link(Link::default()));
    }
    Ok(())
}

struct Measured {
    median_us: f64,
    p99_us: f64,
    arrived: usize,
    router_busy: f64,
}

impl Measured {
    fn less(self, delay_us: u32) -> Self {
        let delay_us = f64::from(delay_us);
        Self { median_us: self.median_us - delay_us, p99_us: self.p99_us - delay_us, ..self }
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { median_us, p99_us, arrived, router_busy } = self;
        write!(f, "{median_us:.0} | {p99_us:.0} | {arrived} | {:.0} % of a core |", router_busy * 100.0)
    }
}

/// Datagrams from each host in turn, each with the time at which it was sent.
fn measure(from: &[Host], to: &Host, per_s: u32) -> Result<Measured, Box<dyn Error>> {
    let sink = to.within(|| UdpSocket::bind((to.address(), 9)))?;
    sink.set_read_timeout(Some(Duration::from_millis(500)))?;
    let sockets = from.iter().map(|host| host.within(|| UdpSocket::bind((host.address(), 0))));
    let sockets: Vec<UdpSocket> = sockets.collect::<Result<_, _>>()?;
    let (began, busy_before) = (Instant::now(), router_cpu_s()?);
    let mut taken_us = std::thread::scope(|scope| {
        scope.spawn(|| {
            for (number, socket) in (0..PACKETS).zip(sockets.iter().cycle()) {
                let due = Duration::from_secs(1) * number / per_s;
                std::thread::sleep(due.saturating_sub(began.elapsed()));
                let sent_ns = began.elapsed().as_nanos() as u64;
                let _ = socket.send_to(&sent_ns.to_be_bytes(), (to.address(), 9));
            }
        });
        let mut taken_us = Vec::new();
        let mut sent_ns = [0; 8];
        while taken_us.len() < PACKETS as usize && sink.recv(&mut sent_ns).is_ok() {
            let taken_ns = began.elapsed().as_nanos() as u64 - u64::from_be_bytes(sent_ns);
            taken_us.push(taken_ns as f64 / 1e3);
        }
        taken_us
    });
    taken_us.sort_by(f64::total_cmp);
    let at = |share: f64| taken_us.get((share * (taken_us.len() as f64 - 1.0)) as usize).copied();
    Ok(Measured {
        median_us: at(0.5).ok_or("nothing arrived")?,
        p99_us: at(0.99).ok_or("nothing arrived")?,
        arrived: taken_us.len(),
        router_busy: (router_cpu_s()? - busy_before) / began.elapsed().as_secs_f64(),
    })
}

/// What the router's thread has used of a processor, by the kernel's account.
fn router_cpu_s() -> Result<f64, Box<dyn Error>> {
    for task in std::fs::read_dir("/proc/self/task")? {
        let folder = task?.path();
        if std::fs::read_to_string(folder.join("comm"))?.trim() == "netlab" {
            let used_ns = std::fs::read_to_string(folder.join("schedstat"))?;
            return Ok(used_ns.split(' ').next().unwrap_or_default().parse::<f64>()? / 1e9);
        }
    }
    Err("the router has no thread".into())
}
