//! `POST /v1/challenges/{id}/answers`: the body survives another round trip.

use super::{Target, json, refused_as_theirs};
use serde_json::json;
use server::body;
use wire::challenge::ChallengeAnswer;

pub(crate) const TARGET: Target = Target { name: "answer", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    vec![json(&json!({ "token": format!("ct_{}", "0".repeat(32)), "answer": "493817" }))]
}

fn check(bytes: &[u8]) {
    let Some(answer) = refused_as_theirs(body::json::<ChallengeAnswer>(bytes)) else { return };
    assert_eq!(body::json::<ChallengeAnswer>(&serde_json::to_vec(&answer).unwrap()).unwrap(), answer);
}
