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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::behaviour::Behaviour;
    use crate::detectors::registered::{decode, priors};
    use alloc::vec;

    fn moments(value: f64) -> Moments {
        let mut moments = Moments::default();
        (0..4).for_each(|_| moments.push(value, 60.0));
        moments
    }

    fn stored(device: DeviceKind) -> Vec<u8> {
        let mut devices = Choices::<{ DeviceKind::COUNT }>::default();
        (0..4).for_each(|_| devices.push(device as usize));
        let session = (4_u32, [moments(41.0); MEASURES], Hours::default(), Choices::<7>::default(), devices);
        let state = (session, keystroke::Profile::default(), Some(pointer::Profile::default()));
        postcard::to_extend(&state, vec![1]).unwrap()
    }

    #[test]
    fn what_version_1_knew_of_a_person_is_known_of_what_they_mostly_came_by() {
        for (device, input) in [(DeviceKind::Desktop, "mouse"), (DeviceKind::IPhone, "touch")] {
            let state = decode::<Behaviour>(&stored(device)).unwrap();
            let usual = crate::detectors::behaviour::usual(&state, &Priors::default());
            assert_eq!((usual.trusted_visits, usual.measures.len()), (4, MEASURES));
            assert_eq!(usual.measures[0].input, input);
            assert!(state.pointer.is_some());
        }
        let whole = stored(DeviceKind::Desktop);
        assert!(decode::<Behaviour>(&whole[..whole.len() - 1]).is_err());
        assert!(decode::<Behaviour>(&[&whole[..], &[0]].concat()).is_err());
    }

    #[test]
    fn priors_of_version_1_are_everybody_s_and_absurd_ones_are_not_taken() {
        let prior = Prior { mean: 7.0, spread: 2.0, scale: 1.0, df: 4.0 };
        let bytes = |prior: Prior| {
            let kept = (([prior; MEASURES], [0.2; DeviceKind::COUNT]), Vec::<keystroke::Background>::new());
            postcard::to_extend(&kept, vec![1]).unwrap()
        };
        let read = priors::<Behaviour>(&bytes(prior));
        assert_eq!(read.session, session::Priors::restored(&[prior; MEASURES], [0.2; 5]).unwrap());
        assert_eq!(priors::<Behaviour>(&bytes(Prior { scale: -1.0, ..prior })), Priors::default());
    }
}
