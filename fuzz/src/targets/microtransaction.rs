//! `POST /v1/microtransactions`: whatever timings a page claims, they become an observation or nothing, and the body survives
//! another round trip.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::body;
use wire::microtransaction::MicroTransaction;

pub(crate) const TARGET: Target = Target { name: "microtransaction", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let sent = |previous| {
        json(
            &json!({ "page_view": format!("pv_{}", "0".repeat(32)), "seq": 1, "attempt": 0, "nonce": "0".repeat(32),
            "amount_minor": 3, "previous": previous, "pad": "xxxx" }),
        )
    };
    let previous = json!({ "seq": 0, "attempt": 0, "started_us": 1_000, "ended_us": 31_000, "resource":
        { "connect_us": 900, "reused": false, "ttfb_us": 25_000, "transfer_us": 300, "body_bytes": 90, "server_us": 80 } });
    vec![sent(json!(null)), sent(previous)]
}

fn check(bytes: &[u8]) {
    let Some(sent) = refused_as_theirs(body::json::<MicroTransaction>(bytes)) else { return };
    let again = serde_json::to_vec(&sent).unwrap();
    assert_eq!(body::json::<MicroTransaction>(&again).unwrap(), sent);
    if let Some(timing) = &sent.previous {
        engine::observe::client_side(timing, Some(timing.ended_us));
        engine::observe::client_side(timing, Some(timing.started_us));
    }
}
