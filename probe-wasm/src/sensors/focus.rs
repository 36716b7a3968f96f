//! Focus: which kind of field receives it, and when it is lost.

use super::{element_of, listen, window};
use crate::{field::field_of, probe::Probe};
use std::rc::Rc;
use web_sys::Event;
use wire::event::{Field, What};

pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    let window = window()?;
    listen(&window, "focusin", probe, |probe, event: &Event| {
        if let Some(field) = field(event) {
            probe.record(event.time_stamp(), What::Focus { field });
        }
    });
    listen(&window, "focusout", probe, |probe, event: &Event| {
        if field(event).is_some() {
            probe.record(event.time_stamp(), What::Blur);
        }
    });
    Some(())
}

fn field(event: &Event) -> Option<Field> {
    Some(field_of(&element_of(event)?)).filter(|field| *field != Field::None)
}
