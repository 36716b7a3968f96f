//! A device and its profile, with the numbers behind every plot.

use crate::view::assessment::AssessmentItem;
use models::detectors::device::{Familiarity, Profile, Usual};
use models::threshold::Decision;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A device in a list.
#[derive(Serialize, ToSchema)]
pub struct DeviceItem {
    /// `dev_…`.
    pub id: String,
    /// First seal.
    pub first_seen: String,
    /// Newest seal or assessment.
    pub last_seen: String,
    /// Sessions among its newest visits: the last 10 in a list, the last 200 of one device.
    pub sessions: usize,
    /// Visits that taught its baseline.
    pub trusted_visits: u32,
    /// `new`, `warming` or `known`.
    #[schema(value_type = String)]
    pub state: Familiarity,
}

/// One device, whole.
#[derive(Serialize, ToSchema)]
pub struct DeviceView {
    /// What the list says too.
    #[serde(flatten)]
    pub item: DeviceItem,
    /// What is usual for it.
    pub profile: ProfileView,
    /// Visits, newest first, at most 200.
    pub visits: Vec<VisitView>,
    /// Assessments, newest first, at most 50.
    pub assessments: Vec<AssessmentItem>,
}

/// What is usual for a device.
#[derive(Serialize, ToSchema)]
pub struct ProfileView {
    /// Whatever network it speaks through.
    pub intrinsic: Vec<UsualView>,
    /// Network by network, the newest first.
    pub paths: Vec<PathView>,
}

/// What is usual on one network.
#[derive(Serialize, ToSchema)]
pub struct PathView {
    /// The network.
    pub path: String,
    /// Visits over it that taught the baseline.
    pub trusted_visits: u32,
    /// What is usual.
    pub metrics: Vec<UsualView>,
}

/// What is usual of one metric.
#[derive(Serialize, ToSchema)]
pub struct UsualView {
    /// Stable code.
    pub code: &'static str,
    /// In plain words.
    pub label: &'static str,
    /// `us` or `bytes_per_s`.
    #[schema(value_type = String)]
    pub unit: models::detectors::device::metrics::Unit,
    /// Centre of what is expected.
    pub usual: f64,
    /// Lower end of the central 90 %.
    pub low: f64,
    /// Upper end of the central 90 %.
    pub high: f64,
}

/// One visit of a device.
#[derive(Serialize, ToSchema)]
pub struct VisitView {
    /// `ses_…`.
    pub session_id: String,
    /// When it was sealed.
    pub at: String,
    /// The network; absent where the visit cannot be read any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where it cannot be read any more: `erased` with its person, or `unassessed` while its token was good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<&'static str>,
    /// It taught the baseline.
    pub trusted: bool,
    /// What was measured, by metric.
    pub metrics: BTreeMap<&'static str, f64>,
    /// Its assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<String>,
    /// Its decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub decision: Option<Decision>,
    /// Its risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<u16>,
}

/// What is usual for a device.
pub fn profile(profile: &Profile) -> ProfileView {
    let paths = profile.paths.iter().map(|path| PathView {
        path: super::path(&path.path),
        trusted_visits: path.trusted_visits,
        metrics: path.metrics.iter().map(usual).collect(),
    });
    ProfileView { intrinsic: profile.intrinsic.iter().map(usual).collect(), paths: paths.collect() }
}

fn usual(usual: &Usual) -> UsualView {
    let Usual { code, label, unit, usual, low, high } = *usual;
    UsualView { code, label, unit, usual, low, high }
}
