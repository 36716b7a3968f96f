//! `POST /v1/policies`: refused or parsed.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::routes::doors;

pub(crate) const TARGET: Target = Target { name: "policy", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![json(&json!({ "prior_nats": -2.0 }))]
}

fn check(bytes: &[u8]) {
    refused_as_theirs(doors::policy(bytes));
}
