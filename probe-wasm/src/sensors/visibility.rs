//! Visibility: the page is hidden, shown, or goes away. The last chance to send is when it is hidden.

use super::{listen, window};
use crate::{probe::Probe, sys};
use std::rc::Rc;
use web_sys::Event;
use wire::event::What;

pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    let document = sys::document()?;
    listen(&document, "visibilitychange", probe, |probe, event: &Event| {
        let hidden = sys::hidden();
        probe.record(event.time_stamp(), if hidden { What::Hidden } else { What::Shown });
        if hidden {
            probe.send_by_beacon();
        }
    });
    listen(&window()?, "pagehide", probe, |probe, _: &Event| probe.send_by_beacon());
    Some(())
}
