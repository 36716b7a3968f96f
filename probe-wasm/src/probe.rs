//! The running probe: the page view of the moment, and what happens to it.

use crate::{json, page_view::PageView, sensors, sys};
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortSignal;
use wire::event::{EventClass, What};
use wire::token::Seal;

/// How long `token()` takes at most; the loader answers `null` at the same moment.
const TOKEN_MS: f64 = 1_500.0;
/// How long `token()` waits for the micro-transactions; the rest is for the report and the seal.
const TOKEN_WAIT_MS: u32 = 1_000;
/// When it begins no more late signals; those that are missing by then are absent.
const TOKEN_LATE_MS: f64 = 1_150.0;
/// Pause between two looks at what is still on its way.
const SETTLE_LOOK_MS: u32 = 5;

/// One run, from `start` to `stop`.
pub(crate) struct Probe {
    origin: String,
    key: String,
    life: AbortSignal,
    page: RefCell<Option<Rc<PageView>>>,
    /// A view that is opened by the next thing that happens.
    next_view: RefCell<Option<String>>,
    /// When the last event happened.
    last_ms: Cell<f64>,
}

impl Probe {
    /// Attaches the sensors and opens the first page view.
    pub(crate) fn start(origin: String, key: String, view: String, life: AbortSignal) -> Rc<Self> {
        let probe = Rc::new(Self {
            origin,
            key,
            life,
            page: RefCell::new(None),
            next_view: RefCell::new(Some(view)),
            last_ms: Cell::new(sys::now_ms()),
        });
        probe.open_due();
        sensors::attach(&probe);
        probe
    }

    /// The server's origin.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The site's publishable key.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Ends every listener when it is aborted.
    pub(crate) fn life(&self) -> &AbortSignal {
        &self.life
    }

    /// Opens a page view under this name when something happens.
    pub(crate) fn open_later(&self, name: String) {
        self.next_view.replace(Some(name));
    }

    /// Opens a page view in place of `page` when something happens, unless another one has taken it already.
    pub(crate) fn open_instead_of(&self, page: &Rc<PageView>) {
        if self.observes(page) {
            self.next_view.borrow_mut().get_or_insert_with(|| page.name().into());
        }
    }

    /// Whether `page` is the page view of the moment.
    pub(crate) fn observes(&self, page: &Rc<PageView>) -> bool {
        !self.life.aborted() && self.page().is_some_and(|current| Rc::ptr_eq(&current, page))
    }

    /// Notes an event that happened at `at_ms` of the page's clock.
    pub(crate) fn record(self: &Rc<Self>, at_ms: f64, what: What) {
        if at_ms - self.last_ms.replace(at_ms) > sys::SESSION_IDLE_MS
            && let Some(page) = self.page()
        {
            self.open_later(page.name().into());
        }
        if let Some(page) = self.open_due() {
            self.push(&page, at_ms, what);
        }
    }

    /// Notes what nobody did: it opens no page view and keeps no session alive.
    pub(crate) fn note(self: &Rc<Self>, at_ms: f64, what: What) {
        if let (false, Some(page)) = (self.life.aborted(), self.page()) {
            self.push(&page, at_ms, what);
        }
    }

    /// Notes that a script made an event up, unless that is known well enough.
    pub(crate) fn note_made_up(self: &Rc<Self>, class: EventClass) {
        let now_ms = sys::now_ms();
        if self.page().is_some_and(|page| page.made_up.borrow_mut().admits(class, now_ms)) {
            self.note(now_ms, What::Untrusted { class });
        }
    }

    /// Whether somebody did something in the last `ms` before `at_ms`.
    pub(crate) fn was_used_within(&self, ms: f64, at_ms: f64) -> bool {
        at_ms - self.last_ms.get() < ms
    }

    fn push(self: &Rc<Self>, page: &Rc<PageView>, at_ms: f64, what: What) {
        let full = {
            let mut reporter = page.reporter.borrow_mut();
            reporter.push(at_ms, what);
            reporter.is_full()
        };
        if full {
            self.send(page);
        } else {
            self.send_in_time(page);
        }
    }

    /// Sends what there is in a way that outlives the page.
    pub(crate) fn send_by_beacon(&self) {
        let Some(page) = self.page() else { return };
        let Some(id) = page.id() else { return };
        if let Some(bytes) = page.reporter.borrow_mut().take(id) {
            sys::beacon(&self.report_url(), &bytes);
        }
    }

    /// From now on events of `page` wait for `after_ms` at most.
    pub(crate) fn report_after(self: &Rc<Self>, page: &Rc<PageView>, after_ms: u32) {
        page.reporter.borrow_mut().report_after_ms = after_ms.max(1);
        self.send_in_time(page);
    }

    /// See [`crate::view`].
    pub(crate) fn view(self: &Rc<Self>, name: String) {
        if self.next_view.borrow().is_none() {
            self.record(sys::now_ms(), What::View);
        }
        self.open_later(name);
    }

    /// See [`crate::token`].
    pub(crate) async fn token(self: &Rc<Self>) -> Option<String> {
        let called_ms = sys::now_ms();
        let mut page = self.open_due()?;
        loop {
            page.abort_after(TOKEN_WAIT_MS, |page| page.id().is_some());
            page.late.hurry(called_ms + TOKEN_LATE_MS);
            while !page.is_settled() && sys::now_ms() - called_ms < TOKEN_MS {
                TimeoutFuture::new(SETTLE_LOOK_MS).await;
            }
            if !page.is_untimed() || sys::hidden() {
                break;
            }
            page = self.open_due()?;
        }
        let page_view = page.id()?.to_owned();
        let report = page.reporter.borrow_mut().take(&page_view);
        if let Some(bytes) = report {
            self.post_report(&bytes).await;
        }
        if self.life.aborted() || sys::now_ms() - called_ms >= TOKEN_MS {
            return None;
        }
        let last = page.last.get();
        let seal = Seal { page_view, last, link: Some(sys::stored_link()), signals: page.late.signals() };
        let url = [self.origin.as_str(), "/v1/tokens"].concat();
        let answer = sys::post(&url, &json::seal(&seal).into(), false, &self.life).await?;
        let sealed = json::sealed(&answer)?;
        sys::store_link(&sealed.link);
        page.last.set(None);
        page.late.told.set(true);
        Some(sealed.token)
    }

    /// See [`crate::stop`]. The listeners end with `life`, which the loader aborts.
    pub(crate) fn stop(&self) {
        if let Some(page) = self.page.take() {
            page.abort();
        }
    }

    fn page(&self) -> Option<Rc<PageView>> {
        self.page.borrow().clone()
    }

    /// The page view of the moment, after opening the one that is due; `None` once the probe was stopped.
    fn open_due(self: &Rc<Self>) -> Option<Rc<PageView>> {
        if self.life.aborted() {
            return None;
        }
        if let Some(name) = self.next_view.take() {
            if let Some(before) = self.page() {
                before.abort();
                self.send(&before);
            }
            let page = PageView::begin(self, name);
            self.page.replace(page);
        }
        self.page()
    }

    /// Sends the batch when its time has come.
    fn send_in_time(self: &Rc<Self>, page: &Rc<PageView>) {
        let after_ms = {
            let mut reporter = page.reporter.borrow_mut();
            if reporter.report_after_ms == 0 || reporter.timer_runs || reporter.is_empty() {
                return;
            }
            reporter.timer_runs = true;
            reporter.report_after_ms
        };
        let (probe, page) = (self.clone(), page.clone());
        spawn_local(async move {
            TimeoutFuture::new(after_ms).await;
            page.reporter.borrow_mut().timer_runs = false;
            probe.send(&page);
        });
    }

    /// Sends the batch, unless one is on its way: then the batch goes when its time comes.
    fn send(self: &Rc<Self>, page: &Rc<PageView>) {
        if self.life.aborted() {
            return;
        }
        let Some(id) = page.id() else { return };
        if page.reporter.borrow().sending {
            self.send_in_time(page);
            return;
        }
        let Some(bytes) = page.reporter.borrow_mut().take(id) else { return };
        page.reporter.borrow_mut().sending = true;
        if let Some(session_id) = page.session_id() {
            sys::store_session(session_id);
        }
        let (probe, page) = (self.clone(), page.clone());
        spawn_local(async move {
            probe.post_report(&bytes).await;
            page.reporter.borrow_mut().sending = false;
        });
    }

    /// A report that fails is not sent again: the gap in the batch numbers tells the server.
    async fn post_report(&self, bytes: &[u8]) {
        if !self.life.aborted() {
            sys::post(&self.report_url(), &Uint8Array::from(bytes), true, &self.life).await;
        }
    }

    fn report_url(&self) -> String {
        [self.origin.as_str(), "/v1/reports"].concat()
    }
}
