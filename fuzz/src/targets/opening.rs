//! `POST /v1/sessions`: what is accepted is within its bounds, and survives another round trip.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::routes::doors;
use wire::limits::{SIGNALS, VIEW_NAME_BYTES};

pub(crate) const TARGET: Target = Target { name: "opening", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let signals = json!([{ "name": "screen", "reading": { "integers": [1920, 1080] } }, { "name": "lang", "reading": { "texts": ["de", "en"] } },
        { "name": "memory", "reading": { "absent": "unsupported" } }, { "name": "zone", "reading": { "text": "UTC" } }]);
    let open = |signals| {
        json(&json!({ "v": wire::WIRE_VERSION, "key": "pk_test_1", "session_id": null,
        "device_id": format!("dev_{}", "0".repeat(32)), "view": "checkout", "signals": signals }))
    };
    vec![open(json!([])), open(signals)]
}

fn check(bytes: &[u8]) {
    let Some(open) = refused_as_theirs(doors::opening(bytes)) else { return };
    assert!(open.signals.len() <= SIGNALS && open.view.len() <= VIEW_NAME_BYTES);
    let again = serde_json::to_vec(&open).unwrap();
    assert_eq!(doors::opening(&again).unwrap(), open);
    open.signals.into_iter().map(engine::observe::signal).for_each(drop);
}
