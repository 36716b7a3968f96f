//! A site: one merchant's integration.

use crate::ids::SiteId;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// One merchant's integration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// `site_…`.
    pub id: SiteId,
    /// For people.
    pub name: String,
    /// Whether its keys are test or live keys.
    pub environment: Environment,
    /// Whether decisions bind.
    pub mode: Mode,
    /// `pk_…`, stands in the page.
    pub publishable_key: String,
    /// SHA-256 of the secret key: 256 random bits need no slow hash.
    pub secret_key_sha256: [u8; 32],
    /// Origins (`https://shop.example`) whose pages may speak for this site.
    pub allowed_origins: Vec<String>,
}

/// Test keys accept deterministic test tokens; live keys do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// `pk_test_…`, `sk_test_…`.
    Test,
    /// `pk_live_…`, `sk_live_…`.
    Live,
}

/// Whether decisions bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Decisions are computed and shown; `enforced` is always `allow`.
    Monitor,
    /// `enforced` is the decision.
    Enforce,
}
