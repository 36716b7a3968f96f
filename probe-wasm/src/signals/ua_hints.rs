//! User-agent client hints of low entropy (WICG UA-CH): `[platform, "mobile" or "desktop", "brand version" …]`.
//! They are attributes, so nothing is waited for; Firefox, Safari and insecure contexts have none.

use crate::sys::{navigator, property};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wire::signal::{Absence, Reading};

pub(super) fn read() -> Reading {
    let Some(hints) = navigator().and_then(|navigator| property(&navigator, "userAgentData")) else {
        return Reading::Absent(Absence::Unsupported);
    };
    let text =
        |of: &JsValue, name: &str| property(of, name).and_then(|value| value.as_string()).unwrap_or_default();
    let Some(brands) = property(&hints, "brands").and_then(|brands| brands.dyn_into::<Array>().ok()) else {
        return Reading::Absent(Absence::Failed);
    };
    let mobile = property(&hints, "mobile").is_some_and(|mobile| mobile.is_truthy());
    let mut texts = vec![text(&hints, "platform"), if mobile { "mobile" } else { "desktop" }.into()];
    texts.extend(brands.iter().map(|brand| [text(&brand, "brand"), text(&brand, "version")].join(" ")));
    Reading::Texts(texts)
}
