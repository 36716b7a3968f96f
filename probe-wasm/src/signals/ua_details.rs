//! User-agent client hints of high entropy (WICG UA-CH): `[architecture, bitness, model, platform version,
//! "brand version" …]`. The browser may refuse any of them, which leaves its text empty; Firefox, Safari and
//! insecure contexts have none.
//!
//! Stability: changes with every update of the browser or of the operating system. Cost: 180 µs.

use crate::reflect::{array, call, get, list, navigator};
use wasm_bindgen::JsValue;
use wire::signal::Reading;

const TEXTS: [&str; 4] = ["architecture", "bitness", "model", "platformVersion"];
const VERSIONS: &str = "fullVersionList";

pub(super) fn begin() -> JsValue {
    let asked = array(&TEXTS.map(Into::into));
    asked.push(&VERSIONS.into());
    call(&navigator("userAgentData"), "getHighEntropyValues", &[asked.into()])
}

pub(super) fn finish(details: &JsValue) -> Reading {
    let mut texts = super::texts(details, &TEXTS);
    super::brands(&mut texts, list(get(details, VERSIONS)));
    Reading::Texts(texts)
}
