//! Making artifacts and saying which one holds.

use super::kept::newest_kept;
use super::{Artifact, Content, Kind, MadeOf, Publication, read};
use crate::assessment::RoadError;
use crate::ids::SiteId;
use crate::journal::{AppendError, Body, Journal, Key, KeyKind, Record};
use crate::pipeline::ATTEMPTS;
use alloc::{sync::Arc, vec};
use models::observation::Timestamp;

/// Publications that are read at a time when looking for an older one.
const STRIDE: usize = 64;

/// What holds at a site, and which publication said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its version; 0 is none, and what is shipped holds.
    pub version: u64,
    /// What it says.
    pub publication: Publication,
}

/// The newest publication of a kind.
pub async fn publication<J: Journal>(journal: &J, site: SiteId, kind: Kind) -> Result<Published, RoadError> {
    let newest = journal.mentions(&kind.publications(site), None, 1).await?.pop();
    let published = newest.and_then(|stored| match (stored.record.body, stored.record.claims.first()) {
        (Body::Published(publication), Some((_, version))) => {
            Some(Published { version: *version, publication })
        }
        _ => None,
    });
    let shipped = Publication::new(kind, 0, false);
    Ok(published.unwrap_or(Published { version: 0, publication: shipped }))
}

/// Makes an artifact and returns its number; it does not hold yet. Where the newest one says the same it is that one, so
/// repeating this is harmless.
pub async fn draft<J: Journal>(
    journal: &J,
    site: SiteId,
    now: Timestamp,
    made_of: Option<MadeOf>,
    content: Content,
) -> Result<u32, RoadError> {
    let key = content.kind().key(site);
    for _ in 0..ATTEMPTS {
        let newest = match journal.mentions(&key, None, 1).await?.pop().map(|stored| stored.record.body) {
            Some(Body::Artifact(newest)) => Some(newest),
            _ => newest_kept(journal, site, content.kind()).await?,
        };
        let number = match newest {
            Some(newest) if newest.content == content => return Ok(newest.number),
            Some(newest) => newest.number + 1,
            None => 1,
        };
        let record = Record {
            at: now,
            site,
            claims: vec![(key, number.into())],
            mentions: vec![key, Key { kind: KeyKind::ArtifactsOf, id: site.0 }],
            body: Body::Artifact(Arc::new(Artifact {
                number,
                made_at: now,
                made_of,
                content: content.clone(),
            })),
        };
        match journal.append(record).await {
            Ok(()) => return Ok(number),
            Err(AppendError::Conflict(_)) => {}
            Err(unavailable) => return Err(unavailable.into()),
        }
    }
    Err(RoadError::Contended)
}

/// Says that an artifact holds from now on; it must exist. Saying what holds already is harmless.
pub async fn publish<J: Journal>(
    journal: &J,
    site: SiteId,
    now: Timestamp,
    publication: Publication,
) -> Result<(), RoadError> {
    let Publication { kind, number, .. } = publication;
    if number > 0 && read(journal, site, kind, number).await?.is_none() {
        return Err(RoadError::NotFound);
    }
    decide(journal, site, now, kind, |_| Some(publication)).await.map(drop)
}

/// The same by nobody in particular: what a person has pinned stays. Returns whether the artifact holds.
pub async fn publish_unless_pinned<J: Journal>(
    journal: &J,
    site: SiteId,
    now: Timestamp,
    kind: Kind,
    number: u32,
) -> Result<bool, RoadError> {
    let publication = Publication::new(kind, number, false);
    decide(journal, site, now, kind, |held| (!held.pinned).then_some(publication)).await
}

/// Publishes the newest artifact that held before and is older than the one that holds, or what is shipped, and pins it.
/// Where somebody else publishes meanwhile, whoever asked has to look again: going back twice is not going back.
pub async fn roll_back<J: Journal>(
    journal: &J,
    site: SiteId,
    now: Timestamp,
    kind: Kind,
) -> Result<Publication, RoadError> {
    let held = publication(journal, site, kind).await?;
    if held.publication.number == 0 {
        return Err(RoadError::NotFound);
    }
    let number = before(journal, site, held.publication).await?;
    let earlier = Publication::new(kind, number, true).after(held.publication);
    match append(journal, site, now, held.version + 1, earlier).await {
        Ok(()) => Ok(earlier),
        Err(AppendError::Conflict(_)) => Err(RoadError::Contended),
        Err(unavailable) => Err(unavailable.into()),
    }
}

/// The newest number ever published that is older than the one that holds, as far as publications are remembered: the oldest
/// of them still says what held before it.
async fn before<J: Journal>(journal: &J, site: SiteId, held: Publication) -> Result<u32, RoadError> {
    let (key, mut before, mut displaced) = (held.kind.publications(site), None, held.displaces);
    loop {
        let found = journal.mentions(&key, before, STRIDE).await?;
        let Some(oldest) = found.last().map(|stored| stored.seq) else {
            return Ok(if displaced < held.number { displaced } else { 0 });
        };
        for stored in found {
            let Body::Published(earlier) = stored.record.body else { continue };
            if earlier.number < held.number {
                return Ok(earlier.number);
            }
            displaced = earlier.displaces;
        }
        before = Some(oldest);
    }
}

/// Publishes what follows from what holds; nothing where that is so already. Returns whether there was anything to say.
async fn decide<J: Journal>(
    journal: &J,
    site: SiteId,
    now: Timestamp,
    kind: Kind,
    next: impl Fn(Publication) -> Option<Publication>,
) -> Result<bool, RoadError> {
    for _ in 0..ATTEMPTS {
        let held = publication(journal, site, kind).await?;
        let Some(next) = next(held.publication) else { return Ok(false) };
        let next = next.after(held.publication);
        if next == held.publication {
            return Ok(true);
        }
        match append(journal, site, now, held.version + 1, next).await {
            Ok(()) => return Ok(true),
            Err(AppendError::Conflict(_)) => {}
            Err(unavailable) => return Err(unavailable.into()),
        }
    }
    Err(RoadError::Contended)
}

async fn append<J: Journal>(
    journal: &J,
    site: SiteId,
    now: Timestamp,
    version: u64,
    publication: Publication,
) -> Result<(), AppendError> {
    let key = publication.kind.publications(site);
    let (claims, mentions) = (vec![(key, version)], vec![key]);
    journal.append(Record { at: now, site, claims, mentions, body: Body::Published(publication) }).await
}
