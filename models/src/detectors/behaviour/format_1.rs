//! A person's state and the population's priors as version 1 kept them: before free text.

use super::{Priors, State, freetext, keystroke, pointer, session};
use serde::Deserialize;

#[derive(Deserialize)]
struct Stored {
    session: session::Profile,
    keystroke: keystroke::Profile,
    pointer: Option<pointer::Profile>,
}

#[derive(Deserialize)]
struct StoredPriors {
    session: session::Priors,
    keystroke: keystroke::Priors,
}

/// Reads a state; `None` where it is damaged.
pub(super) fn read(body: &[u8]) -> Option<State> {
    let (Stored { session, keystroke, pointer }, rest) = postcard::take_from_bytes(body).ok()?;
    let freetext = freetext::Profile::default();
    rest.is_empty().then_some(State { session, keystroke, freetext, pointer })
}

/// Reads priors; `None` where they are damaged.
pub(super) fn read_priors(body: &[u8]) -> Option<Priors> {
    let (StoredPriors { session, keystroke }, rest) = postcard::take_from_bytes(body).ok()?;
    let freetext = freetext::Priors::default();
    rest.is_empty().then_some(Priors { session, keystroke, freetext })
}
