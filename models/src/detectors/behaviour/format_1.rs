//! A person's state and the population's priors as version 1 kept them: before free text and the later measures of a visit.

use super::{Priors, State, freetext, keystroke, pointer, session};
use serde::Deserialize;

#[derive(Deserialize)]
struct Stored {
    session: session::format_1::StoredProfile,
    keystroke: keystroke::Profile,
    pointer: Option<pointer::Profile>,
}

#[derive(Deserialize)]
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
