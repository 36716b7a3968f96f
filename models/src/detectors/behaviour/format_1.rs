//! A person's state and the population's priors as version 1 kept them: one profile, by whatever it was made, before free text, the later
//! measures of a visit, touching, scrolling and holding.

use super::input::{ByKeyboard, Keyboard};
use super::keystroke::{self, Keyboards};
use super::{Priors, State, freetext, hand, pointer, session};
use serde::Deserialize;

#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
struct Stored {
    session: session::format_1::StoredProfile,
    keystroke: keystroke::Profile,
    pointer: Option<pointer::Profile>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
struct StoredPriors {
    session: session::format_1::StoredPriors,
    keystroke: keystroke::Priors,
}

/// Reads a state; `None` where it is damaged. What was pooled is taken for what the person mostly came by.
pub(super) fn read(body: &[u8]) -> Option<State> {
    let (Stored { session, keystroke, pointer }, rest) = postcard::take_from_bytes(body).ok()?;
    let keyboard = if session.is_handheld() { Keyboard::OnScreen } else { Keyboard::Physical };
    let keystroke = Keyboards::only(keyboard, keystroke);
    let (freetext, hand) = (ByKeyboard::<freetext::Profile>::default(), hand::Profile::default());
    rest.is_empty().then(|| State { session: session.profile(), keystroke, freetext, pointer, hand })
}

/// Reads priors; `None` where they are damaged.
pub(super) fn read_priors(body: &[u8]) -> Option<Priors> {
    let (StoredPriors { session, keystroke }, rest) = postcard::take_from_bytes(body).ok()?;
    let session = session.priors().filter(|_| rest.is_empty())?;
    Some(Priors { session, keystroke, ..Priors::default() })
}

#[cfg(test)]
mod tests {
    use super::session::{DeviceKind, MEASURES};
    use super::*;
    use crate::detectors::Detector;
    use crate::detectors::behaviour::keystroke::{Rhythm, Stroke};
    use crate::detectors::behaviour::{Behaviour, usual};
    use crate::detectors::registered::decode;
    use crate::math::habit::{Choices, Hours};
    use crate::math::moments::Moments;
    use crate::observation::Field;
    use alloc::{vec, vec::Vec};

    fn stored(device: DeviceKind) -> Vec<u8> {
        let mut devices = Choices::<{ DeviceKind::COUNT }>::default();
        (0..4).for_each(|_| devices.push(device as usize));
        let mut seen = Moments::default();
        (0..4).for_each(|_| seen.push(41.0, 60.0));
        let session = (4_u32, [seen; 6], Hours::default(), Choices::<7>::default(), devices);
        let state = (session, keystroke::Profile::default(), Some(pointer::Profile::default()));
        postcard::to_extend(&state, vec![1]).unwrap()
    }

    #[test]
    fn what_version_1_knew_of_a_person_is_known_of_what_they_mostly_came_by() {
        for (device, input) in [(DeviceKind::Desktop, "mouse"), (DeviceKind::IPhone, "touch")] {
            let state = decode::<Behaviour>(&stored(device)).unwrap();
            let usual = usual(&state, &Priors::default());
            assert_eq!((usual.trusted_visits, usual.measures.len()), (4, 6));
            assert_eq!((usual.measures[0].input, usual.measures[0].range.code), (input, MEASURES[0].code));
            assert!(state.pointer.is_some());
        }
        let whole = stored(DeviceKind::Desktop);
        assert!(decode::<Behaviour>(&whole[..whole.len() - 1]).is_err());
        assert!(decode::<Behaviour>(&[&whole[..], &[0]].concat()).is_err());
    }

    #[test]
    fn a_state_of_version_1_is_read_and_a_cut_one_is_not() {
        let mut keystroke = keystroke::Profile::default();
        let strokes: Vec<Stroke> =
            (0..6).map(|at| Stroke { down: 2_000 * at, up: 2_000 * at + 900 }).collect();
        (0..5).for_each(|_| keystroke.learn(&Rhythm::of(Field::Name, &strokes).unwrap()));
        let session = session::format_1::StoredProfile::after(7);
        let stored = Stored { session, keystroke: keystroke.clone(), pointer: None };
        let bytes = postcard::to_extend(&stored, Vec::from([1])).unwrap();
        let state = decode::<Behaviour>(&bytes).unwrap();
        assert_eq!((state.session.visits(), state.keystroke.of(Keyboard::Physical)), (7, &keystroke));
        assert_eq!(Behaviour::older(1, &bytes[1..bytes.len() - 1]), None);
        assert_eq!(Behaviour::older(1, &[&bytes[1..], &[0]].concat()), None);
    }
}
