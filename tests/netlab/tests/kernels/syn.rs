//! The SYN that arrives is the one that the host's kernel sent, some hops older.

use crate::support::{PORT, connect, echo};
use netlab::{HostSetup, Link, Network, Stack};
use rustix::net::{AddressFamily, RecvFlags, SocketType, ipproto, recv, socket};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// TTL, window and the kinds of TCP options with their bytes, padding and end among them, of the SYN that a connection begins with.
struct Syn {
    ttl: u8,
    window: u16,
    options: Vec<(u8, Vec<u8>)>,
}

impl Syn {
    fn of(setup: HostSetup) -> Option<Self> {
        let network = Network::or_skip(41)?;
        let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
        let home = network.host(setup).unwrap();
        echo(&shop);
        let all = shop.within(|| socket(AddressFamily::INET, SocketType::RAW, Some(ipproto::TCP)).unwrap());
        let (mut stream, _) = connect(&home, &shop);
        carries(&mut stream);
        let mut packet = [0; 1_500];
        let (bytes, _) = recv(&all, &mut packet, RecvFlags::empty()).unwrap();
        let (ip, tcp) = packet[..bytes].split_at(usize::from(packet[0] & 15) * 4);
        assert_eq!((u16::from_be_bytes([tcp[2], tcp[3]]), tcp[13]), (PORT, 0x02), "no SYN came first");
        let header = usize::from(tcp[12] >> 4) * 4;
        let window = u16::from_be_bytes([tcp[14], tcp[15]]);
        Some(Self { ttl: ip[8], window, options: options(&tcp[20..header]) })
    }

    fn kinds(&self) -> Vec<u8> {
        self.options.iter().map(|option| option.0).collect()
    }

    fn option(&self, kind: u8) -> Option<&[u8]> {
        self.options.iter().find(|option| option.0 == kind).map(|option| option.1.as_slice())
    }
}

fn options(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut options = Vec::new();
    loop {
        match bytes {
            [] => return options,
            [0, ..] => {
                options.push((0, Vec::new()));
                return options;
            }
            [1, rest @ ..] => {
                options.push((1, Vec::new()));
                bytes = rest;
            }
            [kind, length, rest @ ..] => {
                let (value, rest) = rest.split_at(usize::from(*length) - 2);
                options.push((*kind, value.to_vec()));
                bytes = rest;
            }
            [_] => panic!("an option without a length"),
        }
    }
}

/// More than a window of 64 KiB, there and back: both kernels have to agree on what the SYN offered.
fn carries(stream: &mut TcpStream) {
    let sent: Vec<u8> = (0..400_000_u32).map(|at| at as u8).collect();
    let mut to = stream.try_clone().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| to.write_all(&sent).unwrap());
        let mut came = vec![0; sent.len()];
        stream.read_exact(&mut came).unwrap();
        assert!(came == sent, "what came back is not what was sent");
    });
}

const MSS: u8 = 2;
const WINDOW_SCALE: u8 = 3;
const SACK: u8 = 4;
const TIMESTAMPS: u8 = 8;

#[test]
fn a_usual_stack_offers_what_linux_does_and_is_some_hops_away() {
    let link = Link { hops: 9, ..Link::delaying(1_000) };
    let Some(syn) = Syn::of(HostSetup::at([10, 2, 0, 1]).behind(link)) else { return };
    assert_eq!(syn.ttl, 64 - 9);
    assert_eq!(syn.option(MSS), Some(1_460_u16.to_be_bytes().as_slice()));
    assert!([WINDOW_SCALE, SACK, TIMESTAMPS].into_iter().all(|kind| syn.option(kind).is_some()));
}

#[test]
fn a_stack_that_was_changed_offers_what_it_was_changed_to() {
    let stack = Stack {
        ttl: 128,
        timestamps: false,
        sack: false,
        window_scaling: false,
        congestion_control: Some("reno".into()),
        receive_buffer_bytes: Some([4_096, 65_536, 1_000_000]),
        syn_options: None,
    };
    let setup = HostSetup { mtu: 1_420, ..HostSetup::at([10, 2, 0, 1]) };
    let Some(syn) = Syn::of(setup.speaking(stack)) else { return };
    assert_eq!(syn.ttl, 128);
    assert_eq!(syn.option(MSS), Some(1_380_u16.to_be_bytes().as_slice()));
    assert!([WINDOW_SCALE, SACK, TIMESTAMPS].into_iter().all(|kind| syn.option(kind).is_none()));
}

#[test]
fn a_kernel_that_speaks_like_windows_offers_what_windows_does_in_its_order() {
    let link = Link { hops: 11, ..Link::delaying(500) };
    let Some(syn) = Syn::of(HostSetup::at([10, 2, 0, 1]).behind(link).speaking(Stack::windows())) else {
        return;
    };
    assert_eq!((syn.ttl, syn.window), (128 - 11, 64_240));
    assert_eq!(syn.kinds(), [MSS, 1, WINDOW_SCALE, 1, 1, SACK]);
    assert_eq!(syn.option(WINDOW_SCALE), Some([8].as_slice()));
    assert_eq!(syn.option(MSS), Some(1_460_u16.to_be_bytes().as_slice()));
}

#[test]
fn a_kernel_that_speaks_like_apples_offers_what_theirs_do_in_their_order() {
    let Some(syn) = Syn::of(HostSetup::at([10, 2, 0, 1]).speaking(Stack::apple())) else { return };
    assert_eq!(syn.ttl, 64);
    assert_eq!(syn.kinds(), [MSS, 1, WINDOW_SCALE, 1, 1, TIMESTAMPS, SACK, 0]);
}
