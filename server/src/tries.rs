//! What was tried at each site lately, in memory: a projection of the journal that this server owns. What happens is noted as it
//! arrives, before it is decided, so that two attempts at once see each other; what happened before the start is read again.

use crate::app::{App, Road};
use crate::config::Attempting;
use actix_web::web;
use dashmap::DashMap;
use engine::assessment::{Assess, RoadError, Visit};
use engine::events::Tried;
use engine::ids::SiteId;
use engine::journal::{Body, Journal, Key, KeyKind, SEALED, Seq, Stored};
use engine::keyring::Keyring;
use models::attempts::{AccountEvent, Attempts, CardResult, Window};
use models::observation::Timestamp;
use models::transitions::Machines;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Records that are read at once.
const STRIDE: usize = 256;
/// Idempotency keys that are remembered: a request that is repeated is one attempt.
const REPEATED: usize = 4_096;
/// What may happen while the journal is being read.
const WAITING: usize = 100_000;
/// How long to wait before the journal is read again.
const AGAIN: Duration = Duration::from_secs(5);
const DAY_US: i64 = 24 * 3_600 * 1_000_000;

/// What was tried at every site.
pub struct Tries {
    config: Attempting,
    machines: Machines,
    /// What was before the start is known.
    is_read: AtomicBool,
    sites: DashMap<SiteId, Arc<Mutex<Followed>>>,
}

/// What was tried at one site.
struct Followed {
    window: Window,
    /// What has happened since the start, for as long as what was before is still being read.
    waiting: Option<Vec<Happened>>,
    repeated: VecDeque<[u8; 16]>,
}

/// Something that is noted.
enum Happened {
    Tried(Tried),
    Answered(Tried, CardResult, Timestamp),
    Account([u8; 16], AccountEvent, Timestamp),
}

impl Tries {
    /// Nothing is known yet.
    pub fn new(config: Attempting) -> anyhow::Result<Self> {
        let machines = config.machines()?;
        Ok(Self { config, machines, is_read: AtomicBool::new(false), sites: DashMap::new() })
    }

    /// What had been tried before the payment that is asked about, which is noted at once; `None` where nothing is paid for or
    /// what was before the start is still being read.
    pub async fn look(
        &self,
        road: &Road,
        site: SiteId,
        asked: &Assess,
    ) -> Result<Option<Attempts>, RoadError> {
        let Some(purchase) = asked.purchase() else { return Ok(None) };
        let device = match asked.visit {
            Visit::Sealed { seal, .. } => {
                let sealed = road.journal.claimed(&Key { kind: KeyKind::Seal, id: seal.0 }, SEALED).await?;
                let mentions = sealed.into_iter().flat_map(|stored| stored.record.mentions);
                mentions.into_iter().find(|key| key.kind == KeyKind::Device).map(|key| key.id)
            }
            Visit::None | Visit::Forced(_) => None,
        };
        let user = match asked.user {
            Some(user) => road.keys.person(user).await.ok().map(|person| person.alias.0),
            None => None,
        };
        let followed = self.of(site);
        let mut followed = lock(&followed);
        let attempts = followed.waiting.is_none().then(|| followed.window.look(&purchase, device, user));
        if followed.is_first(asked.idempotency.map(|idempotency| idempotency.key)) {
            followed.note(Happened::Tried(Tried { purchase, device, user }));
        }
        Ok(attempts)
    }

    /// A bank answered.
    pub fn answered(&self, site: SiteId, tried: Tried, result: CardResult, at: Timestamp) {
        lock(&self.of(site)).note(Happened::Answered(tried, result, at));
    }

    /// Something happened to an account.
    pub fn account(&self, site: SiteId, user: [u8; 16], event: AccountEvent, at: Timestamp) {
        lock(&self.of(site)).note(Happened::Account(user, event, at));
    }

    /// Reads what happened before the start, and from then on knows what was tried. Everything that is made from `started` on is
    /// noted as it happens. Returns how many records told something.
    pub async fn read(&self, road: &Road, sites: &[SiteId], started: Timestamp) -> Result<usize, RoadError> {
        let since = Timestamp(started.0 - i64::from(self.config.days) * DAY_US);
        let mut oldest = None;
        for site in sites {
            let one = self.beginning(road, *site, since).await?;
            oldest = [oldest, one].into_iter().flatten().min_by_key(|stored: &Stored| stored.seq);
        }
        let (mut windows, mut told) = (BTreeMap::<SiteId, Window>::new(), 0);
        // Nothing was ever assessed: nothing has to be read.
        let (mut after, mut page) =
            oldest.map_or((Seq::MAX, Vec::new()), |oldest| (oldest.seq, vec![oldest]));
        'all: while !page.is_empty() {
            for stored in page {
                after = stored.seq;
                if stored.record.at >= started {
                    break 'all;
                }
                if let Some(happened) = happened(road, &stored).await? {
                    let fresh = || Window::new(self.machines.clone());
                    happened.note(windows.entry(stored.record.site).or_insert_with(fresh));
                    told += 1;
                }
            }
            page = road.journal.records_after(after, STRIDE).await?;
        }
        // Whoever comes from here on waits with the others until the windows are in place.
        windows.keys().for_each(|site| drop(self.of(*site)));
        self.is_read.store(true, Ordering::Release);
        for site in &self.sites {
            let mut followed = lock(site.value());
            if let Some(waiting) = followed.waiting.take() {
                if let Some(window) = windows.remove(site.key()) {
                    followed.window = window;
                }
                waiting.into_iter().for_each(|happened| happened.note(&mut followed.window));
            }
        }
        Ok(told)
    }

    /// The oldest assessment of a site that may still be of use.
    async fn beginning(
        &self,
        road: &Road,
        site: SiteId,
        since: Timestamp,
    ) -> Result<Option<Stored>, RoadError> {
        let key = Key { kind: KeyKind::AssessmentsOf, id: site.0 };
        let (mut oldest, mut count) = (None::<Stored>, 0);
        while count < self.config.assessments {
            let before = oldest.as_ref().map(|stored| stored.seq);
            let mut page = road.journal.mentions(&key, before, STRIDE).await?;
            count += page.len();
            let Some(last) = page.pop() else { break };
            let enough = last.record.at < since;
            oldest = Some(last);
            if enough {
                break;
            }
        }
        Ok(oldest)
    }

    fn of(&self, site: SiteId) -> Arc<Mutex<Followed>> {
        let nothing = || {
            let waiting = (!self.is_read.load(Ordering::Acquire)).then(Vec::new);
            let window = Window::new(self.machines.clone());
            Arc::new(Mutex::new(Followed { window, waiting, repeated: VecDeque::new() }))
        };
        Arc::clone(&self.sites.entry(site).or_insert_with(nothing))
    }
}

impl Followed {
    fn note(&mut self, happened: Happened) {
        match &mut self.waiting {
            None => happened.note(&mut self.window),
            // Whoever floods the start is noticed by the newest.
            Some(waiting) if waiting.len() == WAITING => {}
            Some(waiting) => waiting.push(happened),
        }
    }

    /// Whether a request is not one that is repeated.
    fn is_first(&mut self, key: Option<[u8; 16]>) -> bool {
        let Some(key) = key else { return true };
        if self.repeated.contains(&key) {
            return false;
        }
        if self.repeated.len() == REPEATED {
            self.repeated.pop_front();
        }
        self.repeated.push_back(key);
        true
    }
}

impl Happened {
    fn note(self, window: &mut Window) {
        match self {
            Self::Tried(Tried { purchase, device, user }) => window.note_purchase(&purchase, device, user),
            Self::Answered(Tried { purchase, device, user }, result, at) => {
                window.note_result(&purchase, device, user, result, at);
            }
            Self::Account(user, event, at) => window.note_account(user, event, at),
        }
    }
}

/// What a record tells of what was tried.
async fn happened(road: &Road, stored: &Stored) -> Result<Option<Happened>, RoadError> {
    Ok(match &stored.record.body {
        Body::Assessed(_) if stored.record.is_judgement() => road.tried(stored).await?.map(Happened::Tried),
        Body::Resulted(resulted) => {
            let tried = road.tried_in(resulted.assessment).await?;
            tried.map(|tried| Happened::Answered(tried, resulted.result, stored.record.at))
        }
        Body::Account(account) => Some(Happened::Account(account.user.0, account.event, stored.record.at)),
        _ => None,
    })
}

/// Reads what happened before the start; where that fails, again after a while.
pub(crate) async fn read(app: web::Data<App>, started: Timestamp) {
    loop {
        let sites: Vec<SiteId> = app.sites.all().iter().map(|site| site.id).collect();
        match app.tries.read(&app.road, &sites, started).await {
            Ok(told) => return tracing::debug!(told, "what was tried lately is known again"),
            Err(error) => tracing::warn!(%error, "what was tried lately is not known yet"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Whoever panicked while holding it left at worst an attempt too few or too many.
fn lock(followed: &Mutex<Followed>) -> MutexGuard<'_, Followed> {
    followed.lock().unwrap_or_else(PoisonError::into_inner)
}
