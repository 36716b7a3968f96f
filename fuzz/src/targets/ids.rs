//! Ids: what parses is written as it was, but for the case of its digits.

use super::Target;
use engine::ids::{AssessmentId, ChallengeId, DeviceId, PageViewId, SealId, SessionId, SiteId};

pub(crate) const TARGET: Target = Target { name: "ids", seeds, check };

fn seeds() -> Vec<Vec<u8>> {
    let prefixes = ["site_", "ses_", "dev_", "pv_", "seal_", "asm_", "chl_"];
    prefixes.map(|prefix| format!("{prefix}{}", "0f".repeat(16)).into_bytes()).into()
}

fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let written = [
        SiteId::parse(text).map(|id| id.to_string()),
        SessionId::parse(text).map(|id| id.to_string()),
        DeviceId::parse(text).map(|id| id.to_string()),
        PageViewId::parse(text).map(|id| id.to_string()),
        SealId::parse(text).map(|id| id.to_string()),
        AssessmentId::parse(text).map(|id| id.to_string()),
        ChallengeId::parse(text).map(|id| id.to_string()),
    ];
    assert!(written.iter().flatten().count() <= 1, "{text} is an id of one kind");
    written.iter().flatten().for_each(|id| assert!(id.eq_ignore_ascii_case(text)));
}
