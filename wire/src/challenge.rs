//! `POST /v1/challenges/{id}/answers`: the customer answers a step-up.

use alloc::string::String;
use serde::{Deserialize, Serialize};

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeAnswer {
    /// The challenge's token, handed to the page by the merchant's back end.
    pub token: String,
    /// What the customer entered.
    pub answer: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeAnswered {
    /// The outcome.
    pub result: ChallengeResult,
    /// Tries left where the result is [`ChallengeResult::Next`].
    pub tries_left: u8,
    /// Where it is passed and another browser had carried the device's identity on: what the next seal presents, ahead of every copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// Outcome of one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeResult {
    /// The challenge is passed.
    Passed,
    /// The challenge is failed for good.
    Failed,
    /// Not yet: another answer may be given.
    Next,
}
