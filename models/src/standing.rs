//! How a party stands in its site's graph of trust at one moment: what an assessment keeps of it, so that scoring anew needs no graph.

use crate::observation::Timestamp;
use serde::{Deserialize, Serialize};

/// How a party stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// When the newest interaction happened that the graph had taken in.
    pub as_of: Timestamp,
    /// From 0, none, over 0.5, neutral, to 1.
    pub trust: f64,
    /// Share of that which is still the neutral value everybody begins with: 1 where nothing was heard, towards 0.
    pub uncertainty: f64,
    /// What this party's own opinions count, from 0 to 1.
    pub credibility: f64,
    /// When it was first seen.
    pub since: Timestamp,
    /// Parties that turned to it.
    pub heard_from: u32,
    /// Parties that it turned to.
    pub turned_to: u32,
    /// Opinions of it.
    pub opinions: u32,
    /// Bad ones among them.
    pub bad_opinions: u32,
    /// How far trust is from what it usually was, in standard deviations; `None` while its history is short.
    pub jump: Option<f64>,
}

/// Trust at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    /// From 0, none, over 0.5, neutral, to 1.
    pub value: f64,
    /// As in [`Standing::uncertainty`].
    pub uncertainty: f64,
}

impl Trust {
    /// What everybody begins with.
    pub const NEUTRAL: Self = Self { value: 0.5, uncertainty: 1.0 };
}
