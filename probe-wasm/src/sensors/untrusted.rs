//! Events that a script of the page made up (`isTrusted` is false, WHATWG DOM): of which class, not where and
//! not how often. Pages make up events for honest reasons (a click on a hidden button, scrolling for late
//! pictures, an extension that fills a form in), and one that makes up thousands must not push out what people
//! do: one is noted per class and second, [`MOST`] per class and page view, and it opens no page view and keeps
//! no session alive.
//!
//! What drives a browser from outside makes trusted events and is not seen here.

use super::{listen, window};
use crate::probe::Probe;
use std::rc::Rc;
use web_sys::Event;
use wire::event::EventClass;

/// Least time between two of a class.
const PERIOD_MS: f64 = 1_000.0;
/// Most of a class in one page view.
const MOST: u8 = 16;

/// The made-up events of one page view, by class: when the last one was noted, and how many.
pub(crate) struct MadeUp([(f64, u8); EventClass::ALL.len()]);

impl Default for MadeUp {
    fn default() -> Self {
        Self([(f64::NEG_INFINITY, 0); EventClass::ALL.len()])
    }
}

impl MadeUp {
    /// Whether one more is noted.
    pub(crate) fn admits(&mut self, class: EventClass, at_ms: f64) -> bool {
        let Some((last_ms, noted)) = self.0.get_mut(usize::from(class.code())) else { return false };
        let admitted = at_ms - *last_ms >= PERIOD_MS && *noted < MOST;
        if admitted {
            (*last_ms, *noted) = (at_ms, *noted + 1);
        }
        admitted
    }
}

/// Every sensor notes the made-up ones of the events that it listens for; clicks are listened for only here.
pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    listen(&window()?, "click", probe, |_, _: &Event| ());
    Some(())
}

/// The class of an event with this name.
pub(super) fn class_of(kind: &str) -> EventClass {
    match kind.as_bytes() {
        [b'k', ..] => EventClass::Keyboard,
        [b'p', b'o', ..] | [b'c', b'l', ..] => EventClass::Pointer,
        [b's', ..] => EventClass::Scroll,
        [b'f', ..] | [b'b', ..] => EventClass::Focus,
        [b'd', ..] => EventClass::Device,
        [b'v', ..] | [b'p', b'a', b'g', ..] => EventClass::Page,
        _ => EventClass::Input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_class_is_noted_per_second_and_sixteen_in_all() {
        let mut made_up = MadeUp::default();
        assert!(made_up.admits(EventClass::Keyboard, 0.0));
        assert!(!made_up.admits(EventClass::Keyboard, 999.0));
        assert!(made_up.admits(EventClass::Pointer, 999.0), "another class has its own second");
        assert!(made_up.admits(EventClass::Keyboard, 1_000.0));
        let flood = (0..1_000_000).filter(|at| made_up.admits(EventClass::Keyboard, f64::from(*at)));
        assert_eq!(flood.count(), 14);
    }

    #[test]
    fn every_event_that_a_sensor_listens_for_has_its_class() {
        for (class, kinds) in [
            (EventClass::Keyboard, &["keydown", "keyup"][..]),
            (EventClass::Pointer, &["pointerdown", "pointerup", "pointermove", "click"]),
            (EventClass::Scroll, &["scroll"]),
            (EventClass::Focus, &["focusin", "focusout", "blur"]),
            (EventClass::Input, &["input", "paste", "compositionstart"]),
            (EventClass::Device, &["deviceorientation", "devicemotion"]),
            (EventClass::Page, &["visibilitychange", "pagehide"]),
        ] {
            for kind in kinds {
                assert_eq!(class_of(kind), class, "{kind}");
            }
        }
    }
}
