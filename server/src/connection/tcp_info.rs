//! What the kernel knows of a connection: the fields of Linux' `struct tcp_info` by their place, which is part of the kernel's
//! interface and never changes (`include/uapi/linux/tcp.h`). Older kernels give a shorter one.

use super::sockopt;
use models::connection::{TcpInfo, Unseen};
use std::os::fd::AsFd;

/// As far as the last field that is read.
const BYTES: usize = 168;
const RTT: usize = 68;
const RTTVAR: usize = 72;
const TOTAL_RETRANS: usize = 100;
const MIN_RTT: usize = 148;
const DELIVERY_RATE: usize = 160;
/// What `tcpi_min_rtt` is before there is one.
const NO_RTT: u32 = u32::MAX;

/// Asks the kernel; `connection` numbers the visit's connections.
pub(super) fn read(stream: impl AsFd, connection: u8) -> Result<TcpInfo, Unseen> {
    let mut bytes = [0; BYTES];
    let bytes = sockopt::tcp_info(stream, &mut bytes).map_err(|_| Unseen::Unsupported)?;
    parse(bytes, connection).ok_or(Unseen::Unsupported)
}

fn parse(bytes: &[u8], connection: u8) -> Option<TcpInfo> {
    Some(TcpInfo {
        rtt_us: u32_at(bytes, RTT)?,
        rttvar_us: u32_at(bytes, RTTVAR)?,
        min_rtt_us: u32_at(bytes, MIN_RTT).filter(|us| *us != NO_RTT),
        retransmits: u32_at(bytes, TOTAL_RETRANS)?,
        delivery_bytes_per_s: bytes
            .get(DELIVERY_RATE..)
            .and_then(|rest| rest.first_chunk())
            .map(|rate| u64::from_ne_bytes(*rate))
            .filter(|rate| *rate > 0),
        connection,
    })
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|word| u32::from_ne_bytes(*word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn this_kernel_tells_the_round_trip_of_a_connection_over_loopback() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut served, _) = listener.accept().unwrap();
        served.write_all(b"hello").unwrap();
        client.read_exact(&mut [0; 5]).unwrap();
        client.write_all(b"hello").unwrap();
        served.read_exact(&mut [0; 5]).unwrap();
        let info = read(&served, 3).unwrap();
        assert!((1..1_000_000).contains(&info.rtt_us), "{info:?}");
        assert!(info.min_rtt_us.is_some_and(|us| us < 1_000_000), "{info:?}");
        assert_eq!((info.retransmits, info.connection), (0, 3));
    }

    #[test]
    fn an_older_kernels_shorter_answer_lacks_what_it_lacks() {
        let mut bytes = [0; BYTES];
        bytes[RTT..][..4].copy_from_slice(&25_000_u32.to_ne_bytes());
        bytes[MIN_RTT..][..4].copy_from_slice(&24_000_u32.to_ne_bytes());
        let old = parse(&bytes[..TOTAL_RETRANS + 4], 0).unwrap();
        assert_eq!((old.rtt_us, old.min_rtt_us, old.delivery_bytes_per_s), (25_000, None, None));
        assert_eq!(parse(&bytes[..TOTAL_RETRANS], 0), None);
        assert_eq!(parse(&bytes, 0).unwrap().min_rtt_us, Some(24_000));
    }
}
