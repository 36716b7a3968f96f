//! Artifacts whose first record is forgotten: they are anonymous and small, and lessons and assessments name them by number,
//! so they are written again and stay.

use super::{Artifact, Kind};
use crate::assessment::RoadError;
use crate::ids::SiteId;
use crate::journal::{Body, Journal, Record, Seq, Stored};
use alloc::{sync::Arc, vec};
use models::observation::Timestamp;

/// Records that are read at once: few, because tables are long and reading ends at the one that is looked for.
const STRIDE: usize = 16;

/// Writes an artifact again, before the records before a position are forgotten. Returns whether that was needed.
pub(crate) async fn keep<J: Journal>(
    journal: &J,
    stored: &Stored,
    before: Seq,
    now: Timestamp,
) -> Result<bool, RoadError> {
    let Body::Artifact(artifact) = &stored.record.body else { return Ok(false) };
    let (site, kind) = (stored.record.site, artifact.content.kind());
    if kept(journal, site, kind, artifact.number, before.saturating_sub(1)).await?.is_some() {
        return Ok(false);
    }
    let (mentions, body) = (vec![kind.kept(site)], stored.record.body.clone());
    journal.append(Record { at: now, site, claims: vec![], mentions, body }).await?;
    Ok(true)
}

/// A site's artifact that was written again behind a position.
pub(super) async fn kept<J: Journal>(
    journal: &J,
    site: SiteId,
    kind: Kind,
    number: u32,
    after: Seq,
) -> Result<Option<Arc<Artifact>>, RoadError> {
    let mut wanted = None;
    let look = |artifact: Arc<Artifact>| {
        let found = artifact.number == number;
        wanted = found.then_some(artifact);
        !found
    };
    read_while(journal, site, kind, after, look).await?;
    Ok(wanted)
}

/// The one of the highest number. They stand in no order: the oldest are written again first, behind younger ones.
pub(super) async fn newest_kept<J: Journal>(
    journal: &J,
    site: SiteId,
    kind: Kind,
) -> Result<Option<Arc<Artifact>>, RoadError> {
    let mut newest: Option<Arc<Artifact>> = None;
    let look = |artifact: Arc<Artifact>| {
        if newest.as_ref().is_none_or(|newest| newest.number < artifact.number) {
            newest = Some(artifact);
        }
        true
    };
    read_while(journal, site, kind, 0, look).await?;
    Ok(newest)
}

/// Hands over artifacts that were written again, for as long as the next one is wanted.
async fn read_while<J: Journal>(
    journal: &J,
    site: SiteId,
    kind: Kind,
    mut after: Seq,
    mut look: impl FnMut(Arc<Artifact>) -> bool,
) -> Result<(), RoadError> {
    loop {
        let found = journal.mentions_after(&kind.kept(site), after, STRIDE).await?;
        let Some(last) = found.last() else { return Ok(()) };
        after = last.seq;
        for stored in found {
            if let Body::Artifact(artifact) = stored.record.body
                && !look(artifact)
            {
                return Ok(());
            }
        }
    }
}
