//! `User-Agent`: whatever it says, it claims something.

use super::Target;
use server::connection::user_agent;

pub(crate) const TARGET: Target = Target { name: "user_agent", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![
        b"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36".into(),
        b"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1".into(),
    ]
}

fn check(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        user_agent::parse(text);
    }
}
