//! The only caller of the browser's clock, storage, network and navigator.

use js_sys::{Date, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Document, Navigator, Performance, RequestCache, RequestCredentials, RequestInit,
    RequestMode, Response, Storage, Window,
};

/// Where the running session's id is kept, with the time of its last use.
const SESSION_KEY: &str = "pennyprint.session";
/// Where the device id is kept.
const DEVICE_KEY: &str = "pennyprint.device";
/// Where the link is kept that the next seal presents.
const LINK_KEY: &str = "pennyprint.link";
/// A session ends after this many idle milliseconds.
pub(crate) const SESSION_IDLE_MS: f64 = 30.0 * 60.0 * 1000.0;

#[inline(never)]
pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

pub(crate) fn navigator() -> Option<Navigator> {
    Some(window()?.navigator())
}

pub(crate) fn performance() -> Option<Performance> {
    window()?.performance()
}

/// Milliseconds since the page's time origin.
#[inline(never)]
pub(crate) fn now_ms() -> f64 {
    performance().map_or(0.0, |performance| performance.now())
}

/// Whole microseconds of a time in milliseconds.
pub(crate) fn micros(ms: f64) -> u64 {
    (ms * 1000.0 + 0.5) as u64
}

/// Whether nobody can see the page.
pub(crate) fn hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Whether the browser knows that it has no network.
pub(crate) fn offline() -> bool {
    navigator().is_some_and(|navigator| !navigator.on_line())
}

/// A property of a script object, if it has a value.
#[inline(never)]
pub(crate) fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// The session of this tab, unless it has been idle for too long.
pub(crate) fn stored_session() -> Option<String> {
    let stored = session_storage()?.get_item(SESSION_KEY).ok()??;
    let (used_ms, id) = stored.split_once(' ')?;
    let used_ms: u64 = used_ms.parse().ok()?;
    (Date::now() - used_ms as f64 <= SESSION_IDLE_MS).then(|| id.into())
}

/// Keeps the session id and restarts its idle time.
pub(crate) fn store_session(id: &str) {
    if let Some(storage) = session_storage() {
        let mut value = (Date::now() as u64).to_string();
        value.push(' ');
        value.push_str(id);
        let _ = storage.set_item(SESSION_KEY, &value);
    }
}

/// The device id this origin keeps.
pub(crate) fn stored_device() -> Option<String> {
    kept(DEVICE_KEY)
}

/// Keeps the device id.
pub(crate) fn store_device(id: &str) {
    keep(DEVICE_KEY, id);
}

/// The link that the last seal answered; empty before the first.
pub(crate) fn stored_link() -> String {
    kept(LINK_KEY).unwrap_or_default()
}

/// Keeps the link that a seal answered.
pub(crate) fn store_link(link: &str) {
    keep(LINK_KEY, link);
}

#[inline(never)]
fn kept(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok()?
}

#[inline(never)]
fn keep(key: &str, value: &str) {
    if let Some(storage) = local_storage() {
        let _ = storage.set_item(key, value);
    }
}

fn session_storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}

fn local_storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// Posts and reads the whole answer, which is JSON; `None` on any failure and on any status but 2xx. A string body
/// goes as `text/plain` and bytes without a content type, so that no CORS preflight is needed.
pub(crate) async fn post(
    url: &str,
    body: &JsValue,
    keepalive: bool,
    signal: &AbortSignal,
) -> Option<JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_body(body);
    init.set_signal(Some(signal));
    let _ = Reflect::set(&init, &"keepalive".into(), &keepalive.into());
    let _ = Reflect::set(&init, &"priority".into(), &"high".into());
    let response = JsFuture::from(window()?.fetch_with_str_and_init(url, &init)).await.ok()?;
    let response: Response = response.unchecked_into();
    let answer = JsFuture::from(response.json().ok()?).await.ok()?;
    response.ok().then_some(answer)
}

/// Hands bytes to the browser to be sent even when the page goes away.
pub(crate) fn beacon(url: &str, bytes: &[u8]) {
    if let Some(navigator) = navigator() {
        let _ = navigator.send_beacon_with_opt_js_u8_array(url, Some(&Uint8Array::from(bytes)));
    }
}
