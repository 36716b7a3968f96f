//! `POST /v1/commitments` and what became of one: refused, or compared into a rating from 0 to 1.

use super::{Target, json, refused_as_theirs};
use models::commitment::{Commitment, Expression, Value};
use serde_json::json;
use server::routes::doors;
use std::collections::BTreeMap;

pub(crate) const TARGET: Target = Target { name: "commitment", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let grades = json!(["new", "used", "broken"]);
    let commitment = json!([
        { "attribute": "received_by", "type": "date", "at_most": "2026-04-01", "tolerance": 7 },
        { "attribute": "price", "type": "number", "at_least": 1, "at_most": 10.5, "weight": 2 },
        { "attribute": "quality", "type": "grade", "grades": grades, "at_least": "used", "bearing": "testifying" },
        { "attribute": "returns", "type": "boolean", "is": true },
    ]);
    let outcome = json!({ "received_by": "2026-04-05", "price": 9, "quality": "broken", "returns": false });
    vec![
        json(&json!({ "id": "order-1001", "party_id": "seller-7", "commitment": commitment })),
        json(&json!({ "outcome": outcome })),
        json(&json!([commitment, outcome])),
    ]
}

fn check(bytes: &[u8]) {
    let (promised, told) = doors::promised(bytes);
    refused_as_theirs(promised);
    refused_as_theirs(told);
    // What is promised and what happens come in two requests.
    if let Ok((promised, actual)) =
        serde_json::from_slice::<(Vec<Expression>, BTreeMap<String, Value>)>(bytes)
        && let Ok(promised) = Commitment::try_from(promised)
        && let Ok(satisfaction) = promised.compare(&actual)
    {
        assert!(satisfaction.rating.is_none_or(|rating| (0.0..=1.0).contains(&rating)));
    }
}
