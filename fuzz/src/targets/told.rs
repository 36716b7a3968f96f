//! `POST /v1/events` and `POST /v1/transactions/{id}/result`: refused or parsed.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::routes::doors;

pub(crate) const TARGET: Target = Target { name: "told", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![
        json(&json!({ "user_id": "customer-42", "kind": "credential_changed" })),
        json(&json!({ "result": "cvc_failed" })),
    ]
}

fn check(bytes: &[u8]) {
    let (event, result) = doors::told(bytes);
    refused_as_theirs(event);
    refused_as_theirs(result);
}
