//! The head of a request as it was written: a bounded list of headers, or none.

use super::Target;
use server::connection::head;

pub(crate) const TARGET: Target = Target { name: "head", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![b"POST /v1/sessions HTTP/1.1\r\nHost: a\r\nUser-Agent: b\r\nSec-Fetch-Mode: cors\r\n\r\n".into()]
}

fn check(bytes: &[u8]) {
    if let Some(head) = head::parse(bytes) {
        assert!(head.headers.len() <= 48);
    }
}
