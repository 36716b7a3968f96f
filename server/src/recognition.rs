//! What the devices of each site look like, in memory: a projection of the journal that this server owns and follows. Losing it
//! loses nothing: it is read again after a start (`docs/decisions/0007-…`).

use crate::app::{App, Road};
use crate::clock;
use crate::config::Recognising;
use actix_web::web;
use dashmap::DashMap;
use engine::assessment::{RoadError, Visit};
use engine::ids::{SealId, SiteId};
use engine::journal::{AssessedEntry, Body, Journal, Key, KeyKind, SEALED, SealedEntry, Seq};
use engine::keyring::Keyring;
use engine::reading::{self, Reading};
use engine::recognition::Recognition;
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use models::recognition::{Album, Print};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// How far the projection may be behind the journal.
const BEHIND: Duration = Duration::from_millis(500);
/// How long it waits for the journal to grow: devices are forgotten in time also where nothing happens.
const IDLE: Duration = Duration::from_secs(3_600);
/// Records that are read at once.
const STRIDE: usize = 256;
const DAY_US: i64 = 24 * 3_600 * 1_000_000;

/// What the devices of every site look like.
pub struct Looks {
    config: Recognising,
    sites: DashMap<SiteId, Arc<Mutex<Followed>>>,
}

/// What the devices of one site look like, and how far its journal was followed.
struct Followed {
    album: Album,
    /// Behind which assessment to go on; `None` before the first look.
    after: Option<Seq>,
    /// Behind which erasure to go on.
    erased_after: Seq,
    /// All is known that was assessed until then; `None` until the journal was once followed to its end.
    as_of: Option<Timestamp>,
}

/// One assessed visit.
struct Look {
    device: [u8; 16],
    seen_at: Timestamp,
    print: Print,
    /// The id under which this device was recognised: it does not come back under that one.
    left: Option<[u8; 16]>,
}

impl Looks {
    /// Nothing is known yet.
    pub fn new(config: Recognising) -> Self {
        Self { config, sites: DashMap::new() }
    }

    /// Whether the device of a visit was here before under another id. Asked only where its own id says nothing.
    pub async fn recognise(
        &self,
        road: &Road,
        site: SiteId,
        visit: Visit,
        now: Timestamp,
    ) -> Result<Recognition, RoadError> {
        let Visit::Sealed { seal, .. } = visit else { return Ok(Recognition::Unasked) };
        if !self.config.enabled {
            return Ok(Recognition::Off);
        }
        let Some(entry) = sealed(road, site, seal).await? else { return Ok(Recognition::Unasked) };
        // Without the key there will be no assessment either.
        let Some(key) = road.keys.pending(entry.epoch, seal) else { return Ok(Recognition::Unasked) };
        let visit = reading::open_visit(&entry, &key)?;
        let device = EntityKey { kind: EntityKind::Device, id: visit.observation.device };
        if road.entity(&device).await?.states.iter().any(|(_, state)| !state.is_empty()) {
            return Ok(Recognition::Familiar);
        }
        let followed = self.of(site);
        let followed = lock(&followed);
        let Some(as_of) = followed.as_of else { return Ok(Recognition::Reading) };
        let found = followed.album.who(&Print::of(&visit.observation), now, &entry.device.0);
        Ok(Recognition::of(found, as_of))
    }

    /// Follows the journal of one site to its end.
    async fn follow(&self, road: &Road, site: SiteId) -> Result<(), RoadError> {
        let now = clock::now();
        let followed = self.of(site);
        let (after, mut erased_after) = {
            let followed = lock(&followed);
            (followed.after, followed.erased_after)
        };
        let since = Timestamp(now.0 - i64::from(self.config.days) * DAY_US);
        let mut after = match after {
            Some(after) => after,
            None => self.beginning(road, site, since).await?,
        };
        let assessments = Key { kind: KeyKind::AssessmentsOf, id: site.0 };
        loop {
            let page = road.journal.mentions_after(&assessments, after, STRIDE).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for stored in page {
                if let Body::Assessed(entry) = stored.record.body
                    && let Some(look) = look(road, site, &entry).await?
                {
                    let mut followed = lock(&followed);
                    if let Some(left) = look.left {
                        followed.album.forget(&left);
                    }
                    followed.album.remember(look.device, look.seen_at, &look.print);
                }
            }
            lock(&followed).after = Some(after);
        }
        // After the assessments: whatever was read of somebody who was erased meanwhile is dropped here.
        loop {
            let page =
                road.journal.mentions_after(&Key::only(KeyKind::Erasures), erased_after, STRIDE).await?;
            let Some(last) = page.last() else { break };
            erased_after = last.seq;
            for stored in page.into_iter().filter(|stored| stored.record.site == site) {
                let Body::Erased(erased) = stored.record.body else { continue };
                for seal in erased.visits {
                    if let Some(entry) = sealed(road, site, seal).await? {
                        lock(&followed).album.forget(&entry.device.0);
                    }
                }
            }
        }
        let mut followed = lock(&followed);
        // Once a day is enough.
        if followed.as_of.is_none_or(|as_of| as_of.0 / DAY_US != now.0 / DAY_US) {
            followed.album.forget_before(since);
        }
        (followed.after, followed.erased_after, followed.as_of) = (Some(after), erased_after, Some(now));
        Ok(())
    }

    /// Before the oldest assessment that may still be of use.
    async fn beginning(&self, road: &Road, site: SiteId, since: Timestamp) -> Result<Seq, RoadError> {
        let key = Key { kind: KeyKind::AssessmentsOf, id: site.0 };
        let (mut before, mut count) = (None, 0);
        while count < self.config.devices {
            let page = road.journal.mentions(&key, before, STRIDE).await?;
            let Some(oldest) = page.last() else { break };
            before = Some(oldest.seq);
            count += page.len();
            if oldest.record.at < since {
                break;
            }
        }
        Ok(before.map_or(0, |oldest| oldest.saturating_sub(1)))
    }

    fn of(&self, site: SiteId) -> Arc<Mutex<Followed>> {
        let nothing = || {
            let album = Album::new(self.config.devices);
            Arc::new(Mutex::new(Followed { album, after: None, erased_after: 0, as_of: None }))
        };
        Arc::clone(&self.sites.entry(site).or_insert_with(nothing))
    }
}

/// Follows the journal for as long as the server lives, where recognition is switched on.
pub(crate) async fn follow(app: web::Data<App>) {
    if !app.looks.config.enabled {
        return;
    }
    let mut grown = app.road.journal.grown();
    loop {
        // Before anything is read: what arrives meanwhile is followed next.
        grown.mark_unchanged();
        metrics::counter!("recognition_rounds_total").increment(1);
        let (mut devices, mut bytes, mut at_end) = (0, 0, true);
        for site in app.sites.all() {
            if let Err(error) = app.looks.follow(&app.road, site.id).await {
                tracing::warn!(site = %site.id, %error, "devices are recognised as of an earlier time");
                at_end = false;
            }
            let followed = app.looks.of(site.id);
            let followed = lock(&followed);
            devices += followed.album.len();
            bytes += followed.album.bytes();
        }
        metrics::gauge!("recognition_devices").set(devices as f64);
        metrics::gauge!("recognition_bytes").set(bytes as f64);
        if at_end {
            // An hour without growth is a reason to go on, not an error.
            let _ = timeout(IDLE, grown.changed()).await;
        }
        // Afterwards, because a new site's record is durable a moment before the site is known here.
        tokio::time::sleep(BEHIND).await;
    }
}

/// What the device of an assessed visit looked like; `None` where that cannot be read, or not any more.
async fn look(road: &Road, site: SiteId, entry: &AssessedEntry) -> Result<Option<Look>, RoadError> {
    let Reading::Open(answer) = reading::answer(&road.keys, entry)? else { return Ok(None) };
    let (Some(seal), Some(key)) = (answer.seal, answer.visit_key) else { return Ok(None) };
    let Some(entry) = sealed(road, site, seal).await? else { return Ok(None) };
    let visit = reading::open_visit(&entry, &key)?;
    let left = match &answer.recognition {
        Recognition::Recognised(recognised) => Some(recognised.device.0),
        _ => None,
    };
    let print = Print::of(&visit.observation);
    Ok(Some(Look { device: entry.device.0, seen_at: visit.observation.sealed_at, print, left }))
}

/// A sealed visit of this site, still locked.
async fn sealed(road: &Road, site: SiteId, seal: SealId) -> Result<Option<Arc<SealedEntry>>, RoadError> {
    let stored = road.journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, SEALED).await?;
    Ok(stored.filter(|stored| stored.record.site == site).and_then(|stored| match stored.record.body {
        Body::Sealed(entry) => Some(entry),
        _ => None,
    }))
}

/// Whoever panicked while holding it left at worst a device too few or too many.
fn lock(followed: &Mutex<Followed>) -> MutexGuard<'_, Followed> {
    followed.lock().unwrap_or_else(PoisonError::into_inner)
}
