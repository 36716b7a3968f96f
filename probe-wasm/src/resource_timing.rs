//! Resource Timing (W3C, Level 2) of our own exchanges.
//!
//! An observer is used and not the page's entry list: the list ends at 250 entries, which a merchant's page
//! may have filled long ago. The entry may arrive a moment after the body was read.

use crate::sys;
use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::prelude::*;
use web_sys::{
    PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit, PerformanceResourceTiming,
    PerformanceServerTiming,
};
use wire::microtransaction::ResourceTiming;

/// Pause between two looks for a late entry.
const PAUSE_MS: u32 = 2;
/// Looks for a late entry.
const LOOKS: u32 = 8;

/// Watches the exchanges with one address.
pub(crate) struct Watch {
    url: String,
    observer: Option<PerformanceObserver>,
    delivered: Rc<RefCell<Array>>,
    _callback: Closure<dyn FnMut(PerformanceObserverEntryList)>,
    looks: Cell<u32>,
}

impl Watch {
    /// Begins to watch.
    pub(crate) fn new(url: &str) -> Self {
        let delivered = Rc::new(RefCell::new(Array::new()));
        let into = delivered.clone();
        let callback = Closure::<dyn FnMut(PerformanceObserverEntryList)>::new(
            move |list: PerformanceObserverEntryList| {
                let all = into.borrow().concat(&list.get_entries());
                into.replace(all);
            },
        );
        let observer = PerformanceObserver::new(callback.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&PerformanceObserverInit::new(&Array::of1(&"resource".into())));
        }
        Self { url: url.into(), observer, delivered, _callback: callback, looks: Cell::new(LOOKS) }
    }

    /// The timing of the exchange that began at `started_ms`. Waits a few milliseconds at most; a browser
    /// that gave none is not waited for again.
    pub(crate) async fn of(&self, started_ms: f64) -> Option<ResourceTiming> {
        let observer = self.observer.as_ref()?;
        for look in 0..=self.looks.get() {
            if look > 0 {
                TimeoutFuture::new(PAUSE_MS).await;
            }
            let entries = self.delivered.replace(Array::new()).concat(&observer.take_records());
            let found = entries.iter().map(|entry| entry.unchecked_into()).find(
                |entry: &PerformanceResourceTiming| {
                    entry.start_time() >= started_ms && entry.name() == self.url
                },
            );
            if let Some(entry) = found {
                return timing(&entry);
            }
        }
        self.looks.set(0);
        None
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// `None` where the server is not allowed to show its timing to this page (no `Timing-Allow-Origin`).
fn timing(entry: &PerformanceResourceTiming) -> Option<ResourceTiming> {
    if entry.response_start() <= 0.0 {
        return None;
    }
    let micros = |from: f64, to: f64| sys::micros(to - from) as u32;
    Some(ResourceTiming {
        connect_us: micros(entry.connect_start(), entry.connect_end()),
        reused: entry.connect_start() == entry.connect_end(),
        ttfb_us: micros(entry.request_start(), entry.response_start()),
        transfer_us: micros(entry.response_start(), entry.response_end()),
        body_bytes: entry.encoded_body_size() as u32,
        server_us: server_us(entry),
    })
}

/// `dur` of the `app` metric; hidden in an insecure context, where the property does not exist.
fn server_us(entry: &PerformanceResourceTiming) -> Option<u32> {
    let metrics: Array = sys::property(entry, "serverTiming")?.dyn_into().ok()?;
    let app = metrics
        .iter()
        .map(|metric| metric.unchecked_into())
        .find(|metric: &PerformanceServerTiming| metric.name() == "app")?;
    Some(sys::micros(app.duration()) as u32)
}
