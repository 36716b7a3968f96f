//! One page view: opened with the early signals, then the micro-transactions, then the late signals, and events
//! until it is closed.

use crate::late::{self, LateSignals};
use crate::sensors::MadeUp;
use crate::{json, mte, probe::Probe, reporter::Reporter, signals, sys};
use gloo_timers::future::TimeoutFuture;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};
use wire::WIRE_VERSION;
use wire::event::What;
use wire::limits::VIEW_NAME_BYTES;
use wire::microtransaction::ClientTiming;
use wire::session::{OpenSession, SessionOpened};

/// How long the opening may take. Nobody waits for it: `token()` has its own, shorter budget.
const OPENING_MS: u32 = 5_000;
/// How often a hidden page looks whether it can be seen.
const HIDDEN_LOOK_MS: u32 = 50;

/// A page view and all that belongs to it.
pub(crate) struct PageView {
    name: String,
    /// Ends the opening and the micro-transactions.
    control: AbortController,
    signal: AbortSignal,
    /// `pv_…`, once the server has answered.
    id: OnceCell<String>,
    session_id: OnceCell<String>,
    /// The micro-transactions and the late signals have ended, however they ended.
    ended: Cell<bool>,
    /// It was given up before the micro-transactions began, because nobody saw the page.
    untimed: Cell<bool>,
    /// Timing of the last exchange, until a later message has carried it.
    pub(crate) last: Cell<Option<ClientTiming>>,
    /// Signals that are read after the micro-transactions.
    pub(crate) late: LateSignals,
    /// Events that scripts made up, as far as they were noted.
    pub(crate) made_up: RefCell<MadeUp>,
    /// Events not yet sent.
    pub(crate) reporter: RefCell<Reporter>,
}

impl PageView {
    /// Opens a page view; `None` where the browser lacks `AbortController`.
    pub(crate) fn begin(probe: &Rc<Probe>, name: String) -> Option<Rc<Self>> {
        let control = AbortController::new().ok()?;
        let page = Rc::new(Self {
            name: cut(name, VIEW_NAME_BYTES),
            signal: control.signal(),
            control,
            id: OnceCell::new(),
            session_id: OnceCell::new(),
            ended: Cell::new(false),
            untimed: Cell::new(false),
            last: Cell::new(None),
            late: LateSignals::default(),
            made_up: RefCell::default(),
            reporter: RefCell::new(Reporter::new(sys::now_ms())),
        });
        let (probe, running) = (probe.clone(), page.clone());
        spawn_local(async move {
            running.run(&probe).await;
            running.ended.set(true);
        });
        Some(page)
    }

    /// `pv_…`; `None` until the server has answered.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.get().map(String::as_str)
    }

    /// `ses_…`; `None` until the server has answered.
    pub(crate) fn session_id(&self) -> Option<&str> {
        self.session_id.get().map(String::as_str)
    }

    /// The name it was opened under.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Aborted when the opening and the micro-transactions must end.
    pub(crate) fn signal(&self) -> &AbortSignal {
        &self.signal
    }

    /// It was given up before the micro-transactions began.
    pub(crate) fn is_untimed(&self) -> bool {
        self.untimed.get()
    }

    /// Neither the micro-transactions, late signals nor a report are on their way.
    pub(crate) fn is_settled(&self) -> bool {
        self.ended.get() && !self.reporter.borrow().sending
    }

    /// Ends the opening and the micro-transactions.
    pub(crate) fn abort(&self) {
        self.control.abort();
    }

    async fn run(self: &Rc<Self>, probe: &Rc<Probe>) -> Option<()> {
        if sys::offline() {
            probe.open_later(self.name.clone());
            return None;
        }
        let opened = self.open(probe).await?;
        self.abort_after(opened.plan.budget_ms, |_| true);
        while sys::hidden() && !self.signal.aborted() {
            TimeoutFuture::new(HIDDEN_LOOK_MS).await;
        }
        if self.signal.aborted() {
            // Perhaps it can be seen again by now: another page view takes its place.
            self.untimed.set(true);
            probe.open_instead_of(self);
            return None;
        }
        mte::run(probe.origin(), self, opened).await;
        late::read(probe, self).await;
        Some(())
    }

    async fn open(self: &Rc<Self>, probe: &Rc<Probe>) -> Option<SessionOpened> {
        let url = [probe.origin(), "/v1/sessions"].concat();
        let body = self.request(probe);
        self.abort_after(OPENING_MS, |page| page.id().is_none());
        let answer = sys::post(&url, &body, false, &self.signal).await?;
        self.opened(probe, &answer)
    }

    #[inline(never)]
    fn request(&self, probe: &Probe) -> JsValue {
        if sys::hidden() {
            self.reporter.borrow_mut().push(sys::now_ms(), What::Hidden);
        }
        let request = OpenSession {
            v: WIRE_VERSION,
            key: probe.key().into(),
            session_id: sys::stored_session(),
            device_id: sys::stored_device(),
            view: self.name.clone(),
            signals: signals::early(),
        };
        json::open_session(&request).into()
    }

    #[inline(never)]
    fn opened(self: &Rc<Self>, probe: &Rc<Probe>, answer: &JsValue) -> Option<SessionOpened> {
        let opened = json::session_opened(answer)?;
        if self.signal.aborted() {
            return None;
        }
        sys::store_session(&opened.session_id);
        sys::store_device(&opened.device_id);
        let _ = self.session_id.set(opened.session_id.clone());
        let _ = self.id.set(opened.page_view.clone());
        probe.report_after(self, opened.plan.report_after_ms);
        Some(opened)
    }

    /// Aborts after `ms` where `still` holds then.
    pub(crate) fn abort_after(self: &Rc<Self>, ms: u32, still: fn(&Self) -> bool) {
        let page = self.clone();
        spawn_local(async move {
            TimeoutFuture::new(ms).await;
            if still(&page) {
                page.abort();
            }
        });
    }
}

/// Cuts a text to at most `limit` bytes, between two characters.
pub(crate) fn cut(text: String, limit: usize) -> String {
    if text.len() <= limit {
        return text;
    }
    let whole = (0..=limit).rev().find_map(|end| text.get(..end));
    whole.unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_text_is_cut_between_two_characters() {
        assert_eq!(cut("checkout".into(), 64), "checkout");
        assert_eq!(cut("checkout".into(), 5), "check");
        assert_eq!(cut("zß".into(), 2), "z");
        assert_eq!(cut("😀".into(), 3), "");
    }
}
