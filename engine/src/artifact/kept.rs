//! Artifacts whose first record is forgotten: they are anonymous and small, and lessons and assessments name them by number,
//! so they are written again and stay.

use super::{Artifact, Kind};
use crate::assessment::RoadError;
use crate::ids::SiteId;
use crate::journal::{Body, Journal, Key, KeyKind, Record, Seq, Stored};
use alloc::{sync::Arc, vec, vec::Vec};
use models::observation::Timestamp;

/// Records that are read at once.
const STRIDE: usize = 256;

/// Writes an artifact again, before the records before a position are forgotten. Returns whether that was needed.
pub(crate) async fn keep<J: Journal>(
    journal: &J,
    stored: &Stored,
    before: Seq,
    now: Timestamp,
) -> Result<bool, RoadError> {
    let Body::Artifact(artifact) = &stored.record.body else { return Ok(false) };
    let site = stored.record.site;
    let kept = kept(journal, site, artifact.content.kind(), before.saturating_sub(1)).await?;
    if kept.iter().any(|one| one.number == artifact.number) {
        return Ok(false);
    }
    let (mentions, body) = (vec![key(site)], stored.record.body.clone());
    journal.append(Record { at: now, site, claims: vec![], mentions, body }).await?;
    Ok(true)
}

/// A site's artifacts of a kind that were written again behind a position.
pub(super) async fn kept<J: Journal>(
    journal: &J,
    site: SiteId,
    kind: Kind,
    mut after: Seq,
) -> Result<Vec<Arc<Artifact>>, RoadError> {
    let mut kept = Vec::new();
    loop {
        let found = journal.mentions_after(&key(site), after, STRIDE).await?;
        let Some(last) = found.last() else { return Ok(kept) };
        after = last.seq;
        kept.extend(found.into_iter().filter_map(|stored| match stored.record.body {
            Body::Artifact(artifact) if artifact.content.kind() == kind => Some(artifact),
            _ => None,
        }));
    }
}

fn key(site: SiteId) -> Key {
    Key { kind: KeyKind::KeptArtifacts, id: site.0 }
}
