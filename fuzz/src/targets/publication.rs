//! `POST /v1/policies/{number}/publish` and `POST /v1/artifacts/{kind}/publish`: refused or parsed.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::routes::doors;

pub(crate) const TARGET: Target = Target { name: "publication", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![json(&json!({ "pinned": true })), json(&json!({ "number": 7, "pinned": false }))]
}

fn check(bytes: &[u8]) {
    let (policy, artifact) = doors::publication(bytes);
    refused_as_theirs(policy);
    refused_as_theirs(artifact);
}
