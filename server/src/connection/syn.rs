//! The SYN that asked for a connection: what the sender's kernel chose (RFC 791, RFC 8200, RFC 9293 §3.1).

use super::sockopt;
use models::connection::{Seen, Syn, Unseen};
use std::os::fd::AsFd;

/// The longest IPv4 header and the longest TCP header are 60 bytes each.
const BYTES: usize = 128;
const TCP: u8 = 6;
const DONT_FRAGMENT: u8 = 0x40;
const ECE_AND_CWR: u8 = 0xc0;

/// Takes the SYN of an accepted connection out of the kernel.
pub(super) fn of(stream: impl AsFd) -> Seen<Syn> {
    let mut bytes = [0; BYTES];
    match sockopt::saved_syn(stream, &mut bytes) {
        Ok([]) | Err(_) => Seen::Absent(Unseen::Unsupported),
        Ok(bytes) => parse(bytes).map_or(Seen::Absent(Unseen::Unreadable), Seen::Known),
    }
}

/// Reads the IP and TCP headers of a SYN; `None` where they are cut short, or something stands between them.
pub fn parse(bytes: &[u8]) -> Option<Syn> {
    let ip_version = bytes.first()? >> 4;
    let (ttl, dont_fragment, protocol, tcp) = match ip_version {
        4 => {
            let length = usize::from(bytes.first()? & 15) * 4;
            let flags = bytes.get(6)? & DONT_FRAGMENT != 0;
            (*bytes.get(8)?, flags, *bytes.get(9)?, bytes.get(length.max(20)..)?)
        }
        6 => (*bytes.get(7)?, false, *bytes.get(6)?, bytes.get(40..)?),
        _ => return None,
    };
    if protocol != TCP {
        return None;
    }
    let header = usize::from(tcp.get(12)? >> 4) * 4;
    let mut syn = Syn {
        ttl,
        ip_version,
        window: u16::from_be_bytes(*tcp.get(14..)?.first_chunk()?),
        mss: None,
        window_scale: None,
        options: Vec::new(),
        dont_fragment,
        ecn: tcp.get(13)? & ECE_AND_CWR == ECE_AND_CWR,
    };
    options(tcp.get(20..header)?, &mut syn)?;
    Some(syn)
}

fn options(mut bytes: &[u8], syn: &mut Syn) -> Option<()> {
    while let Some((&kind, rest)) = bytes.split_first() {
        syn.options.push(kind);
        match kind {
            0 => return Some(()),
            1 => bytes = rest,
            _ => {
                let (&length, _) = rest.split_first()?;
                let body = bytes.get(2..usize::from(length))?;
                match (kind, body) {
                    (2, [high, low]) => syn.mss = Some(u16::from_be_bytes([*high, *low])),
                    (3, [scale]) => syn.window_scale = Some(*scale),
                    _ => {}
                }
                bytes = bytes.get(usize::from(length)..)?;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};

    /// A SYN of Windows 11 as it arrives ten hops away.
    const WINDOWS: &[u8] = &[
        0x45, 0, 0, 52, 0x12, 0x34, 0x40, 0, 118, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, // IP
        0xc0, 0, 1, 0xbb, 0, 0, 0, 1, 0, 0, 0, 0, 0x80, 0x02, 0xfa, 0xf0, 0, 0, 0, 0, // TCP
        2, 4, 5, 0xb4, 1, 3, 3, 8, 1, 1, 4, 2, // options
    ];

    #[test]
    fn every_field_is_read_from_its_place() {
        let syn = parse(WINDOWS).unwrap();
        let expected = Syn {
            ttl: 118,
            ip_version: 4,
            window: 64_240,
            mss: Some(1_460),
            window_scale: Some(8),
            options: vec![2, 1, 3, 1, 1, 4],
            dont_fragment: true,
            ecn: false,
        };
        assert_eq!(syn, expected);
    }

    #[test]
    fn what_is_cut_short_is_not_a_syn_wherever_it_is_cut() {
        for length in 0..WINDOWS.len() {
            assert_eq!(parse(&WINDOWS[..length]), None, "{length}");
        }
        let mut endless = WINDOWS.to_vec();
        endless[41] = 0;
        assert_eq!(parse(&endless), None, "an option without a length");
    }

    #[test]
    fn the_kernel_hands_out_the_syn_once() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        sockopt::save_syn(&listener).unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (served, _) = listener.accept().unwrap();
        let seen = of(&served);
        let syn = seen.known().unwrap();
        assert_eq!((syn.ttl, syn.ip_version, syn.options.first()), (64, 4, Some(&2)), "{syn:?}");
        assert_eq!(of(&served), Seen::Absent(Unseen::Unsupported));
    }
}
