//! Posture: how the device is held and shaken, at most ten times a second and only while somebody uses the
//! page: a telephone on a table says nothing for hours. Only of devices with a touch screen.
//!
//! Nobody is asked: browsers that want a permission (`requestPermission`, Safari) fire no event before the page
//! itself got it. Where a policy forbids it, listening would print a warning, so that is asked first. The
//! compass is left out.

use super::{listen, window};
use crate::probe::Probe;
use crate::reflect::{call, maybe};
use crate::sys;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{Event, EventTarget};
use wire::event::{Acceleration, Tilt, What};

/// Least time between two samples.
const PERIOD_MS: f64 = 100.0;
/// How long after the last thing that somebody did.
const ACTIVE_MS: f64 = 2_000.0;
/// Most samples of each kind while the page lives: the first minutes.
const SAMPLES: u32 = 2_000;

pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    let navigator = sys::navigator()?;
    let touches = maybe(&navigator, "maxTouchPoints").as_f64()? > 0.0;
    if !touches || !is_allowed() {
        return None;
    }
    let window = window()?;
    sample(&window, "deviceorientation", probe, |event| {
        Some(What::Orientation(Tilt { beta: part(event, "beta", 10.0)?, gamma: part(event, "gamma", 10.0)? }))
    });
    sample(&window, "devicemotion", probe, |event| {
        let of = maybe(event, "accelerationIncludingGravity");
        let axis = |name| part(&of, name, 100.0);
        Some(What::Motion(Acceleration { x: axis("x")?, y: axis("y")?, z: axis("z")? }))
    });
    Some(())
}

/// Whether no policy forbids it (W3C Permissions Policy; browsers without the interface have no policy).
fn is_allowed() -> bool {
    let Some(document) = sys::document() else { return false };
    let policy = maybe(&document, "featurePolicy");
    policy.is_undefined()
        || ["accelerometer", "gyroscope"]
            .iter()
            .all(|feature| call(&policy, "allowsFeature", &[(*feature).into()]).is_truthy())
}

fn sample(target: &EventTarget, kind: &'static str, probe: &Rc<Probe>, read: fn(&JsValue) -> Option<What>) {
    let (last_ms, samples) = (Cell::new(f64::NEG_INFINITY), Cell::new(0));
    listen(target, kind, probe, move |probe, event: &Event| {
        let at_ms = event.time_stamp();
        let due = at_ms - last_ms.get() >= PERIOD_MS && samples.get() < SAMPLES;
        if due
            && probe.was_used_within(ACTIVE_MS, at_ms)
            && let Some(what) = read(event)
        {
            last_ms.set(at_ms);
            samples.set(samples.get() + 1);
            probe.note(at_ms, what);
        }
    });
}

/// A number in units of its `factor`th part; `None` where the device has no such sensor.
fn part(of: &JsValue, name: &str, factor: f64) -> Option<i16> {
    Some((maybe(of, name).as_f64()? * factor).round_ties_even() as i16)
}
