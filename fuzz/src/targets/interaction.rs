//! `POST /v1/interactions`: refused or parsed, and nothing is kept of a text but a few numbers.

use super::{Target, json, refused_as_theirs};
use engine::ids::SiteId;
use engine::secrets::Secrets;
use models::interaction::KEYWORDS;
use models::observation::Timestamp;
use serde_json::json;
use server::routes::doors;

pub(crate) const TARGET: Target = Target { name: "interaction", seeds, check };

/// 21 November 2026.
const NOW: Timestamp = Timestamp(1_795_219_200_000_000);

fn seeds() -> Vec<Vec<u8>> {
    let text = "KIND OF good, but never so AWFUL!!! 😀 the best offer: wa.me/4915112345 :( isn't it?";
    let at = "2026-11-20T19:16:31.042+01:00";
    vec![
        json(&json!({ "from": "ada", "to": "bob", "kind": "message", "at": at, "text": text })),
        json(&json!({ "from": "bob", "to": "ada", "kind": "reply", "at": at, "text": "" })),
        json(&json!({ "from": "ada", "to": "bob", "kind": "rating", "at": at, "rating": -10 })),
        json(&json!({ "from": "ada", "to": "bob", "kind": "confirmation", "at": at })),
    ]
}

fn check(bytes: &[u8]) {
    let secrets = Secrets::new([7; 32]);
    if let Some(Some(text)) = refused_as_theirs(doors::interaction(bytes, SiteId([1; 16]), &secrets, NOW)) {
        assert!(text.keywords.len() <= KEYWORDS && text.keywords.is_sorted());
        assert!(text.length_chars <= 10_000);
    }
}
