//! `POST /v1/outcomes`: refused or parsed.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::routes::doors;

pub(crate) const TARGET: Target = Target { name: "outcome", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![json(
        &json!({ "assessment_id": format!("asm_{}", "0".repeat(32)), "label": "fraud", "fraud_kind": "ring", "loss_minor": 3490 }),
    )]
}

fn check(bytes: &[u8]) {
    refused_as_theirs(doors::outcome(bytes));
}
