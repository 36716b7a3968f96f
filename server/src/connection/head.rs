//! How a request is written: the headers in the order they arrived in, before a map of them forgets it (RFC 9112 §2).

use models::connection::{Header, HttpVersion, RequestHead};

/// Most headers that are kept in order.
const HEADERS: usize = 48;

/// Reads the head of a request; `None` where it is none.
pub fn parse(bytes: &[u8]) -> Option<RequestHead> {
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
    Some(RequestHead { version, headers: names.take(HEADERS).collect() })
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
        };
        assert_eq!(head, Some(expected));
        assert_eq!(parse(b"POST /v1/sessions SPDY/3\r\n\r\n"), None);
        assert_eq!(parse(b""), None);
    }
}
