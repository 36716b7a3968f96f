//! Who dealt with whom at each site, in memory: a projection of the journal that this server owns. An interaction is decided and noted in one
//! step as it arrives, so that two at once see each other; what was before the start is read again, and so is everything where something was
//! noted that never became durable.

mod file;
mod known;
mod reading;

pub use file::Files;
pub use known::{After, Known, Noted};
pub(crate) use reading::follow;

use crate::config::Trusting;
use dashmap::DashMap;
use engine::assessment::Idempotency;
use engine::ids::{InteractionId, SiteId};
use known::Happened;
use models::interaction::Interaction;
use models::mitigation::{Encounter, Level, Mitigated};
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests with an idempotency key that are answered at once, about.
const TURNS: usize = 256;

/// Who dealt with whom at every site.
pub struct Graphs {
    config: Trusting,
    /// What was before the start is known.
    is_read: AtomicBool,
    sites: DashMap<SiteId, Arc<Mutex<Followed>>>,
    turns: Vec<tokio::sync::Mutex<()>>,
    /// Held while one is written or removed.
    files: tokio::sync::Mutex<Arc<Files>>,
}

/// What is followed at one site.
#[derive(Default)]
struct Followed {
    /// `None` while it is being read, or written down.
    known: Option<Known>,
    /// Noted, and not yet known to be durable.
    under_way: BTreeMap<InteractionId, Happened>,
    /// Everything that has been noted since it began to be read or written down.
    since: Option<Vec<(InteractionId, Happened)>>,
    /// Something is in it that should not be: it has to be read anew.
    is_stale: bool,
    /// Something has been noted that the file of it does not have.
    is_unwritten: bool,
}

impl Graphs {
    /// Nothing is known yet.
    pub fn new(config: Trusting, files: Files) -> Self {
        let turns = (0..TURNS).map(|_| tokio::sync::Mutex::default()).collect();
        let files = tokio::sync::Mutex::new(Arc::new(files));
        Self { config, is_read: AtomicBool::new(false), sites: DashMap::new(), turns, files }
    }

    /// Held while a request with this key is answered, so that the same request at once is noted once.
    pub async fn turn(&self, idempotency: Option<&Idempotency>) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let [first, ..] = idempotency?.key;
        Some(self.turns.get(usize::from(first) % TURNS)?.lock().await)
    }

    /// Decides about an interaction and notes it.
    pub fn note(
        &self,
        site: SiteId,
        id: InteractionId,
        interaction: &Interaction,
        decide: impl FnOnce(&Encounter, &Level) -> Mitigated,
    ) -> Noted {
        let followed = self.of(site);
        let mut followed = lock(&followed);
        let (encounter, decided) = match &followed.known {
            Some(known) => {
                let encounter = known.encounter(interaction);
                (encounter, decide(&encounter, &known.level))
            }
            None => {
                let Interaction { kind, opinion, .. } = *interaction;
                let unread = Encounter { kind, opinion, from: None, to: None };
                (unread, decide(&unread, &Level::default()))
            }
        };
        let happened = Happened::new(interaction, &decided);
        followed.under_way.insert(id, happened.clone());
        let after = followed.known.as_mut().map(|known| known.note(&happened, &self.config));
        if let Some(since) = &mut followed.since {
            since.push((id, happened));
        }
        followed.is_unwritten = true;
        Noted { encounter, decided, after }
    }

    /// It is durable.
    pub fn durable(&self, site: SiteId, id: InteractionId) {
        lock(&self.of(site)).under_way.remove(&id);
    }

    /// It never became durable.
    pub fn failed(&self, site: SiteId, id: InteractionId) {
        let followed = self.of(site);
        let mut followed = lock(&followed);
        followed.under_way.remove(&id);
        let mut only_waited = false;
        let is_away = followed.known.is_none();
        if let Some(since) = &mut followed.since {
            let before = since.len();
            since.retain(|(other, _)| *other != id);
            only_waited = is_away && since.len() < before;
        }
        followed.is_stale |= !only_waited;
    }

    /// Somebody is erased: what they said is read by nobody from here on, and no file of their site has it.
    pub async fn forget(&self, site: SiteId) -> io::Result<()> {
        lock(&self.of(site)).is_stale = true;
        self.files.lock().await.remove_of(site)
    }

    /// Asks of what is known; `None` while what was before the start is still being read.
    pub fn ask<T>(&self, site: SiteId, question: impl FnOnce(&Known) -> T) -> Option<T> {
        lock(&self.of(site)).known.as_ref().map(question)
    }

    fn of(&self, site: SiteId) -> Arc<Mutex<Followed>> {
        let nothing = || {
            let is_read = self.is_read.load(Ordering::Acquire);
            let known = is_read.then(|| Known::new(site));
            let since = known.is_none().then(Vec::new);
            Arc::new(Mutex::new(Followed { since, known, ..Followed::default() }))
        };
        // Every payment asks: the map is locked for others only where a site is new.
        if let Some(followed) = self.sites.get(&site) {
            return Arc::clone(&followed);
        }
        Arc::clone(&self.sites.entry(site).or_insert_with(nothing))
    }
}

/// Whoever panicked while holding it left at worst an interaction too few or too many.
fn lock(followed: &Mutex<Followed>) -> MutexGuard<'_, Followed> {
    followed.lock().unwrap_or_else(PoisonError::into_inner)
}
