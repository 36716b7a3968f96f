//! The late signals: read one per task after the micro-transactions, so that they neither disturb the timing nor
//! hold up the page. What answers in its own time is asked first and collected last.

use crate::page_view::PageView;
use crate::signals::{LATE, Late, timed};
use crate::{probe::Probe, sys};
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wire::signal::{Absence, Reading, Signal};

/// How long a promise may take to answer.
const ANSWER_MS: f64 = 400.0;
/// Pause between two looks at what has not answered yet.
const LOOK_MS: u32 = 10;

/// What a signal reads until there is an answer.
const UNANSWERED: Reading = Reading::Absent(Absence::Timeout);

/// The late signals of one page view.
#[derive(Default)]
pub(crate) struct LateSignals {
    /// In the order of [`LATE`], as far as they are read.
    read: RefCell<[Option<Signal>; LATE.len()]>,
    /// A time of the page's clock after which nothing more is begun; 0 for none.
    until_ms: Cell<f64>,
    /// The server has them.
    pub(crate) told: Cell<bool>,
}

impl LateSignals {
    /// Nothing more is begun after `until_ms` of the page's clock: somebody waits.
    pub(crate) fn hurry(&self, until_ms: f64) {
        self.until_ms.set(until_ms);
    }

    /// Every one of them: what was not read in time is absent by name. None where the server has them.
    pub(crate) fn signals(&self) -> Vec<Signal> {
        if self.told.get() {
            return Vec::new();
        }
        let read = self.read.borrow();
        let late = |name: &str| Signal { name: name.into(), reading: UNANSWERED, cost_us: 0 };
        let both = LATE.iter().zip(read.iter());
        both.map(|((name, _), read)| read.clone().unwrap_or_else(|| late(name))).collect()
    }

    fn in_time(&self) -> bool {
        let until_ms = self.until_ms.get();
        until_ms == 0.0 || sys::now_ms() < until_ms
    }

    fn keep(&self, at: usize, signal: Signal) {
        if let Some(slot) = self.read.borrow_mut().get_mut(at) {
            *slot = Some(signal);
        }
    }

    fn is_answered(&self) -> bool {
        self.read.borrow().iter().flatten().all(|signal| signal.reading != UNANSWERED)
    }
}

/// Reads them, while the page view is the one of the moment.
pub(crate) async fn read(probe: &Rc<Probe>, page: &Rc<PageView>) {
    let goes_on = || page.late.in_time() && probe.observes(page);
    for (at, (name, late)) in LATE.iter().enumerate() {
        TimeoutFuture::new(0).await;
        if !goes_on() {
            return;
        }
        begin(page, at, name, late);
    }
    let asked_ms = sys::now_ms();
    while !page.late.is_answered() && sys::now_ms() - asked_ms < ANSWER_MS && goes_on() {
        TimeoutFuture::new(LOOK_MS).await;
    }
}

#[inline(never)]
fn begin(page: &Rc<PageView>, at: usize, name: &'static str, late: &'static Late) {
    let signal = match late {
        Late::Now(read) => timed(name, read),
        Late::Bound(read) => timed(name, || read(page.id().unwrap_or_default())),
        Late::Promised(begin, finish) => {
            let mut promise = JsValue::UNDEFINED;
            let asked = timed(name, || {
                promise = begin();
                UNANSWERED
            });
            if asked.reading == UNANSWERED {
                spawn_local(finished(page.clone(), at, asked.clone(), promise, *finish));
            }
            asked
        }
    };
    page.late.keep(at, signal);
}

/// Waits for the answer. Both pieces of work on the main thread are its cost, the waiting is not.
async fn finished(
    page: Rc<PageView>,
    at: usize,
    asked: Signal,
    promise: JsValue,
    finish: fn(&JsValue) -> Reading,
) {
    let answer = JsFuture::from(Promise::resolve(&promise)).await;
    let mut signal = timed(&asked.name, || match answer {
        Ok(answer) => finish(&answer),
        Err(_) => Reading::Absent(Absence::Blocked),
    });
    signal.cost_us += asked.cost_us;
    page.late.keep(at, signal);
}
