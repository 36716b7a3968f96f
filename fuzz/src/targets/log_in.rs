//! `POST /console/api/login`: refused or parsed.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::routes::doors;

pub(crate) const TARGET: Target = Target { name: "log_in", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![json(&json!({ "name": "admin", "password": "p" }))]
}

fn check(bytes: &[u8]) {
    refused_as_theirs(doors::log_in(bytes));
}
