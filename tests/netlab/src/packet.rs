//! What the router reads and changes in an IPv4 packet (RFC 791): where it goes, and how far it may still go.

use std::net::Ipv4Addr;

/// Where a packet goes; `None` if it is not IPv4.
pub(crate) fn destination(packet: &[u8]) -> Option<Ipv4Addr> {
    let address: [u8; 4] = packet.get(16..20)?.try_into().ok()?;
    (packet.first()? >> 4 == 4).then(|| address.into())
}

/// Takes hops off the time to live; false if it does not reach that far.
pub(crate) fn travels(packet: &mut [u8], hops: u8) -> bool {
    let Some(&mut [ttl, protocol, ref mut high, ref mut low]) = packet.get_mut(8..12) else { return false };
    let Some(left) = ttl.checked_sub(hops).filter(|left| *left > 0) else { return false };
    // RFC 1624: the sum changes by what the field changed.
    let word = |ttl| u32::from(u16::from_be_bytes([ttl, protocol]));
    let sum = u32::from(!u16::from_be_bytes([*high, *low])) + (0xffff - word(ttl)) + word(left);
    let folded = (sum & 0xffff) + (sum >> 16);
    [*high, *low] = (!((folded & 0xffff) + (folded >> 16)) as u16).to_be_bytes();
    if let Some(field) = packet.get_mut(8) {
        *field = left;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10.1.2.3 → 192.168.9.8, TTL 64.
    const HEADER: [u8; 20] = [0x45, 0, 0, 84, 0x12, 0x34, 0x40, 0, 64, 1, 0, 0, 10, 1, 2, 3, 192, 168, 9, 8];

    fn sum(header: &[u8]) -> u16 {
        let mut sum = 0;
        for pair in header.chunks(2) {
            sum += u32::from(u16::from_be_bytes([pair[0], pair[1]]));
        }
        while sum > 0xffff {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        sum as u16
    }

    #[test]
    fn a_packet_that_travelled_has_a_smaller_time_to_live_and_a_sum_that_holds() {
        for identity in 0..=u16::MAX {
            let mut header = HEADER;
            header[4..6].copy_from_slice(&identity.to_be_bytes());
            let checksum = !sum(&header);
            header[10..12].copy_from_slice(&checksum.to_be_bytes());
            assert!(travels(&mut header, 13));
            assert_eq!((header[8], sum(&header)), (51, 0xffff), "identity {identity}");
        }
    }

    #[test]
    fn a_packet_does_not_travel_beyond_its_time_to_live() {
        assert!(!travels(&mut HEADER.clone(), 64));
        assert!(travels(&mut HEADER.clone(), 63));
    }

    #[test]
    fn what_is_no_packet_goes_nowhere() {
        assert_eq!(destination(&HEADER), Some(Ipv4Addr::new(192, 168, 9, 8)));
        assert_eq!(destination(&HEADER[..19]), None);
        assert_eq!(destination(&[0x60; 40]), None);
        assert!(!travels(&mut [], 1));
    }
}
