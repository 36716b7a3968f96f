//! Where no network can be made that is said, what cannot be is refused by name, and nothing is left of what was.

use crate::support::{PORT, connect, echo, ping};
use netlab::{Error, Host, HostSetup, Link, Network, Stack};
use rustix::thread::{CapabilitySet, CapabilitySets, capabilities, set_capabilities};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

#[test]
fn a_process_without_permission_is_told_so_and_skips() {
    let (made, skipped) = std::thread::spawn(|| {
        let own = capabilities(None).unwrap();
        let effective = own.effective - (CapabilitySet::SYS_ADMIN | CapabilitySet::NET_ADMIN);
        set_capabilities(None, CapabilitySets { effective, ..own }).unwrap();
        (Network::new(1).map(drop), Network::or_skip(1).is_none())
    })
    .join()
    .unwrap();
    let why = made.unwrap_err();
    assert!(matches!(why, Error::NotPermitted(_)) && skipped, "{why}");
    assert!(why.to_string().starts_with("no network can be made here: a network namespace: "), "{why}");
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let Some(network) = Network::or_skip(51) else { return };
    let first = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let _second = network.host(HostSetup::at([10, 1, 0, 3])).unwrap();
    let refused = |setup| network.host(setup).map(drop).unwrap_err().to_string();
    assert_eq!(refused(HostSetup::at([10, 1, 0, 1])), "10.1.0.1/32 belongs to another host");
    assert_eq!(refused(HostSetup::at([224, 0, 0, 1])), "address: 224.0.0.1 is not the address of one host");
    let roams = |to: [u8; 4]| first.roam(to, Link::default()).unwrap_err().to_string();
    assert_eq!(roams([10, 1, 0, 3]), "10.1.0.3/32 belongs to another host");
    assert_eq!(roams([0, 0, 0, 0]), "address: 0.0.0.0 is not the address of one host");
    first.roam([10, 1, 0, 1], Link::delaying(1_000)).unwrap();
    let stack = Stack { congestion_control: Some("wishful".into()), ..Stack::default() };
    let why = refused(HostSetup::at([10, 1, 0, 2]).speaking(stack));
    assert!(why.starts_with("ipv4/tcp_congestion_control = wishful: "), "{why}");
}

#[test]
fn a_host_that_is_gone_answers_no_more_and_its_address_is_free() {
    let Some(network) = Network::or_skip(52) else { return };
    let home = network.host(HostSetup::at([10, 2, 0, 1])).unwrap();
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let at = SocketAddr::from((shop.address(), PORT));
    echo(&shop);
    let knock = || home.within(|| TcpStream::connect_timeout(&at, Duration::from_millis(300)));
    assert!(knock().is_ok());
    drop(shop);
    assert!(knock().is_err());
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    echo(&shop);
    ping(&mut connect(&home, &shop).0);
}

#[test]
fn a_command_runs_on_its_host_and_not_beside_it() {
    let Some(network) = Network::or_skip(53) else { return };
    let home = network.host(HostSetup::at([10, 2, 0, 1])).unwrap();
    let listed = home.command("ip").args(["-brief", "address"]).output().unwrap();
    let cards = String::from_utf8(listed.stdout).unwrap();
    let names: Vec<_> = cards.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["lo", "eth0"]);
    assert!(cards.contains("10.2.0.1/32"), "{cards}");
}

/// `net:[…]`, as the kernel calls it.
fn namespace_of(host: &Host) -> String {
    host.within(|| std::fs::read_link("/proc/thread-self/ns/net").unwrap().display().to_string())
}

/// Descriptors of this process that keep a namespace.
fn keep(namespace: &str) -> usize {
    let descriptors = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    descriptors.filter(|fd| std::fs::read_link(fd.path()).is_ok_and(|to| to.as_os_str() == namespace)).count()
}

#[test]
fn nothing_is_left_of_a_host_whose_test_panics_and_nothing_has_a_name_that_could_outlive_its_process() {
    let Some(network) = Network::or_skip(54) else { return };
    let (tell, told) = std::sync::mpsc::channel();
    let failed = std::thread::scope(|scope| {
        let test = scope.spawn(|| {
            let home = network.host(HostSetup::at([10, 2, 0, 1])).unwrap();
            tell.send(namespace_of(&home)).unwrap();
            let namespace = namespace_of(&home);
            let mounted = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
            assert_eq!((keep(&namespace), mounted.contains(&namespace)), (1, false));
            panic!("a test that fails");
        });
        test.join().unwrap_err()
    });
    assert_eq!(failed.downcast_ref::<&str>(), Some(&"a test that fails"));
    assert_eq!(keep(&told.recv().unwrap()), 0);
}
