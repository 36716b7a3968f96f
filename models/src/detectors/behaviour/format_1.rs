//! A person's state and the population's priors as version 1 kept them: one profile, by whatever it was made, and nothing of touching,
//! scrolling and holding.

use super::input::Keyboard;
use super::keystroke::{self, Keyboards};
use super::session::{self, DeviceKind};
use super::{Priors, State, hand, pointer};
use crate::math::habit::{Choices, Hours};
use crate::math::moments::Moments;
use crate::math::predictive::Prior;
use alloc::vec::Vec;
use serde::Deserialize;

/// Measures of a visit as a whole; they come first in the present list.
const MEASURES: usize = 6;

#[derive(Deserialize)]
struct Stored {
    visits: u32,
    measures: [Moments; MEASURES],
    hours: Hours,
    weekdays: Choices<7>,
    devices: Choices<{ DeviceKind::COUNT }>,
    keystroke: keystroke::Profile,
    pointer: Option<pointer::Profile>,
}

/// Reads one; `None` where it is damaged. What was pooled is taken for what the person mostly came by.
pub(super) fn read(body: &[u8]) -> Option<State> {
    let (stored, rest): (Stored, _) = postcard::take_from_bytes(body).ok()?;
    let Stored { visits, measures, hours, weekdays, devices, keystroke, pointer } = stored;
    let of = |kinds: &[DeviceKind]| -> u32 {
        let counts = devices.counts().iter().zip(DeviceKind::ALL);
        counts.filter(|(_, kind)| kinds.contains(kind)).map(|(count, _)| u32::from(*count)).sum()
    };
    let handheld = of(&[DeviceKind::IPhone, DeviceKind::AndroidPhone]) > of(&[DeviceKind::Desktop]);
    let session = session::Profile::restored(visits, &measures, handheld, hours, weekdays, devices);
    let keyboard = if handheld { Keyboard::OnScreen } else { Keyboard::Physical };
    let keystroke = Keyboards::only(keyboard, keystroke);
    rest.is_empty().then(|| State { session, keystroke, pointer, hand: hand::Profile::default() })
}

/// Reads priors; `None` where they are damaged or no population has them. They were everybody's by whatever they came.
pub(super) fn read_priors(body: &[u8]) -> Option<Priors> {
    type Stored = (([Prior; MEASURES], [f64; DeviceKind::COUNT]), Vec<keystroke::Background>);
    let (((measures, devices), backgrounds), rest): (Stored, _) = postcard::take_from_bytes(body).ok()?;
    let session = session::Priors::restored(&measures, devices)?;
    let keystroke = keystroke::Priors::try_from(backgrounds).ok()?;
    rest.is_empty().then(|| Priors { session, keystroke, hand: hand::Priors::default() })
}
