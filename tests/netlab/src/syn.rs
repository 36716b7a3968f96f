//! A SYN as another kernel writes it: what its options say is the sender's own, and their order is the other's. Kernels are told by that
//! order, which none lets anybody choose.

/// The end of the options; all behind it is padding.
const END: u8 = 0;
/// Padding between two options.
const PADDING: u8 = 1;
/// Options fill whole words.
const WORD_BYTES: usize = 4;

/// Where a SYN's headers end: the IP header, the TCP header without options, and all of it.
struct Syn {
    ip_bytes: usize,
    options_at: usize,
    options_end: usize,
}

impl Syn {
    /// `None` for everything that does not ask for a connection.
    fn of(packet: &[u8]) -> Option<Self> {
        const TCP: u8 = 6;
        const SYN_AND_ACK: u8 = 0x12;
        const SYN: u8 = 0x02;
        let first = *packet.first()?;
        let ip_bytes = usize::from(first & 15) * WORD_BYTES;
        let (offset, flags) = (*packet.get(ip_bytes + 12)?, *packet.get(ip_bytes + 13)?);
        let options_end = ip_bytes + usize::from(offset >> 4) * WORD_BYTES;
        let asks = first >> 4 == 4 && *packet.get(9)? == TCP && flags & SYN_AND_ACK == SYN;
        (asks && options_end <= packet.len()).then_some(Self {
            ip_bytes,
            options_at: ip_bytes + 20,
            options_end,
        })
    }
}

/// Puts the options of a SYN into the order of these kinds, with padding and end where these stand; what is not among them is not
/// offered, and what the kernel does not offer cannot be. Other packets stay as they are.
pub(crate) fn reorder(packet: &mut Vec<u8>, kinds: &[u8]) {
    let Some(Syn { ip_bytes, options_at, options_end }) = Syn::of(packet) else { return };
    let Some(own) = packet.get(options_at..options_end).map(options) else { return };
    let mut written = Vec::new();
    for kind in kinds {
        match kind {
            &(END | PADDING) => written.push(*kind),
            _ => written.extend(own.iter().filter(|option| option.first() == Some(kind)).flatten()),
        }
    }
    written.resize(written.len().next_multiple_of(WORD_BYTES), END);
    let header_words = (options_at - ip_bytes + written.len()) / WORD_BYTES;
    packet.splice(options_at..options_end, written);
    if let Some(offset) = packet.get_mut(ip_bytes + 12) {
        *offset = (header_words as u8) << 4 | *offset & 15;
    }
    let length = packet.len() as u16;
    put(packet, 2, length);
    put(packet, 10, 0);
    let ip_sum = !sum(packet.get(..ip_bytes).unwrap_or_default(), 0);
    put(packet, 10, ip_sum);
    put(packet, ip_bytes + 16, 0);
    let tcp_sum = !tcp_sum(packet, ip_bytes);
    put(packet, ip_bytes + 16, tcp_sum);
}

/// Every option with its kind and length, without padding.
fn options(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut options = Vec::new();
    loop {
        match bytes {
            [PADDING, rest @ ..] => bytes = rest,
            [kind, length, ..] if *kind != END && usize::from(*length) >= 2 => {
                let Some((option, rest)) = bytes.split_at_checked(usize::from(*length)) else {
                    return options;
                };
                options.push(option.to_vec());
                bytes = rest;
            }
            _ => return options,
        }
    }
}

fn put(packet: &mut [u8], at: usize, word: u16) {
    if let Some(field) = packet.get_mut(at..at + 2) {
        field.copy_from_slice(&word.to_be_bytes());
    }
}

/// The sum of the TCP header with what of the IP header it covers (RFC 9293 §3.1): both addresses, the protocol, the length.
fn tcp_sum(packet: &[u8], ip_bytes: usize) -> u16 {
    let segment = packet.get(ip_bytes..).unwrap_or_default();
    let addresses = sum(packet.get(12..20).unwrap_or_default(), 0);
    sum(segment, u32::from(addresses) + 6 + segment.len() as u32)
}

/// Ones' complement sum (RFC 1071).
fn sum(bytes: &[u8], first: u32) -> u16 {
    let words = bytes.chunks(2).map(|pair| match pair {
        [high, low] => u32::from(u16::from_be_bytes([*high, *low])),
        [high] => u32::from(*high) << 8,
        _ => 0,
    });
    let mut sum = first + words.sum::<u32>();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOWS: [u8; 6] = [2, 1, 3, 1, 1, 4];

    /// 10.2.0.1 → 10.1.0.1, as Linux writes it: largest segment, selective acknowledgements, timestamps, window scale.
    fn linux(flags: u8) -> Vec<u8> {
        let mut packet = vec![0x45, 0, 0, 60, 0x12, 0x34, 0x40, 0, 64, 6, 0, 0, 10, 2, 0, 1, 10, 1, 0, 1];
        packet.extend([0x9c, 0x40, 0, 80, 1, 2, 3, 4, 0, 0, 0, 0, 0xa0, flags, 0xfa, 0xf0, 0, 0, 0, 0]);
        packet.extend([2, 4, 5, 180, 4, 2, 8, 10, 9, 8, 7, 6, 0, 0, 0, 0, 1, 3, 3, 7]);
        packet
    }

    #[test]
    fn a_syn_has_the_options_of_the_other_kernel_in_its_order_and_sums_that_hold() {
        let mut packet = linux(0x02);
        reorder(&mut packet, &WINDOWS);
        assert_eq!(packet[40..], [2, 4, 5, 180, 1, 3, 3, 7, 1, 1, 4, 2]);
        assert_eq!((packet[2..4].to_vec(), packet[32] >> 4), (vec![0, 52], 8));
        assert_eq!((sum(&packet[..20], 0), tcp_sum(&packet, 20)), (0xffff, 0xffff));
    }

    #[test]
    fn options_that_end_early_are_padded() {
        let mut packet = linux(0x02);
        reorder(&mut packet, &[2, 1, 3, 1, 1, 8, 4, 0]);
        assert_eq!(packet[40..], [2, 4, 5, 180, 1, 3, 3, 7, 1, 1, 8, 10, 9, 8, 7, 6, 0, 0, 0, 0, 4, 2, 0, 0]);
        assert_eq!(tcp_sum(&packet, 20), 0xffff);
    }

    #[test]
    fn whatever_asks_for_no_connection_stays_as_it_is() {
        let (answer, data) = (linux(0x12), linux(0x10));
        for packet in [answer, data, linux(0x02)[..30].to_vec(), vec![0x60; 60], Vec::new()] {
            let mut same = packet.clone();
            reorder(&mut same, &WINDOWS);
            assert_eq!(same, packet);
        }
    }
}
