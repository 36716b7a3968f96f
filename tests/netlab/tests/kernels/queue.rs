//! A bottleneck passes what it says, and what waits before it makes everybody wait.

use crate::support::{connect, datagrams, echo, ping};
use netlab::{Direction, HostSetup, Link, Network, Rate};
use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

#[test]
fn a_transfer_takes_as_long_as_the_rate_says() {
    let Some(network) = Network::or_skip(31) else { return };
    let rate = Some(Rate { bits_per_s: 8_000_000, queue_bytes: 30_000 });
    let link = Link::both(Direction { delay_us: 5_000, rate, ..Direction::default() });
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(link)).unwrap();
    echo(&shop);
    let (stream, _) = connect(&home, &shop);
    let began = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            (&stream).write_all(&vec![7; 1_000_000]).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
        });
        (&stream).read_to_end(&mut Vec::new()).unwrap();
    });
    let took_s = began.elapsed().as_secs_f64();
    // One megabyte and its headers take 1.04 s one way; what comes back shares the other way with nobody.
    assert!((1.0..1.8).contains(&took_s), "{took_s} s");
}

#[test]
fn a_long_queue_makes_a_round_trip_long() {
    let Some(network) = Network::or_skip(32) else { return };
    // 64 kB at 4 Mbit/s are 128 ms.
    let rate = Some(Rate { bits_per_s: 4_000_000, queue_bytes: 64_000 });
    let up = Direction { delay_us: 5_000, rate, ..Direction::default() };
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link { up, ..Link::default() })).unwrap();
    echo(&shop);
    let (mut stream, _) = connect(&home, &shop);
    let idle = ping(&mut stream);
    let (flood, sink) = (datagrams(&home), datagrams(&shop));
    let send = |count| {
        let to = sink.local_addr().unwrap();
        for _ in 0..count {
            flood.send_to(&[0; 1_400], to).unwrap();
        }
    };
    send(40);
    let busy = ping(&mut stream);
    assert!(idle < Duration::from_millis(30), "an idle queue: {idle:?}");
    assert!(busy > Duration::from_millis(100), "57 kB before it in the queue: {busy:?}");
    assert_eq!(home.counts().0.overflowed, 0);
    send(100);
    ping(&mut stream);
    let overflowed = home.counts().0.overflowed;
    assert!((40..100).contains(&overflowed), "what does not fit is dropped, the rest is not: {overflowed}");
}
