//! `POST /v1/microtransactions`: one nominal exchange in Pennyprint's own ledger, made to be timed.
//!
//! Every request names the nonce that the previous answer handed out and reports how the *previous*
//! exchange looked from the page, because only then is its timing complete.

use alloc::string::String;
use serde::{Deserialize, Serialize};

/// One micro-transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MicroTransaction {
    /// `pv_…` from [`crate::session::SessionOpened`].
    pub page_view: String,
    /// Index of the step in the plan, from 0.
    pub seq: u8,
    /// 0, or 1 where the server answered [`Posting::Retry`] to the first attempt.
    pub attempt: u8,
    /// The nonce from the previous answer.
    pub nonce: String,
    /// Nominal amount in minor units, as planned.
    pub amount_minor: u8,
    /// How the previous exchange looked from the page.
    pub previous: Option<ClientTiming>,
    /// Padding, as long as planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pad: Option<String>,
}

/// The answer. Always HTTP 200, so that nothing shows red in the merchant's console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MicroTransactionAnswer {
    /// What became of it.
    pub posting: Posting,
    /// The nonce of the next request (the retry, or the next step); `None` at the end of the plan.
    pub nonce: Option<String>,
    /// Filler of a large answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filler: Option<String>,
}

/// What became of a micro-transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Posting {
    /// It stands in the ledger.
    Posted,
    /// The ledger was busy (an application error, provoked on purpose): send the same step again with
    /// `attempt` 1 and the new nonce.
    Retry,
}

/// One exchange as the page saw it. All times in microseconds; instants count from the page's time origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientTiming {
    /// Step it belongs to.
    pub seq: u8,
    /// Attempt it belongs to.
    pub attempt: u8,
    /// When `fetch` was called.
    pub started_us: u64,
    /// When the whole answer had been read.
    pub ended_us: u64,
    /// Resource Timing of the exchange; `None` where the browser gave none.
    pub resource: Option<ResourceTiming>,
}

/// The parts of a `PerformanceResourceTiming` entry that are used (W3C Resource Timing Level 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceTiming {
    /// `connectEnd − connectStart`: 0 where an open connection was reused.
    pub connect_us: u32,
    /// `connectStart == connectEnd`, or the entry says so: the connection was reused.
    pub reused: bool,
    /// `responseStart − requestStart`, time to first byte.
    pub ttfb_us: u32,
    /// `responseEnd − responseStart`, transfer of the body.
    pub transfer_us: u32,
    /// `encodedBodySize` in bytes.
    pub body_bytes: u32,
    /// `dur` of the answer's `Server-Timing`; `None` where the browser hides it (insecure context).
    pub server_us: Option<u32>,
}
