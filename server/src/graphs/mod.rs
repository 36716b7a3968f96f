//! Who dealt with whom at each site, in memory: a projection of the journal that this server owns. An interaction is noted as it arrives,
//! before it is decided, so that two at once see each other; what was before the start is read again, and so is everything where something
//! was noted that never became durable.

mod known;
mod reading;

pub use known::{Known, Noted};
pub(crate) use reading::follow;

use crate::config::Trusting;
use dashmap::DashMap;
use engine::assessment::Idempotency;
use engine::ids::{InteractionId, SiteId};
use models::interaction::Interaction;
use std::collections::BTreeMap;
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
}

/// What is followed at one site.
#[derive(Default)]
struct Followed {
    /// `None` while it is being read, or written down.
    known: Option<Known>,
    /// Noted, and not yet known to be durable.
    under_way: BTreeMap<InteractionId, Interaction>,
    /// Everything that has been noted since reading began.
    since: Option<Vec<(InteractionId, Interaction)>>,
    /// Something is in it that should not be: it has to be read anew.
    is_stale: bool,
}

impl Graphs {
    /// Nothing is known yet.
    pub fn new(config: Trusting) -> Self {
        let turns = (0..TURNS).map(|_| tokio::sync::Mutex::default()).collect();
        Self { config, is_read: AtomicBool::new(false), sites: DashMap::new(), turns }
    }

    /// Held while a request with this key is answered, so that the same request at once is noted once.
    pub async fn turn(&self, idempotency: Option<&Idempotency>) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let [first, ..] = idempotency?.key;
        Some(self.turns.get(usize::from(first) % TURNS)?.lock().await)
    }

    /// Notes an interaction that is about to be decided.
    pub fn note(&self, site: SiteId, id: InteractionId, interaction: &Interaction) -> Noted {
        let followed = self.of(site);
        let mut followed = lock(&followed);
        followed.under_way.insert(id, interaction.clone());
        if let Some(since) = &mut followed.since {
            since.push((id, interaction.clone()));
        }
        match &mut followed.known {
            Some(known) => known.note(interaction, &self.config),
            None => Noted::unread(interaction),
        }
    }

    /// It is durable; `p_value` is what was heard of it.
    pub fn durable(&self, site: SiteId, id: InteractionId, p_value: Option<f64>) {
        let followed = self.of(site);
        let mut followed = lock(&followed);
        followed.under_way.remove(&id);
        if let Some(known) = &mut followed.known {
            known.level.note(p_value);
        }
    }

    /// It never became durable.
    pub fn failed(&self, site: SiteId, id: InteractionId) {
        let followed = self.of(site);
        let mut followed = lock(&followed);
        followed.under_way.remove(&id);
        if let Some(since) = &mut followed.since {
            since.retain(|(other, _)| *other != id);
        }
        followed.is_stale |= followed.known.is_some();
    }

    /// Somebody was erased: what they said is read by nobody from here on.
    pub fn forget(&self, site: SiteId) {
        lock(&self.of(site)).is_stale = true;
    }

    /// Asks of what is known; `None` while what was before the start is still being read.
    pub fn ask<T>(&self, site: SiteId, question: impl FnOnce(&Known) -> T) -> Option<T> {
        lock(&self.of(site)).known.as_ref().map(question)
    }

    fn of(&self, site: SiteId) -> Arc<Mutex<Followed>> {
        let nothing = || {
            let is_read = self.is_read.load(Ordering::Acquire);
            let known = is_read.then(Known::default);
            Arc::new(Mutex::new(Followed {
                since: known.is_none().then(Vec::new),
                known,
                ..Followed::default()
            }))
        };
        Arc::clone(&self.sites.entry(site).or_insert_with(nothing))
    }
}

/// Whoever panicked while holding it left at worst an interaction too few or too many.
fn lock(followed: &Mutex<Followed>) -> MutexGuard<'_, Followed> {
    followed.lock().unwrap_or_else(PoisonError::into_inner)
}
