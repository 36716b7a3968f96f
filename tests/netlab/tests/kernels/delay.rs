//! What the kernels measure over a link is what the link says.

use crate::support::{PORT, TcpInfo, connect, echo, ping};
use netlab::{Direction, Host, HostSetup, Jitter, Link, Network, Parametric, Prefix, Spread};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// What two kernels, two threads and a router may add to a round trip at their best; at their worst, on a busy machine,
/// there is no telling.
const MARGIN: Duration = Duration::from_millis(3);

#[test]
fn a_kernel_measures_the_round_trip_of_the_links_between() {
    let Some(network) = Network::or_skip(1) else { return };
    let shop = network.host(HostSetup::at([10, 1, 0, 1]).behind(Link::delaying(3_000))).unwrap();
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link::delaying(12_000))).unwrap();
    echo(&shop);
    let links_say = Duration::from_millis(30);
    let handshakes = (0..10).map(|_| connect(&home, &shop).1).min().unwrap();
    assert!((links_say..links_say + MARGIN).contains(&handshakes), "handshake {handshakes:?}");
    let (mut stream, _) = connect(&home, &shop);
    let pings = (0..20).map(|_| ping(&mut stream)).min().unwrap();
    assert!((links_say..links_say + MARGIN).contains(&pings), "there and back {pings:?}");
    let rtt_us = TcpInfo::of(&home).least_rtt_us();
    assert!((30_000.0..33_000.0).contains(&rtt_us), "TCP_INFO says {rtt_us} µs");
}

/// What the kernel has come to believe after many round trips.
fn settled_rtt_us(host: &Host, stream: &mut TcpStream) -> f64 {
    for _ in 0..40 {
        ping(stream);
    }
    TcpInfo::of(host).rtt_us()
}

#[test]
fn a_path_that_changes_is_seen_by_the_connection_that_is_open() {
    let Some(network) = Network::or_skip(2) else { return };
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link::delaying(5_000))).unwrap();
    echo(&shop);
    let (mut stream, _) = connect(&home, &shop);
    let before = settled_rtt_us(&home, &mut stream);
    assert!((10_000.0..25_000.0).contains(&before), "TCP_INFO said {before} µs");
    home.set_link(Link::delaying(25_000));
    let after = settled_rtt_us(&home, &mut stream);
    assert!((49_000.0..65_000.0).contains(&after), "TCP_INFO says {after} µs");
}

#[test]
fn jitter_comes_in_the_amount_that_its_distribution_says() {
    let Some(network) = Network::or_skip(3) else { return };
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let spread = Spread::LogNormal { median_us: 10_000.0, sigma: 0.5 };
    let jitter = Jitter::Parametric(Parametric { spread, memory_us: 0.0 });
    let down = Direction { jitter, ..Direction::default() };
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link { down, ..Link::default() })).unwrap();
    echo(&shop);
    let (mut stream, _) = connect(&home, &shop);
    let mut pings: Vec<_> = (0..200).map(|_| ping(&mut stream)).collect();
    pings.sort();
    // A tenth of a normal's distribution lies below -1.28, a tenth above 1.28; 200 draws, and a busy machine.
    let expected_ms = [10.0 * (-0.5_f64 * 1.28).exp(), 10.0, 10.0 * (0.5_f64 * 1.28).exp()];
    for (place, expected_ms) in [20, 100, 180].into_iter().zip(expected_ms) {
        let ms = pings[place].as_secs_f64() * 1e3;
        assert!((0.8 * expected_ms..1.25 * expected_ms + 5.0).contains(&ms), "{ms} of {expected_ms} ms");
    }
}

#[test]
fn a_device_that_goes_elsewhere_comes_from_another_address_and_its_old_connection_is_dead() {
    let Some(network) = Network::or_skip(4) else { return };
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let phone = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link::delaying(5_000))).unwrap();
    echo(&shop);
    let (mut old, _) = connect(&phone, &shop);
    ping(&mut old);
    phone.roam([10, 3, 0, 7], Link::delaying(20_000)).unwrap();
    let (new, handshake) = connect(&phone, &shop);
    assert_eq!(new.local_addr().unwrap().ip(), Ipv4Addr::new(10, 3, 0, 7));
    assert_eq!(phone.address(), Ipv4Addr::new(10, 3, 0, 7));
    assert!(handshake >= Duration::from_millis(40), "handshake {handshake:?}");
    old.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let answered = old.write_all(b"?").and_then(|()| old.read_exact(&mut [0]));
    assert!(answered.is_err(), "somebody answers at the address that was left");
}

#[test]
fn a_host_speaks_from_any_address_of_its_prefixes() {
    let Some(network) = Network::or_skip(5) else { return };
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let prefixes = vec![Prefix::of([10, 9, 0, 0], 16)];
    let exits = network.host(HostSetup { prefixes, ..HostSetup::at([10, 2, 0, 1]) }).unwrap();
    // It also listens on one, and a longer prefix of somebody else is not its own.
    let other = network.host(HostSetup::at([10, 9, 7, 7])).unwrap();
    echo(&other);
    ping(&mut connect(&shop, &other).0);
    let at = SocketAddr::from((Ipv4Addr::new(10, 9, 200, 3), PORT));
    let listener = exits.within(|| TcpListener::bind(at).unwrap());
    let stream = shop.within(|| TcpStream::connect(at).unwrap());
    let (accepted, _) = listener.accept().unwrap();
    assert_eq!(accepted.local_addr().unwrap(), at);
    assert_eq!(accepted.peer_addr().unwrap(), stream.local_addr().unwrap());
}
