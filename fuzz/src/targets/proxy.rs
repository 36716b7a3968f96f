//! The PROXY header of a balancer: an address, nobody, or an error.

use super::Target;
use server::connection::proxy;

pub(crate) const TARGET: Target = Target { name: "proxy", seeds, check };

const SIGNATURE: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

fn seeds() -> Vec<Vec<u8>> {
    let local = [SIGNATURE, &[0x20, 0, 0, 0]].concat();
    let v4 = [SIGNATURE, &[0x21, 0x11, 0, 12, 192, 0, 2, 1, 192, 0, 2, 2, 0x9c, 0x40, 1, 187]].concat();
    let v6 = [SIGNATURE, &[0x21, 0x21, 0, 36], &[1; 36]].concat();
    vec![local, v4, v6]
}

fn check(bytes: &[u8]) {
    let _ = proxy::parse(bytes);
}
