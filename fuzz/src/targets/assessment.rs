//! `POST /v1/assessments`: refused or parsed, and never with a full card number in it.

use super::{Target, json, refused_as_theirs};
use engine::ids::SiteId;
use engine::secrets::Secrets;
use engine::site::{Environment, Mode, Site};
use serde_json::json;
use server::routes::doors;
use std::sync::LazyLock;

pub(crate) const TARGET: Target = Target { name: "assessment", seeds, check };

static SITE: LazyLock<(Site, Secrets)> = LazyLock::new(|| {
    let site = Site {
        id: SiteId([1; 16]),
        name: "Shop".into(),
        environment: Environment::Test,
        mode: Mode::Enforce,
        publishable_key: "pk_test_1".into(),
        secret_key_sha256: [0; 32],
        allowed_origins: Vec::new(),
    };
    (site, Secrets::new([7; 32]))
});

fn seeds() -> Vec<Vec<u8>> {
    let (site, secrets) = &*SITE;
    let token = secrets.issue_token(site.id, engine::ids::SealId([2; 16]), models::observation::Timestamp(0));
    let transaction = json!({ "id": "o-1", "amount_minor": 3490, "currency": "EUR", "payee_id": "p",
        "card": { "id": "c-1", "bin": "424242", "last4": "4242", "expiry_hash": "h" } });
    let whole = json!({ "token": token, "action": "checkout", "user_id": "customer-42", "transaction": transaction,
        "contact": { "email": "a@b.example", "phone": "+49 30 123456" }, "display_ref": "Order 1" });
    vec![
        json(&json!({ "token": null, "action": "checkout" })),
        json(&json!({ "token": "test|allow", "action": "a" })),
        json(&whole),
    ]
}

fn check(bytes: &[u8]) {
    let (site, secrets) = &*SITE;
    let parsed = refused_as_theirs(doors::assessment(bytes, site, secrets));
    if parsed.is_some()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        for field in ["id", "user_id", "display_ref"] {
            assert!(!text.contains(&format!("\"{field}\":\"4242424242424242\"")), "{text}");
        }
    }
}
