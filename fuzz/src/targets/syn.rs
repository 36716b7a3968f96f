//! The SYN of a client: read or not, and never more options than fit into its header.

use super::Target;
use server::connection::syn;

pub(crate) const TARGET: Target = Target { name: "syn", seeds, check };

/// Most bytes of TCP options (RFC 9293 §3.1).
const OPTION_BYTES: usize = 40;

fn seeds() -> Vec<Vec<u8>> {
    let tcp = [0x9c, 0x40, 1, 187, 0, 0, 0, 1, 0, 0, 0, 0, 0xa0, 2, 0xfa, 0xf0, 0, 0, 0, 0];
    let options = [2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];
    let v4 = [0x45, 0, 0, 60, 0, 1, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
    let mut v6 = [0; 40];
    (v6[0], v6[6], v6[7]) = (0x60, 6, 64);
    vec![[&v4[..], &tcp, &options].concat(), [&v6[..], &tcp, &options].concat()]
}

fn check(bytes: &[u8]) {
    if let Some(syn) = syn::parse(bytes) {
        assert!(syn.options.len() <= OPTION_BYTES);
    }
}
