//! Permissions: the state of each of [`NAMES`] (W3C Permissions): 0 not known to the browser, 1 granted, 2
//! denied, 3 would ask. Last that of `Notification.permission`, which must agree with the first; automated
//! browsers disagree. Asking for the state asks nobody.
//!
//! Stability: changes when somebody answers this site's own questions. Cost: 2,000 µs.

use crate::reflect::{array, call, list, maybe, navigator, object, text, window};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wire::signal::Reading;

const NAMES: [&str; 6] =
    ["notifications", "geolocation", "camera", "microphone", "clipboard-read", "accelerometer"];
/// The last is how notifications say `prompt`.
const STATES: [&str; 4] = ["granted", "denied", "prompt", "default"];

pub(super) fn begin() -> JsValue {
    let permissions = navigator("permissions");
    let asked = NAMES.map(|name| call(&permissions, "query", &[object("name", &name.into())]));
    Promise::all_settled(&array(&asked)).into()
}

pub(super) fn finish(settled: &JsValue) -> Reading {
    let code = |of: &JsValue, name: &str| {
        let state = text(of, name);
        STATES.iter().position(|one| *one == state).map_or(0, |at| at.min(2) as i64 + 1)
    };
    let mut codes = Vec::with_capacity(NAMES.len() + 1);
    for one in list(settled.clone()).iter() {
        codes.push(code(&maybe(&one, "value"), "state"));
    }
    codes.push(code(&maybe(&window(), "Notification"), "permission"));
    Reading::Integers(codes)
}
