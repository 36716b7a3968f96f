//! The query of a list: refused, or a page of at most 100.

use super::{Target, refused_as_theirs};
use server::routes::doors;

pub(crate) const TARGET: Target = Target { name: "query", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    ["limit=25", "limit=100&cursor=1f", "cursor=%31", "user_id=a+b&limit=1"]
        .map(|query| query.as_bytes().into())
        .into()
}

fn check(bytes: &[u8]) {
    let Ok(query) = std::str::from_utf8(bytes) else { return };
    if let Some((limit, _)) = refused_as_theirs(doors::page(query)) {
        assert!((1..=100).contains(&limit));
    }
}
