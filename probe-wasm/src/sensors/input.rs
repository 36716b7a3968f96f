//! Input that no key brings: something was pasted, the browser filled a field in, an input method composes. In
//! which kind of field, never what. Nothing of protected fields.
//!
//! Text that is inserted (`inputType` `insertText`) follows a key that writes, one for each; what comes without was dictated,
//! chosen from a panel of the system, or put there by a program (`Input.insertText` of the DevTools protocol, `execCommand`).
//!
//! Autofill, as Chromium does it (tried with `Autofill.trigger` of its DevTools protocol): a field gets a
//! trusted `input` event that is a plain `Event`, without an `inputType`, and matches `:autofill` by then.
//! Firefox and Safari say `insertReplacementText`, as they do for corrections of the spelling, which do not
//! match. What a password manager of an extension fills in looks like a script's work (`untrusted.rs`); what a
//! script sets without an event is not seen at all.

use super::keyboard::class_of;
use super::{add, element_of, listen, window};
use crate::field::field_of;
use crate::probe::Probe;
use crate::reflect::text;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::{Event, KeyboardEvent};
use wire::event::{Field, KeyClass, What};

pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    let window = window()?;
    listen(&window, "paste", probe, |probe, event: &Event| {
        record(probe, event, |field| What::Paste { field });
    });
    let written = Rc::new(Cell::new(false));
    let writes = written.clone();
    listen(&window, "keydown", probe, move |_, event: &KeyboardEvent| {
        if !matches!(class_of(&event.key()), KeyClass::Tab | KeyClass::Navigation | KeyClass::Modifier) {
            writes.set(true);
        }
    });
    listen(&window, "input", probe, move |probe, event: &Event| {
        let kind = text(event, "inputType");
        let by_key = written.replace(false);
        if is_autofill(event, &kind) {
            record(probe, event, |field| What::Autofill { field });
        } else if kind == "insertText" && !by_key {
            record(probe, event, |field| What::Inserted { field });
        }
    });

    let composes = Rc::new(Cell::new(false));
    let starts = composes.clone();
    listen(&window, "compositionstart", probe, move |probe, event: &Event| {
        starts.set(true);
        record(probe, event, |field| What::CompositionStart { field });
    });
    // Chromium does not trust the end of its own compositions; one that nobody began does not count.
    let observer = probe.clone();
    let ends = move |event: Event| {
        if composes.replace(false) {
            record(&observer, &event, |field| What::CompositionEnd { field });
        }
    };
    add(&window, "compositionend", probe, Box::new(ends));
    Some(())
}

fn is_autofill(event: &Event, kind: &str) -> bool {
    (kind.is_empty() || kind == "insertReplacementText")
        && element_of(event).is_some_and(|element| element.matches(":autofill").unwrap_or(false))
}

fn record(probe: &Rc<Probe>, event: &Event, what: fn(Field) -> What) {
    let field = element_of(event).map_or(Field::None, |element| field_of(&element));
    if !matches!(field, Field::None | Field::Protected) {
        probe.record(event.time_stamp(), what(field));
    }
}
