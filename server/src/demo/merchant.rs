//! The shop's client of the Pennyprint API: what a merchant would write in an afternoon.

use anyhow::Context;
use serde_json::{Value, json};
use std::time::Duration;

/// Give up after this long; the order then goes to review instead.
const PATIENCE: Duration = Duration::from_millis(800);

pub(super) struct Merchant {
    client: reqwest::Client,
    pennyprint: String,
    secret_key: String,
}

/// What the shop sells here: one basket at one price.
pub(super) const AMOUNT_MINOR: i64 = 3_490;
pub(super) const CURRENCY: &str = "EUR";

impl Merchant {
    pub(super) fn new(pennyprint: &str, secret_key: String) -> anyhow::Result<Self> {
        // Another part of the process may have chosen the provider already: that one serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { client, pennyprint: pennyprint.into(), secret_key })
    }

    /// Asks what to do with an order. The order id makes a repeated request safe.
    pub(super) async fn assess(
        &self,
        order_id: &str,
        token: Option<&str>,
        email: &str,
    ) -> anyhow::Result<Value> {
        let body = json!({
            "token": token,
            "action": "checkout",
            "user_id": email,
            "transaction": { "id": order_id, "amount_minor": AMOUNT_MINOR, "currency": CURRENCY },
        });
        let request = self.client.post(format!("{}/v1/assessments", self.pennyprint));
        let request = request.bearer_auth(&self.secret_key).header("idempotency-key", order_id).json(&body);
        let answer = request.send().await.context("Pennyprint did not answer in time")?;
        anyhow::ensure!(answer.status().is_success(), "Pennyprint refused: {}", answer.text().await?);
        Ok(answer.json().await?)
    }

    /// Asks whether a challenge was passed: the page's word is not enough.
    pub(super) async fn passed(&self, challenge_id: &str) -> anyhow::Result<bool> {
        let request = self.client.get(format!("{}/v1/challenges/{challenge_id}", self.pennyprint));
        let answer = request.bearer_auth(&self.secret_key).send().await?.error_for_status()?;
        let challenge: Value = answer.json().await?;
        Ok(challenge.get("status").and_then(Value::as_str) == Some("passed"))
    }
}
