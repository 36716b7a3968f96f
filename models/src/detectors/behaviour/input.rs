//! By what a visit was made: mouse, finger or pen, and on which keyboard. A person has a profile for each: a thumb is no mouse, and
//! nobody types on glass as on keys.

use crate::connection::Os;
use crate::observation::{Event, KeyClass, Observation, PointerKind, What};
use serde::{Deserialize, Serialize};

/// A kind of keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keyboard {
    /// Keys that go down and up.
    #[default]
    Physical,
    /// Drawn on the screen.
    OnScreen,
}

impl Keyboard {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Physical, Self::OnScreen];

    /// Stable snake_case code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Physical => "keyboard",
            Self::OnScreen => "on_screen_keyboard",
        }
    }
}

/// By what a visit was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// What pressed most.
    pub pointer: PointerKind,
    /// What was typed on.
    pub keyboard: Keyboard,
}

impl Default for Input {
    fn default() -> Self {
        Self { pointer: PointerKind::Mouse, keyboard: Keyboard::Physical }
    }
}

impl Input {
    /// By the events, and where they do not say by the claimed system. Tablets that call themselves computers are known by the
    /// fingers on them: no Mac has a touch screen. What never stands on an on-screen keyboard speaks for a physical one.
    pub fn of(observation: &Observation) -> Self {
        let (mut presses, mut moved, mut keys) = (ByPointer::<u32>::default(), false, false);
        for Event { what, .. } in &observation.events {
            match what {
                What::PointerDown { pointer, .. } => *presses.of_mut(*pointer) += 1,
                What::PointerMove { .. } => moved = true,
                What::KeyDown {
                    class: KeyClass::Modifier | KeyClass::Tab | KeyClass::Navigation, ..
                } => {
                    keys = true;
                }
                _ => {}
            }
        }
        let handheld = match observation.connection.claimed.os {
            Os::Ios | Os::Android => true,
            Os::MacOs | Os::Other => presses.touch + presses.pen > presses.mouse,
            Os::Windows | Os::Linux | Os::ChromeOs => false,
        };
        // A finger leaves no move without a press.
        let unpressed = if handheld && !moved { PointerKind::Touch } else { PointerKind::Mouse };
        let (_, pointer) =
            presses.iter().fold(
                (0, unpressed),
                |most, (pointer, times)| {
                    if *times > most.0 { (*times, pointer) } else { most }
                },
            );
        let keyboard = if handheld && !keys { Keyboard::OnScreen } else { Keyboard::Physical };
        Self { pointer, keyboard }
    }
}

/// One for each pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ByPointer<T> {
    pub mouse: T,
    pub touch: T,
    pub pen: T,
}

impl<T> ByPointer<T> {
    /// The one of this pointer.
    pub fn of(&self, pointer: PointerKind) -> &T {
        match pointer {
            PointerKind::Mouse => &self.mouse,
            PointerKind::Touch => &self.touch,
            PointerKind::Pen => &self.pen,
        }
    }

    /// The one of this pointer.
    pub fn of_mut(&mut self, pointer: PointerKind) -> &mut T {
        match pointer {
            PointerKind::Mouse => &mut self.mouse,
            PointerKind::Touch => &mut self.touch,
            PointerKind::Pen => &mut self.pen,
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (PointerKind, &T)> {
        [(PointerKind::Mouse, &self.mouse), (PointerKind::Touch, &self.touch), (PointerKind::Pen, &self.pen)]
            .into_iter()
    }

    /// What is so of each.
    pub fn each(of: impl Fn(PointerKind) -> T) -> Self {
        Self { mouse: of(PointerKind::Mouse), touch: of(PointerKind::Touch), pen: of(PointerKind::Pen) }
    }
}

impl<T: Copy> ByPointer<T> {
    /// The same for all.
    pub fn all(one: T) -> Self {
        Self { mouse: one, touch: one, pen: one }
    }
}

/// One for each keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ByKeyboard<T> {
    pub physical: T,
    pub on_screen: T,
}

impl<T> ByKeyboard<T> {
    /// The one of this keyboard.
    pub fn of(&self, keyboard: Keyboard) -> &T {
        match keyboard {
            Keyboard::Physical => &self.physical,
            Keyboard::OnScreen => &self.on_screen,
        }
    }

    /// The one of this keyboard.
    pub fn of_mut(&mut self, keyboard: Keyboard) -> &mut T {
        match keyboard {
            Keyboard::Physical => &mut self.physical,
            Keyboard::OnScreen => &mut self.on_screen,
        }
    }
}

/// By what somebody points, as findings and people say it.
pub(super) fn pointer_words(pointer: PointerKind) -> &'static str {
    match pointer {
        PointerKind::Mouse => "by mouse",
        PointerKind::Touch => "by finger",
        PointerKind::Pen => "by pen",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{Claimed, Connection};
    use crate::observation::{Conduct, Field, Path, Timestamp};
    use alloc::vec::Vec;
    use std::vec;

    fn input(os: Os, whats: &[What]) -> Input {
        let events = whats.iter().map(|what| Event { at_100us: 0, what: *what }).collect();
        Input::of(&Observation {
            opened_at: Timestamp::default(),
            sealed_at: Timestamp::default(),
            path: Path::V4([0; 3]),
            device: [0; 16],
            exchanges: Vec::new(),
            signals: Vec::new(),
            events,
            connection: Connection { claimed: Claimed { os, ..Claimed::default() }, ..Connection::default() },
            conduct: Conduct::default(),
        })
    }

    fn press(pointer: PointerKind) -> What {
        What::PointerDown { x: 0, y: 0, pointer, button: 0 }
    }

    fn key(class: KeyClass) -> What {
        What::KeyDown { slot: 0, class, repeat: false, field: Field::Name, position: 0 }
    }

    #[test]
    fn events_say_by_what_and_the_system_where_they_do_not() {
        use Keyboard::{OnScreen, Physical};
        use PointerKind::{Mouse, Pen, Touch};
        let moved = What::PointerMove { x: 0, y: 0, coalesced: false };
        let typed = key(KeyClass::Letter);
        for (os, whats, pointer, keyboard) in [
            (Os::Windows, vec![], Mouse, Physical),
            (Os::Ios, vec![], Touch, OnScreen),
            (Os::Android, vec![press(Touch), typed], Touch, OnScreen),
            // A tablet with keys, a tablet with a mouse, a laptop with a touch screen.
            (Os::Android, vec![press(Touch), key(KeyClass::Tab)], Touch, Physical),
            (Os::Android, vec![moved], Mouse, OnScreen),
            (Os::Windows, vec![press(Touch), press(Touch), press(Mouse), typed], Touch, Physical),
            (Os::Windows, vec![press(Pen)], Pen, Physical),
            // An iPad that calls itself a Mac.
            (Os::MacOs, vec![press(Touch), typed], Touch, OnScreen),
            (Os::MacOs, vec![press(Mouse), typed], Mouse, Physical),
        ] {
            assert_eq!(input(os, &whats), Input { pointer, keyboard }, "{os:?} {whats:?}");
        }
    }
}
