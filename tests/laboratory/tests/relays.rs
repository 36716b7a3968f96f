//! Whoever speaks through a relay is met by the shop under the relay's address, by SOCKS and by CONNECT.

use anyhow::Result;
use laboratory::relay;
use netlab::{Host, HostSetup, Network};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener, TcpStream};
use std::thread;

#[test]
fn the_shop_meets_the_relay_and_not_who_is_behind_it() -> Result<()> {
    let Some(network) = Network::or_skip(5) else { return Ok(()) };
    let shop = network.host(HostSetup::at([10, 1, 0, 1]))?;
    let between = network.host(HostSetup::at([10, 2, 0, 1]))?;
    let own = network.host(HostSetup::at([10, 3, 0, 1]))?;
    let at = open(&shop)?;
    let by_socks = relay::start(&between)?;
    assert_eq!(who_is_met(&own, at, by_socks.address())?, "10.2.0.1");
    let far = relay::start_connect(&between)?;
    let by_connect = relay::start_before(&own, &far)?;
    assert_eq!(who_is_met(&own, at, by_connect.address())?, "10.2.0.1");
    let on_the_own_host = relay::start(&own)?;
    assert_eq!(who_is_met(&own, at, on_the_own_host.address())?, "10.3.0.1");
    Ok(())
}

/// Answers whatever comes with the address that it came from.
fn open(shop: &Host) -> Result<SocketAddrV4> {
    let listener = shop.within(|| TcpListener::bind((shop.address(), 0)))?;
    let at = SocketAddrV4::new(shop.address(), listener.local_addr()?.port());
    thread::spawn(move || -> std::io::Result<()> {
        for customer in listener.incoming() {
            let mut customer = customer?;
            customer.read_exact(&mut [0])?;
            write!(customer, "{}", customer.peer_addr()?.ip())?;
        }
        Ok(())
    });
    Ok(at)
}

fn who_is_met(from: &Host, shop: SocketAddrV4, relay: SocketAddr) -> Result<String> {
    let mut stream = from.within(|| TcpStream::connect(relay))?;
    stream.write_all(&[5, 1, 0])?;
    stream.read_exact(&mut [0; 2])?;
    let address: [u8; 4] = Ipv4Addr::octets(shop.ip());
    stream.write_all(&[&[5, 1, 0, 1], &address[..], &shop.port().to_be_bytes()].concat())?;
    stream.read_exact(&mut [0; 10])?;
    stream.write_all(b"?")?;
    let mut who = String::new();
    stream.read_to_string(&mut who)?;
    Ok(who)
}
