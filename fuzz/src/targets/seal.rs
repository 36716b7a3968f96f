//! `POST /v1/tokens`: the body survives another round trip.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::body;
use wire::token::Seal;

pub(crate) const TARGET: Target = Target { name: "seal", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let last = json!({ "seq": 4, "attempt": 0, "started_us": 1_000, "ended_us": 31_000, "resource": null });
    [json!(null), last]
        .map(|last| json(&json!({ "page_view": format!("pv_{}", "0".repeat(32)), "last": last })))
        .into()
}

fn check(bytes: &[u8]) {
    let Some(seal) = refused_as_theirs(body::json::<Seal>(bytes)) else { return };
    assert_eq!(body::json::<Seal>(&serde_json::to_vec(&seal).unwrap()).unwrap(), seal);
}
