//! Keyboard: when keys go down and up, their class, the field and the caret. The key itself is compared with
//! the keys held at that moment, to find the slot of a release, and forgotten with the release.

use super::{element_of, listen, window};
use crate::{field, probe::Probe};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};
use wire::event::{Field, Key, KeyClass, What};

/// Physical keys held now; the index is the slot.
#[derive(Default)]
struct Held([Option<String>; 16]);

impl Held {
    fn slot_of(&self, code: &str) -> Option<usize> {
        self.0.iter().position(|held| held.as_deref() == Some(code))
    }

    /// The slot of a key that went down; `None` where sixteen are held already.
    fn press(&mut self, code: String) -> Option<u8> {
        let slot = self.slot_of(&code).or_else(|| self.0.iter().position(Option::is_none))?;
        *self.0.get_mut(slot)? = Some(code);
        Some(slot as u8)
    }

    /// The slot of a key that went up; `None` where its press was not observed.
    fn release(&mut self, code: &str) -> Option<u8> {
        let slot = self.slot_of(code)?;
        *self.0.get_mut(slot)? = None;
        Some(slot as u8)
    }

    fn clear(&mut self) {
        self.0 = Default::default();
    }
}

pub(super) fn attach(probe: &Rc<Probe>) -> Option<()> {
    let window = window()?;
    let held = Rc::new(RefCell::new(Held::default()));

    let keys = held.clone();
    listen(&window, "keydown", probe, move |probe, event: &KeyboardEvent| {
        let Some((element, field)) = open_field(event) else { return };
        let Some(slot) = keys.borrow_mut().press(event.code()) else { return };
        let class = if event.is_composing() { KeyClass::Composition } else { class_of(&event.key()) };
        let key = Key { slot, class, repeat: event.repeat(), field, position: caret(&element) };
        probe.record(event.time_stamp(), What::KeyDown(key));
    });

    let keys = held.clone();
    listen(&window, "keyup", probe, move |probe, event: &KeyboardEvent| {
        let slot = keys.borrow_mut().release(&event.code());
        if event.key() == "Meta" {
            // macOS reports no release of the keys that were pressed together with Meta.
            keys.borrow_mut().clear();
        }
        if let Some(slot) = slot
            && open_field(event).is_some()
        {
            probe.record(event.time_stamp(), What::KeyUp { slot });
        }
    });

    // Releases that happen while another window has the focus are never reported.
    listen(&window, "blur", probe, move |_, event: &Event| {
        if event.target() == super::window() {
            held.borrow_mut().clear();
        }
    });
    Some(())
}

fn open_field(event: &KeyboardEvent) -> Option<(Element, Field)> {
    let element = element_of(event)?;
    let field = field::field_of(&element);
    field::keys_are_open(&element, field).then_some((element, field))
}

/// Where the caret stands; 0 where the browser does not say.
fn caret(element: &Element) -> u8 {
    let start = if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.selection_start().ok().flatten()
    } else {
        element.dyn_ref::<HtmlTextAreaElement>().and_then(|area| area.selection_start().ok().flatten())
    };
    start.unwrap_or(0).min(255) as u8
}

/// The class of a `KeyboardEvent.key` value (W3C UI Events).
pub(super) fn class_of(key: &str) -> KeyClass {
    let mut letters = key.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return match letter {
            ' ' => KeyClass::Space,
            _ if letter.is_ascii_digit() => KeyClass::Digit,
            _ if letter.is_ascii_alphabetic() || is_foreign_letter(letter) => KeyClass::Letter,
            _ => KeyClass::Punctuation,
        };
    }
    match key {
        "Backspace" | "Delete" => KeyClass::Correction,
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp" | "PageDown" => {
            KeyClass::Navigation
        }
        "Shift" | "Control" | "Alt" | "Meta" | "AltGraph" | "CapsLock" => KeyClass::Modifier,
        "Enter" => KeyClass::Enter,
        "Tab" => KeyClass::Tab,
        "Process" | "Dead" | "Unidentified" => KeyClass::Composition,
        _ => KeyClass::Other,
    }
}

/// Outside ASCII a table of all letters would weigh more than the rest of this file: everything but the
/// blocks of punctuation and symbols counts as a letter.
fn is_foreign_letter(letter: char) -> bool {
    !matches!(letter, '\0'..='\u{bf}' | '×' | '÷' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '\u{1f000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_the_lowest_free_and_a_lost_release_is_taken_over() {
        let mut held = Held::default();
        assert_eq!(held.press("KeyA".into()), Some(0));
        assert_eq!(held.press("KeyB".into()), Some(1));
        assert_eq!(held.release("KeyA"), Some(0));
        assert_eq!(held.press("KeyC".into()), Some(0));
        assert_eq!(held.press("KeyB".into()), Some(1), "pressed again although its release was lost");
        assert_eq!(held.release("KeyX"), None);
        for code in 0..14 {
            assert!(held.press(code.to_string()).is_some());
        }
        assert_eq!(held.press("seventeenth".into()), None);
        held.clear();
        assert_eq!(held.press("KeyD".into()), Some(0));
    }

    #[test]
    fn classes_say_nothing_about_the_key() {
        for (keys, class) in [
            (&["a", "Z", "ß", "я", "中", "ع"][..], KeyClass::Letter),
            (&["0", "9"], KeyClass::Digit),
            (&[" "], KeyClass::Space),
            (&[".", "@", "€", "×", "。", "…"], KeyClass::Punctuation),
            (&["Backspace", "Delete"], KeyClass::Correction),
            (&["ArrowLeft", "Home"], KeyClass::Navigation),
            (&["Shift", "AltGraph"], KeyClass::Modifier),
            (&["Enter"], KeyClass::Enter),
            (&["Tab"], KeyClass::Tab),
            (&["Process", "Dead", "Unidentified"], KeyClass::Composition),
            (&["F5", "Escape", ""], KeyClass::Other),
        ] {
            for key in keys {
                assert_eq!(class_of(key), class, "{key}");
            }
        }
    }
}
