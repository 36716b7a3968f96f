//! The probe: captures how a person types, points and scrolls, and fires the micro-transactions.
//!
//! Four functions are called by the page's loader: [`start`], [`token`], [`view`], [`stop`]. Nothing here
//! throws: what fails is left out, and a trap is caught by the loader, which then goes quiet for good.

mod field;
mod json;
mod late;
mod mte;
mod page_view;
mod probe;
mod reflect;
mod reporter;
mod resource_timing;
mod sensors;
mod signals;
mod sys;

use js_sys::Promise;
use probe::Probe;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

thread_local! {
    static RUNNING: RefCell<Option<Rc<Probe>>> = const { RefCell::new(None) };
}

/// Starts observing. `origin` is the server's origin, `key` the site's publishable key, `view` the name of
/// the first view; `life` ends every listener when it is aborted. Does nothing while a probe runs.
#[wasm_bindgen]
pub fn start(origin: String, key: String, view: String, life: AbortSignal) {
    let running = RUNNING.with_borrow(|running| running.is_some());
    if !running {
        let probe = Probe::start(origin, key, view, life);
        RUNNING.set(Some(probe));
    }
}

/// Seals what was observed; a promise of the token, or of `null` where there is none.
#[wasm_bindgen]
pub fn token() -> Promise {
    let probe = RUNNING.with_borrow(Clone::clone);
    wasm_bindgen_futures::future_to_promise(async move {
        let token = match probe {
            Some(probe) => probe.token().await,
            None => None,
        };
        Ok(token.map_or(JsValue::NULL, JsValue::from))
    })
}

/// A new view of a single-page app begins. The event closes the running page view; the next thing that the
/// person does (or the next [`token`]) opens one under the new name, in the same session.
#[wasm_bindgen]
pub fn view(name: String) {
    if let Some(probe) = RUNNING.with_borrow(Clone::clone) {
        probe.view(name);
    }
}

/// Stops for good: nothing is observed and nothing is sent any more.
#[wasm_bindgen]
pub fn stop() {
    if let Some(probe) = RUNNING.take() {
        probe.stop();
    }
}
