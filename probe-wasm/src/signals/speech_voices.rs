//! Speech voices: `[voices, those on the device itself, hash of their names]` of `speechSynthesis` (W3C Web
//! Speech). Browsers load them when they are asked for the first time; where the system has none nothing ever
//! answers: `Absent(Timeout)`.
//!
//! Stability: changes with the operating system and its languages; the ones from the network with the browser.
//! Cost: 400 µs.

use crate::reflect::{call, global, hash, is, list, object, text};
use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wire::signal::Reading;

pub(super) fn begin() -> JsValue {
    let speech = global("speechSynthesis");
    let loaded = voices(&speech).length() > 0;
    Promise::new(&mut |resolve, _| {
        if loaded {
            let _ = resolve.call0(&JsValue::NULL);
        } else {
            let once = object("once", &true.into());
            call(&speech, "addEventListener", &["voiceschanged".into(), resolve.into(), once]);
        }
    })
    .into()
}

pub(super) fn finish(_: &JsValue) -> Reading {
    let (mut local, mut names) = (0, String::new());
    let voices = voices(&global("speechSynthesis"));
    for voice in voices.iter() {
        local += i64::from(is(&voice, "localService"));
        names.push_str(&text(&voice, "voiceURI"));
    }
    Reading::Integers(vec![voices.length().into(), local, hash(names.as_bytes())])
}

fn voices(speech: &JsValue) -> Array {
    list(call(speech, "getVoices", &[]))
}
