//! `Authorization` and `Idempotency-Key`: refused, or visible ASCII within bounds.

use super::{Target, refused_as_theirs};
use server::routes::doors;

pub(crate) const TARGET: Target = Target { name: "headers", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    [&b"Bearer sk_test_1"[..], b"Bearer pk_test_1", b"Basic eA==", b"order-1001"].map(Into::into).into()
}

fn check(bytes: &[u8]) {
    let Ok(value) = doors::HeaderValue::from_bytes(bytes) else { return };
    if let Some(key) = refused_as_theirs(doors::authorization(&value)) {
        assert!(!key.starts_with("pk_"));
    }
    if let Some(Some(key)) = refused_as_theirs(doors::idempotency_key(&value)) {
        assert!((1..=255).contains(&key.len()) && key.is_ascii());
    }
}
