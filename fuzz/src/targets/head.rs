//! The head of a request as it was written: a bounded list of headers and settings, or none.

use super::Target;
use server::connection::head;

pub(crate) const TARGET: Target = Target { name: "head", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let http_2 = [
        &b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..],
        &[0, 0, 12, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100, 0, 4, 0, 1, 0, 0],
    ];
    vec![
        b"POST /v1/sessions HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\nSec-Fetch-Mode: cors\r\n\r\n".into(),
        http_2.concat(),
    ]
}

fn check(bytes: &[u8]) {
    if let Some(head) = head::parse(bytes) {
        assert!(head.headers.len() <= 48 && head.settings.len() <= 16);
    }
}
