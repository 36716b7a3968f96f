//! Pointer: moves with the samples that the browser folded into them, presses and releases, and whether a press was at the very
//! centre of what it pressed, where programs press. Nothing that happens over a protected field.

use super::{element_of, listen, window};
use crate::reflect::{call, number};
use crate::{field::field_of, probe::Probe};
use js_sys::Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;
use web_sys::{Element, PointerEvent};
use wire::event::{Field, Point, PointerKind, Press, What};

#[wasm_bindgen]
extern "C" {
    /// `PointerEvent.getCoalescedEvents`, which an insecure context lacks.
    type Coalescing;
    #[wasm_bindgen(method, catch, js_name = getCoalescedEvents)]
    fn get_coalesced_events(this: &Coalescing) -> Result<Array, JsValue>;
}

/// The last element and whether it is protected, because moves come by the hundred over one element.
#[derive(Default)]
pub(super) struct Under {
    element: Option<Element>,
    protected: bool,
}

impl Under {
    pub(super) fn is_protected(&mut self, event: &PointerEvent) -> bool {
        let element = element_of(event);
        if element != self.element {
            self.protected = element.as_ref().is_some_and(|element| field_of(element) == Field::Protected);
            self.element = element;
        }
        self.protected
    }
}

pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    let window = window()?;
    let under = Rc::new(RefCell::new(Under::default()));

    let over = under.clone();
    listen(&window, "pointermove", probe, move |probe, event: &PointerEvent| {
        if over.borrow_mut().is_protected(event) {
            return;
        }
        let coalescing: &Coalescing = event.unchecked_ref();
        if let Ok(samples) = coalescing.get_coalesced_events() {
            // The last sample is the event itself.
            for index in 0..samples.length().saturating_sub(1) {
                moved(probe, samples.get(index).unchecked_ref(), true);
            }
        }
        moved(probe, event, false);
    });

    for (kind, what) in
        [("pointerdown", What::PointerDown as fn(Press) -> What), ("pointerup", What::PointerUp)]
    {
        let over = under.clone();
        listen(&window, kind, probe, move |probe, event: &PointerEvent| {
            if over.borrow_mut().is_protected(event) {
                return;
            }
            probe.record(event.time_stamp(), what(press(event)));
            if kind == "pointerdown" && is_centred(event) {
                probe.record(event.time_stamp(), What::Centred);
            }
        });
    }
    Some(())
}

fn moved(probe: &Rc<Probe>, event: &PointerEvent, coalesced: bool) {
    let point = Point { x: event.client_x() as i16, y: event.client_y() as i16, coalesced };
    probe.record(event.time_stamp(), What::PointerMove(point));
}

/// Whether it is within a pixel of the centre of what would be clicked; of what is small anybody hits it.
fn is_centred(event: &PointerEvent) -> bool {
    const SMALL: f64 = 24.0;
    let Some(element) = element_of(event) else { return false };
    let pressed = element.closest("a,button,input,select,textarea").ok().flatten().unwrap_or(element);
    let place = call(&pressed, "getBoundingClientRect", &[]);
    [("clientX", "x", "width"), ("clientY", "y", "height")].iter().all(|(at, start, length)| {
        let length = number(&place, length);
        length >= SMALL && (number(event, at) - number(&place, start) - length / 2.0).abs() <= 1.0
    })
}

fn press(event: &PointerEvent) -> Press {
    let pointer = match event.pointer_type().as_str() {
        "touch" => PointerKind::Touch,
        "pen" => PointerKind::Pen,
        _ => PointerKind::Mouse,
    };
    Press {
        x: event.client_x() as i16,
        y: event.client_y() as i16,
        pointer,
        button: event.button().clamp(0, 15) as u8,
    }
}
