//! The ClientHello: a fingerprint of bounded length, or none.

use super::Target;
use server::connection::hello;

pub(crate) const TARGET: Target = Target { name: "client_hello", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let body = [
        &[3, 3][..],
        &[7; 32],
        &[0],
        &[0, 4, 0x13, 1, 0x13, 2],
        &[1, 0],
        &[
            0, 30, 0, 43, 0, 3, 2, 3, 4, 0, 16, 0, 5, 0, 3, 2, b'h', b'2', 0, 13, 0, 6, 0, 4, 4, 3, 8, 4, 0,
            23, 0, 0,
        ],
    ]
    .concat();
    let message = [&[1, 0, 0, body.len() as u8][..], &body].concat();
    vec![[&[22, 3, 1, 0, message.len() as u8][..], &message].concat()]
}

fn check(bytes: &[u8]) {
    if let Some(ja4) = hello::ja4(bytes) {
        assert!((30..=40).contains(&ja4.len()), "{ja4}");
    }
}
