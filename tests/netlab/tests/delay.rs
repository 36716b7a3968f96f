//! What the kernels measure over a link is what the link says.

mod support;

use netlab::{HostSetup, Link, Network};
use std::time::Duration;
use support::{TcpInfo, connect, echo, ping};

/// What two kernels, two threads and a router on a busy machine may add to a round trip.
const MARGIN: Duration = Duration::from_millis(4);

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[test]
fn a_kernel_measures_the_round_trip_of_the_links_between() {
    let Some(network) = Network::or_skip(1) else { return };
    let shop = network.host(HostSetup::at([10, 1, 0, 1]).behind(Link::delaying(3_000))).unwrap();
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link::delaying(12_000))).unwrap();
    echo(&shop);
    let (mut stream, handshake) = connect(&home, &shop);
    let expected = Duration::from_millis(30);
    assert!(handshake >= expected && handshake < expected + MARGIN, "handshake {handshake:?}");
    let pings = median((0..20).map(|_| ping(&mut stream)).collect());
    assert!(pings >= expected && pings < expected + MARGIN, "pings {pings:?}");
    let rtt_us = TcpInfo::of(&home).rtt_us();
    assert!((30_000.0..34_000.0).contains(&rtt_us), "TCP_INFO says {rtt_us} µs");
}
