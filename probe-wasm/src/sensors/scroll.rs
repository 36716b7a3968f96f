//! Scroll: the page's vertical offset. Boxes that scroll inside the page are left out.

use super::{listen, window};
use crate::{probe::Probe, sys};
use std::rc::Rc;
use web_sys::Event;
use wire::event::What;

pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    listen(&window()?, "scroll", probe, |probe, event: &Event| {
        let of_page = event.target() == sys::document().map(Into::into);
        let offset = sys::window().and_then(|window| window.scroll_y().ok());
        if let (true, Some(y)) = (of_page, offset) {
            probe.record(event.time_stamp(), What::Scroll { y: y as i32 });
        }
    });
    Some(())
}
