//! The TLS ClientHello, as its JA4 fingerprint (FoxIO, *JA4: TLS Client Fingerprinting*): which ciphers, extensions and
//! signature algorithms a client offers, whatever order it shuffles them into.

use sha2::{Digest, Sha256};
use tls_parser::{TlsClientHelloContents, parse_tls_handshake_client_hello};

const HANDSHAKE_RECORD: u8 = 22;
const CLIENT_HELLO: u8 = 1;
const SNI: u16 = 0;
const SIGNATURE_ALGORITHMS: u16 = 13;
const ALPN: u16 = 16;
const SUPPORTED_VERSIONS: u16 = 43;
/// Stands for a list that is not there.
const NOTHING: &str = "000000000000";

/// JA4 of the first bytes of a connection; `None` where they do not hold a whole ClientHello.
pub fn ja4(bytes: &[u8]) -> Option<String> {
    let handshake = handshake(bytes)?;
    let (&[kind, ..], body) = handshake.split_first_chunk::<4>()?;
    if kind != CLIENT_HELLO {
        return None;
    }
    let (_, hello) = parse_tls_handshake_client_hello(body).ok()?;
    Some(fingerprint(&hello))
}

/// The first handshake message, which may be spread over several records.
fn handshake(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let (&[kind, _, _, high, low], rest) = bytes.split_first_chunk::<5>()?;
        if kind != HANDSHAKE_RECORD {
            return None;
        }
        let (body, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes([high, low])))?;
        message.extend_from_slice(body);
        bytes = rest;
        if let Some(&[_, high, middle, low]) = message.first_chunk::<4>() {
            let whole = 4 + u32::from_be_bytes([0, high, middle, low]) as usize;
            if message.len() >= whole {
                message.truncate(whole);
                return Some(message);
            }
        }
    }
}

fn fingerprint(hello: &TlsClientHelloContents<'_>) -> String {
    let mut ciphers: Vec<u16> =
        hello.ciphers.iter().map(|cipher| cipher.0).filter(|id| !is_grease(*id)).collect();
    let extensions: Vec<(u16, &[u8])> =
        Extensions(hello.ext.unwrap_or_default()).filter(|(kind, _)| !is_grease(*kind)).collect();
    let body = |wanted: u16| extensions.iter().find(|(kind, _)| *kind == wanted).map(|(_, body)| *body);

    let version = body(SUPPORTED_VERSIONS)
        .and_then(|body| pairs(body.get(1..)?).filter(|version| !is_grease(*version)).max())
        .unwrap_or(hello.version.0);
    let version = match version {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        _ => "00",
    };
    let named = if body(SNI).is_some() { 'd' } else { 'i' };
    let counts = [ciphers.len(), extensions.len()].map(|count| count.min(99));
    let [first, last] = body(ALPN).and_then(ends_of_first_protocol).unwrap_or(['0', '0']);

    ciphers.sort_unstable();
    let algorithms: Vec<u16> =
        body(SIGNATURE_ALGORITHMS).and_then(|body| body.get(2..)).map(pairs).into_iter().flatten().collect();
    let mut kinds: Vec<u16> =
        extensions.iter().map(|(kind, _)| *kind).filter(|kind| ![SNI, ALPN].contains(kind)).collect();
    kinds.sort_unstable();
    let mut offered = listed(&kinds);
    if !algorithms.is_empty() {
        offered = [offered, listed(&algorithms)].join("_");
    }
    let [ciphers_count, extensions_count] = counts;
    format!(
        "t{version}{named}{ciphers_count:02}{extensions_count:02}{first}{last}_{}_{}",
        digest(&listed(&ciphers)),
        digest(&offered),
    )
}

/// Extensions as (kind, body); ends where they are cut short.
struct Extensions<'a>(&'a [u8]);

impl<'a> Iterator for Extensions<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[a, b, high, low], rest) = self.0.split_first_chunk::<4>()?;
        let (body, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes([high, low])))?;
        self.0 = rest;
        Some((u16::from_be_bytes([a, b]), body))
    }
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = u16> {
    let (pairs, _) = bytes.as_chunks::<2>();
    pairs.iter().map(|pair| u16::from_be_bytes(*pair))
}

/// First and last letter of the first protocol; those of its hexadecimal form where it is not made of letters.
fn ends_of_first_protocol(body: &[u8]) -> Option<[char; 2]> {
    let (length, rest) = body.get(2..)?.split_first()?;
    let name = rest.get(..usize::from(*length))?;
    let (first, last) = (*name.first()?, *name.last()?);
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return Some([char::from(first), char::from(last)]);
    }
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
    Some([digit(first >> 4), digit(last & 15)])
}

/// Values that clients offer to keep servers tolerant (RFC 8701).
fn is_grease(value: u16) -> bool {
    let [high, low] = value.to_be_bytes();
    high == low && low & 15 == 10
}

fn listed(values: &[u16]) -> String {
    let texts: Vec<String> = values.iter().map(|value| format!("{value:04x}")).collect();
    texts.join(",")
}

fn digest(list: &str) -> String {
    if list.is_empty() {
        return NOTHING.into();
    }
    Sha256::digest(list).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chrome's offer, from the examples that FoxIO publishes with the definition.
    const CIPHERS: [u16; 16] = [
        0x1a1a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,
        0x009c, 0x009d, 0x002f, 0x0035,
    ];
    const KINDS: [u16; 17] = [
        0x0a0a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012,
        0x002b, 0xff01, 0x000b, 0x000a, 0x0015,
    ];
    const ALGORITHMS: [u16; 8] = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];

    fn listed_bytes(values: &[u16]) -> Vec<u8> {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_be_bytes()).collect();
        [&(bytes.len() as u16).to_be_bytes()[..], &bytes].concat()
    }

    fn hello(ciphers: &[u16], kinds: &[u16]) -> Vec<u8> {
        let extensions = kinds.iter().flat_map(|kind| {
            let body = match *kind {
                SIGNATURE_ALGORITHMS => listed_bytes(&ALGORITHMS),
                ALPN => b"\x00\x0c\x02h2\x08http/1.1".to_vec(),
                SUPPORTED_VERSIONS => vec![6, 0x2a, 0x2a, 3, 4, 3, 3],
                _ => vec![],
            };
            [&kind.to_be_bytes()[..], &(body.len() as u16).to_be_bytes(), &body].concat()
        });
        let extensions: Vec<u8> = extensions.collect();
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.push(0);
        body.extend(listed_bytes(ciphers));
        body.extend([1, 0]);
        body.extend((extensions.len() as u16).to_be_bytes());
        body.extend(extensions);
        let length = (body.len() as u32).to_be_bytes();
        [&[CLIENT_HELLO, length[1], length[2], length[3]][..], &body].concat()
    }

    fn in_records(message: &[u8], size: usize) -> Vec<u8> {
        let record = |part: &[u8]| [&[22, 3, 1][..], &(part.len() as u16).to_be_bytes(), part].concat();
        message.chunks(size).flat_map(record).collect()
    }

    #[test]
    fn a_browser_is_what_the_definition_says_it_is() {
        let message = hello(&CIPHERS, &KINDS);
        for size in [4_096, 100, 7] {
            let read = ja4(&in_records(&message, size));
            assert_eq!(read.as_deref(), Some("t13d1516h2_8daaf6152771_e5627efa2ab1"), "records of {size}");
        }
    }

    #[test]
    fn the_order_of_the_offer_does_not_matter_and_its_content_does() {
        let (mut ciphers, mut kinds) = (CIPHERS, KINDS);
        ciphers.reverse();
        kinds.reverse();
        let shuffled = ja4(&in_records(&hello(&ciphers, &kinds), 512));
        assert_eq!(shuffled, ja4(&in_records(&hello(&CIPHERS, &KINDS), 512)));
        assert_ne!(shuffled, ja4(&in_records(&hello(&CIPHERS[1..9], &KINDS), 512)));
    }

    #[test]
    fn a_cut_offer_is_none() {
        let bytes = in_records(&hello(&CIPHERS, &KINDS), 100);
        for length in 0..bytes.len() {
            assert_eq!(ja4(&bytes[..length]), None, "{length}");
        }
        assert_eq!(ja4(b"GET / HTTP/1.1\r\n\r\n"), None);
    }
}
