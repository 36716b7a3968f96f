//! The SYN that arrives is the one that the host's kernel sent, some hops older.

use crate::support::{PORT, connect, echo};
use netlab::{HostSetup, Link, Network, Stack};
use rustix::net::{AddressFamily, RecvFlags, SocketType, ipproto, recv, socket};

/// TTL, window and the kinds of TCP options with their bytes, of the SYN that a connection begins with.
struct Syn {
    ttl: u8,
    options: Vec<(u8, Vec<u8>)>,
}

impl Syn {
    fn of(setup: HostSetup) -> Option<Self> {
        let network = Network::or_skip(41)?;
        let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
        let home = network.host(setup).unwrap();
        echo(&shop);
        let all = shop.within(|| socket(AddressFamily::INET, SocketType::RAW, Some(ipproto::TCP)).unwrap());
        connect(&home, &shop);
        let mut packet = [0; 1_500];
        let (bytes, _) = recv(&all, &mut packet, RecvFlags::empty()).unwrap();
        let (ip, tcp) = packet[..bytes].split_at(usize::from(packet[0] & 15) * 4);
        assert_eq!((u16::from_be_bytes([tcp[2], tcp[3]]), tcp[13]), (PORT, 0x02), "no SYN came first");
        Some(Self { ttl: ip[8], options: options(&tcp[20..]) })
    }

    fn option(&self, kind: u8) -> Option<&[u8]> {
        self.options.iter().find(|option| option.0 == kind).map(|option| option.1.as_slice())
    }
}

fn options(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut options = Vec::new();
    loop {
        match bytes {
            [] | [0, ..] => return options,
            [1, rest @ ..] => bytes = rest,
            [kind, length, rest @ ..] => {
                let (value, rest) = rest.split_at(usize::from(*length) - 2);
                options.push((*kind, value.to_vec()));
                bytes = rest;
            }
            [_] => panic!("an option without a length"),
        }
    }
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
    };
    let setup = HostSetup { mtu: 1_420, ..HostSetup::at([10, 2, 0, 1]) };
    let Some(syn) = Syn::of(setup.speaking(stack)) else { return };
    assert_eq!(syn.ttl, 128);
    assert_eq!(syn.option(MSS), Some(1_380_u16.to_be_bytes().as_slice()));
    assert!([WINDOW_SCALE, SACK, TIMESTAMPS].into_iter().all(|kind| syn.option(kind).is_none()));
}
