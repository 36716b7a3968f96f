//! Contact: how large a finger or pen touches the screen and how hard it presses, whenever that changed. Nothing that
//! happens over a protected field. A mouse has neither.

use super::pointer::Under;
use super::{listen, window};
use crate::probe::Probe;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::PointerEvent;
use wire::event::{Contact, What};

pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    let window = window()?;
    let under = Rc::new(RefCell::new(Under::default()));
    let last = Rc::new(Cell::new(None));
    for kind in ["pointerdown", "pointermove"] {
        let (under, last) = (under.clone(), last.clone());
        listen(&window, kind, probe, move |probe, event: &PointerEvent| {
            if event.pointer_type() == "mouse" {
                return;
            }
            let contact = contact(event);
            if !under.borrow_mut().is_protected(event) && last.replace(Some(contact)) != Some(contact) {
                probe.record(event.time_stamp(), What::Contact(contact));
            }
        });
    }
    Some(())
}

fn contact(event: &PointerEvent) -> Contact {
    let cut = |pixels: i32| pixels.clamp(0, 255) as u8;
    let pressure = (event.pressure() * 255.0 + 0.5) as u8;
    Contact { width: cut(event.width()), height: cut(event.height()), pressure }
}
