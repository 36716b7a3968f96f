//! A person's state and the population's priors as version 1 kept them: before free text and the later measures of a visit.

use super::{Priors, State, freetext, keystroke, pointer, session};
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

/// Reads a state; `None` where it is damaged.
pub(super) fn read(body: &[u8]) -> Option<State> {
    let (Stored { session, keystroke, pointer }, rest) = postcard::take_from_bytes(body).ok()?;
    let freetext = freetext::Profile::default();
    rest.is_empty().then(|| State { session: session.profile(), keystroke, freetext, pointer })
}

/// Reads priors; `None` where they are damaged.
pub(super) fn read_priors(body: &[u8]) -> Option<Priors> {
    let (StoredPriors { session, keystroke }, rest) = postcard::take_from_bytes(body).ok()?;
    let freetext = freetext::Priors::default();
    let session = session.priors().filter(|_| rest.is_empty())?;
    Some(Priors { session, keystroke, freetext })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::behaviour::keystroke::{Rhythm, Stroke};
    use crate::detectors::registered;
    use crate::detectors::{Detector, behaviour::Behaviour};
    use crate::observation::Field;
    use std::vec::Vec;

    #[test]
    fn a_state_of_version_1_is_read_and_a_cut_one_is_not() {
        let mut keystroke = keystroke::Profile::default();
        let strokes: Vec<Stroke> =
            (0..6).map(|at| Stroke { down: 2_000 * at, up: 2_000 * at + 900 }).collect();
        (0..5).for_each(|_| keystroke.learn(&Rhythm::of(Field::Name, &strokes).unwrap()));
        let session = session::format_1::StoredProfile::after(7);
        let stored = Stored { session, keystroke: keystroke.clone(), pointer: None };
        let bytes = postcard::to_extend(&stored, Vec::from([1])).unwrap();
        let state = registered::decode::<Behaviour>(&bytes).unwrap();
        assert_eq!((state.session.visits(), state.keystroke), (7, keystroke));
        assert_eq!(Behaviour::older(1, &bytes[1..bytes.len() - 1]), None);
        assert_eq!(Behaviour::older(1, &[&bytes[1..], &[0]].concat()), None);
    }
}
