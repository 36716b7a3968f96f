//! The Micro-Transaction Engine: hands out the probe plan, receives the micro-transactions, times them from
//! the server's side, and keeps what was observed in memory until it is sealed.

mod chain;
mod page_view;
mod plan;
pub mod signals;

pub use chain::Chain;
pub use page_view::{Held, PageView, Step};
pub use plan::{PlanConfig, draw};

use crate::clock::Tick;
use dashmap::DashMap;
use engine::ids::{PageViewId, SessionId, SiteId};
use std::sync::{Arc, Mutex};

/// A session ends after this long without a sign of life.
pub const SESSION_IDLE_S: u64 = 30 * 60;
/// Most page views in memory; beyond, new ones are refused until idle ones are forgotten.
const PAGE_VIEWS: usize = 50_000;

/// All page views that are under way.
#[derive(Default)]
pub struct Mte {
    page_views: DashMap<PageViewId, Arc<Mutex<PageView>>>,
    sessions: DashMap<SessionId, Running>,
}

#[derive(Clone, Copy)]
struct Running {
    site: SiteId,
    seen_at: Tick,
}

impl Mte {
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
        self.sessions.insert(id, Running { site, seen_at: now });
        id
    }

    /// Whether another page view may begin.
    pub fn has_room(&self) -> bool {
        self.page_views.len() < PAGE_VIEWS
    }

    /// Begins a page view.
    pub fn begin(&self, id: PageViewId, page_view: PageView) {
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
        metrics::gauge!("page_views").set(self.page_views.len() as f64);
    }
}
