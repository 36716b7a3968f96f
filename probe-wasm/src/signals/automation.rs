//! Automation: hints that a program drives the browser, as bits, see [`read`]. Each of them has honest causes,
//! and a careful program leaves none.
//!
//! Stability: 0 for people, always; an extension may set one. Cost: 400 µs.

use crate::field::holds;
use crate::reflect::{global, is, maybe, text, window};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wire::signal::Reading;

/// What drivers leave in the window or in the document.
const LEFT: &str = "__playwright__binding__,__pwInitScripts,__puppeteer_evaluation_script__,domAutomation,\
    domAutomationController,_phantom,callPhantom,__nightmare,_selenium,_Selenium_IDE_Recorder,__selenium_unwrapped,\
    __webdriver_evaluate,__webdriver_script_fn,__fxdriver_unwrapped,__driver_evaluate,awesomium,Cypress";

pub(super) fn read() -> Reading {
    let (window, navigator, document) = (window(), global("navigator"), global("document"));
    let agent = text(&navigator, "userAgent");
    let says = |part: &str| holds(&agent, part);
    let chromium = says("Chrome/");
    let desktop = chromium && !says("Mobile") && !says("Android");
    let is_zero = |of: &JsValue, name: &str| maybe(of, name).as_f64() == Some(0.0);
    let is_empty = |list: &str| is_zero(&maybe(&navigator, list), "length");
    let has = |of: &JsValue, name: &str| Reflect::has(of, &name.into()).unwrap_or(false);
    let own = |of: &JsValue| Object::get_own_property_names(of.unchecked_ref::<Object>());
    super::bits([
        // 0: `navigator.webdriver` (W3C WebDriver §4).
        is(&navigator, "webdriver"),
        // 1: an attribute was moved from the prototype to the navigator itself, to hide what it was.
        own(&navigator).length() > 0,
        // 2: something of a driver in the window or the document.
        LEFT.split(',').any(|name| has(&window, name) || has(&document, name)),
        // 3: a variable that chromedriver adds to the document.
        own(&document).iter().any(|name| name.as_string().is_some_and(|name| holds(&name, "cdc_"))),
        // 4: the user agent says so.
        says("Headless"),
        // 5: Chromium without `window.chrome`.
        chromium && !has(&window, "chrome"),
        // 6: Chromium on a desktop without plugins.
        desktop && is_empty("plugins"),
        // 7: no language.
        is_empty("languages"),
        // 8: a window without a height.
        is_zero(&window, "outerHeight"),
    ])
}
