//! How a request is written: the headers in the order they arrived in, before a map of them forgets it, and the settings
//! that an HTTP/2 client opens with (RFC 9112 §2, RFC 9113 §6.5).

use models::connection::{Header, HttpVersion, RequestHead};

/// Most headers that are kept in order.
const HEADERS: usize = 48;
/// Most settings: there are 6 of them, and a few extensions.
const SETTINGS: usize = 16;
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const SETTINGS_FRAME: u8 = 4;

/// Reads the head of a request, or the first bytes of an HTTP/2 connection; `None` where they are neither.
pub fn parse(bytes: &[u8]) -> Option<RequestHead> {
    match bytes.strip_prefix(PREFACE) {
        Some(frames) => Some(RequestHead {
            version: HttpVersion::Http2,
            headers: Vec::new(),
            settings: settings(frames)?,
        }),
        None => http_1(bytes),
    }
}

fn http_1(bytes: &[u8]) -> Option<RequestHead> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let line = lines.next()?.trim_ascii_end();
    let version = match line.rsplit(|byte| *byte == b' ').next()? {
        b"HTTP/1.0" => HttpVersion::Http10,
        b"HTTP/1.1" => HttpVersion::Http11,
        _ => return None,
    };
    let names = lines.map_while(|line| {
        let end = line.iter().position(|byte| *byte == b':')?;
        line.get(..end).map(header)
    });
    Some(RequestHead { version, headers: names.take(HEADERS).collect(), settings: Vec::new() })
}

fn settings(frames: &[u8]) -> Option<Vec<(u16, u32)>> {
    let (&[high, middle, low, kind, ..], body) = frames.split_first_chunk::<9>()?;
    let body = body.get(..u32::from_be_bytes([0, high, middle, low]) as usize)?;
    if kind != SETTINGS_FRAME {
        return None;
    }
    let (pairs, _) = body.as_chunks::<6>();
    let pair =
        |[a, b, c, d, e, f]: &[u8; 6]| (u16::from_be_bytes([*a, *b]), u32::from_be_bytes([*c, *d, *e, *f]));
    Some(pairs.iter().take(SETTINGS).map(pair).collect())
}

fn header(name: &[u8]) -> Header {
    let known = NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()));
    known.map_or(Header::Other, |(_, header)| *header)
}

const NAMES: [(&str, Header); 22] = [
    ("host", Header::Host),
    ("connection", Header::Connection),
    ("content-length", Header::ContentLength),
    ("content-type", Header::ContentType),
    ("user-agent", Header::UserAgent),
    ("accept", Header::Accept),
    ("accept-encoding", Header::AcceptEncoding),
    ("accept-language", Header::AcceptLanguage),
    ("origin", Header::Origin),
    ("referer", Header::Referer),
    ("cache-control", Header::CacheControl),
    ("pragma", Header::Pragma),
    ("dnt", Header::Dnt),
    ("sec-gpc", Header::SecGpc),
    ("sec-ch-ua", Header::SecChUa),
    ("sec-ch-ua-mobile", Header::SecChUaMobile),
    ("sec-ch-ua-platform", Header::SecChUaPlatform),
    ("sec-fetch-site", Header::SecFetchSite),
    ("sec-fetch-mode", Header::SecFetchMode),
    ("sec-fetch-dest", Header::SecFetchDest),
    ("priority", Header::Priority),
    ("te", Header::Te),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_keep_their_order_and_unknown_ones_their_place() {
        let head =
            parse(b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nX-Own: y\r\nUser-Agent: z: a\r\n\r\nbody: no");
        let expected = RequestHead {
            version: HttpVersion::Http11,
            headers: vec![Header::Host, Header::Other, Header::UserAgent],
            settings: vec![],
        };
        assert_eq!(head, Some(expected));
        assert_eq!(parse(b"POST /v1/sessions SPDY/3\r\n\r\n"), None);
        assert_eq!(parse(b""), None);
    }

    #[test]
    fn an_http_2_client_is_known_by_its_settings() {
        let frame = [0, 0, 12, 4, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 4, 0, 0x60, 0, 0];
        let head = parse(&[PREFACE, &frame].concat()).unwrap();
        assert_eq!((head.version, head.settings), (HttpVersion::Http2, vec![(1, 65_536), (4, 6_291_456)]));
        assert_eq!(parse(&[PREFACE, &frame[..20]].concat()), None);
    }
}
