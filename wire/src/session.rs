//! `POST /v1/sessions`: a page view begins.

use crate::{plan::ProbePlan, signal::Signal};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Sent once per probe start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// [`crate::WIRE_VERSION`].
    pub v: u8,
    /// The site's publishable key.
    pub key: String,
    /// The running session, if there is one in this tab.
    pub session_id: Option<String>,
    /// The device id this origin stored earlier.
    pub device_id: Option<String>,
    /// Name of the view, from `pennyprint.view(name)` or the path's last segment.
    pub view: String,
    /// What the browser says of itself.
    pub signals: Vec<Signal>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionOpened {
    /// `ses_…`, to be kept in `sessionStorage`.
    pub session_id: String,
    /// `dev_…`, to be kept in `localStorage` (after consent, where the site requires it).
    pub device_id: String,
    /// `pv_…`, the page-view token: names this page view in every later message.
    pub page_view: String,
    /// The nonce of the first micro-transaction; `None` where the plan is empty.
    pub nonce: Option<String>,
    /// What to do.
    pub plan: ProbePlan,
}
