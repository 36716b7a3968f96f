//! Sensors: sources of behavioural events in the page. A new one is one file and two lines here.

mod contact;
mod focus;
mod input;
mod keyboard;
mod pointer;
mod posture;
mod scroll;
mod untrusted;
mod visibility;

pub(crate) use untrusted::MadeUp;

use crate::{field::field_of, probe::Probe, sys};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Element, Event, EventTarget};
use wire::event::Field;

/// Attaches the listeners of one sensor; `None` where the browser lacks what it needs.
type Attach = fn(&Rc<Probe>) -> Option<()>;

/// The visible list.
const SENSORS: &[Attach] = &[
    keyboard::attach,
    pointer::attach,
    contact::attach,
    scroll::attach,
    focus::attach,
    input::attach,
    posture::attach,
    visibility::attach,
    untrusted::attach,
];

/// Attaches every sensor; one that fails leaves out its own events only.
pub(crate) fn attach(probe: &Rc<Probe>) {
    for sensor in SENSORS {
        sensor(probe);
    }
}

/// Listens for trusted events until the probe's life ends: passive, and before the page's own listeners. Of the
/// others it is noted that there were some. An event of another interface than its name promises is left out:
/// Chromium's autofill says `keydown` with a bare `Event`.
fn listen<E: JsCast>(
    target: &EventTarget,
    kind: &'static str,
    probe: &Rc<Probe>,
    act: impl Fn(&Rc<Probe>, &E) + 'static,
) {
    let (observer, class) = (probe.clone(), untrusted::class_of(kind));
    add(
        target,
        kind,
        probe,
        Box::new(move |event: Event| {
            if !event.is_trusted() {
                // What people do in protected fields is not seen, so what scripts do there says nothing.
                if element_of(&event).is_none_or(|element| field_of(&element) != Field::Protected) {
                    observer.note_made_up(class);
                }
            } else if let Some(event) = event.dyn_ref() {
                act(&observer, event);
            }
        }),
    );
}

fn add(target: &EventTarget, kind: &str, probe: &Rc<Probe>, act: Box<dyn FnMut(Event)>) {
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    options.set_passive(true);
    options.set_signal(probe.life());
    let callback = Closure::wrap(act).into_js_value();
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        kind,
        callback.unchecked_ref(),
        &options,
    );
}

/// The window, where every event passes first.
fn window() -> Option<EventTarget> {
    sys::window().map(Into::into)
}

/// The innermost element an event is for, also inside open shadow roots.
fn element_of(event: &Event) -> Option<Element> {
    event.composed_path().get(0).dyn_into().ok()
}
