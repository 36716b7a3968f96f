//! The Micro-Transaction Engine: hands out the probe plan, receives the micro-transactions, times them from
//! the server's side, and keeps what was observed in memory until it is sealed.

mod chain;
mod page_view;
mod plan;
mod room;
pub mod signals;

pub use chain::Chain;
pub use page_view::{Held, PageView, Step};
pub use plan::{PlanConfig, draw};

use crate::clock::Tick;
use crate::problem::{Code, Problem};
use dashmap::DashMap;
use engine::ids::{PageViewId, SessionId, SiteId};
use room::{Candidate, Share};
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A session ends after this long without a sign of life.
pub const SESSION_IDLE_S: u64 = 30 * 60;
/// Most sessions in memory; beyond, those idle longest are forgotten, and their next page view begins a new one.
const SESSIONS: usize = 1 << 18;

/// All page views that are under way.
pub struct Mte {
    page_views: DashMap<PageViewId, Arc<Mutex<PageView>>>,
    sessions: DashMap<SessionId, Running>,
    held: Arc<AtomicUsize>,
    bound: usize,
    room_made_at: Mutex<Option<Tick>>,
}

#[derive(Clone, Copy)]
struct Running {
    site: SiteId,
    seen_at: Tick,
}

impl Mte {
    /// None yet. Together they may hold about so many bytes.
    pub fn new(bound: usize) -> Self {
        Self {
            page_views: DashMap::new(),
            sessions: DashMap::new(),
            held: Arc::default(),
            bound,
            room_made_at: Mutex::default(),
        }
    }

    /// Continues a session of this site that is still alive, or begins the one that was drawn.
    pub fn session(
        &self,
        site: SiteId,
        claimed: Option<SessionId>,
        drawn: SessionId,
        now: Tick,
    ) -> SessionId {
        let alive = claimed.filter(|id| {
            self.sessions
                .get(id)
                .is_some_and(|running| running.site == site && now.since_s(running.seen_at) < SESSION_IDLE_S)
        });
        let id = alive.unwrap_or(drawn);
        if self.sessions.len() >= SESSIONS {
            self.forget_sessions();
        }
        self.sessions.insert(id, Running { site, seen_at: now });
        id
    }

    /// Forgets the quarter of all sessions that has been idle longest.
    fn forget_sessions(&self) {
        let mut seen: Vec<Tick> = self.sessions.iter().map(|running| running.seen_at).collect();
        if seen.len() >= SESSIONS {
            let (_, quarter, _) = seen.select_nth_unstable(SESSIONS / 4);
            let quarter = *quarter;
            self.sessions.retain(|_, running| running.seen_at > quarter);
        }
    }

    /// Makes sure that there is room for more, forgetting page views where there is none.
    pub fn make_room(&self, now: Tick) -> Result<(), Problem> {
        let is_full = || self.held_bytes() >= self.bound;
        if is_full() {
            let mut made_at = self.room_made_at.lock().unwrap_or_else(PoisonError::into_inner);
            // Looking at all of them takes milliseconds, and right after the last look it would find nothing more.
            if is_full() && made_at.is_none_or(|at| now.since_us(at) >= 1_000_000) {
                self.forget_some(now);
                *made_at = Some(Tick::now());
            }
        }
        match is_full() {
            false => Ok(()),
            true => Err(Problem::new(Code::TooMany, "too many page views are under way")
                .retry_after(Duration::from_secs(room::GRACE_S))),
        }
    }

    fn forget_some(&self, now: Tick) {
        let candidate = |id: PageViewId, page_view: &Mutex<PageView>| {
            // What is locked is being answered.
            let page_view = page_view.try_lock().ok()?;
            let PageView { from, seen_at, .. } = *page_view;
            Some(Candidate { id, from, stage: page_view.stage(), seen_at, bytes: page_view.held_bytes() })
        };
        let all = self.page_views.iter().filter_map(|entry| candidate(*entry.key(), entry.value()));
        let gone = room::choose(all.collect(), self.bound, now);
        metrics::counter!("page_views_forgotten_total").increment(gone.len() as u64);
        for id in gone {
            self.page_views.remove(&id);
        }
    }

    /// Bytes that all page views hold together.
    pub fn held_bytes(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Page views and sessions in memory.
    pub fn count(&self) -> (usize, usize) {
        (self.page_views.len(), self.sessions.len())
    }

    /// Begins a page view of an address.
    pub fn begin(&self, id: PageViewId, from: IpAddr, mut page_view: PageView) {
        page_view.keep(from, Share::of(&self.held));
        self.page_views.insert(id, Arc::new(Mutex::new(page_view)));
    }

    /// A sign of life.
    pub fn touch(&self, session: SessionId, now: Tick) {
        if let Some(mut running) = self.sessions.get_mut(&session) {
            running.seen_at = now;
        }
    }

    /// A page view under way.
    pub fn page_view(&self, id: PageViewId) -> Option<Arc<Mutex<PageView>>> {
        self.page_views.get(&id).map(|page_view| Arc::clone(&page_view))
    }

    /// Forgets what has been idle for too long. Called from time to time.
    pub fn sweep(&self, now: Tick) {
        self.page_views.retain(|_, page_view| match page_view.try_lock() {
            Ok(page_view) => now.since_s(page_view.seen_at) < SESSION_IDLE_S,
            Err(_) => true,
        });
        self.sessions.retain(|_, running| now.since_s(running.seen_at) < SESSION_IDLE_S);
        let (page_views, sessions) = self.count();
        metrics::gauge!("page_views").set(page_views as f64);
        metrics::gauge!("page_views_bytes").set(self.held_bytes() as f64);
        metrics::gauge!("sessions").set(sessions as f64);
    }
}
