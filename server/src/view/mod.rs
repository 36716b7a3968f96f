//! What answers look like as JSON. One file per thing; every type is part of the OpenAPI document.

pub mod artifact;
pub mod assessment;
pub mod behaviour;
pub mod card;
pub mod connection;
pub mod device;
pub mod group;
pub mod interaction;
pub mod list;
pub mod neighbourhood;
pub mod party;
pub mod session;
pub mod shadow;
pub mod user;
pub mod user_visit;

use engine::reading::Gone;
use models::observation::Path;

/// Why something cannot be shown any more, for programs.
pub fn gone(gone: Gone) -> &'static str {
    match gone {
        Gone::Erased => "erased",
        Gone::Unassessed => "unassessed",
    }
}

/// A path as people write it: `203.0.113.0/24`, `2001:db8:7::/48`.
pub fn path(path: &Path) -> String {
    match path {
        Path::V4([a, b, c]) => format!("{a}.{b}.{c}.0/24"),
        Path::V6([a, b, c, d, e, f]) => {
            let parts = [[*a, *b], [*c, *d], [*e, *f]].map(u16::from_be_bytes);
            let address = std::net::Ipv6Addr::new(parts[0], parts[1], parts[2], 0, 0, 0, 0, 0);
            format!("{address}/48")
        }
    }
}
