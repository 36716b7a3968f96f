//! The finding in plain words.

use super::{Intention, State};
use alloc::{format, string::String};

/// What the sequence of promises looks like.
pub(super) fn intention(state: &State) -> String {
    let State { promises, broken, recent, rows, .. } = state;
    let lately = recent.count_ones();
    let window = promises.min(&16);
    let pattern = match state.intention() {
        Intention::TooFewToSay => format!("{promises} promises are too few to tell what is meant"),
        // A row that has begun: sooner said than named.
        Intention::None if 4 * lately > *window => format!(
            "{broken} of {promises} promises were broken, {lately} of the last {window}: more than happens by accident, and no pattern of intention yet"
        ),
        Intention::None => format!(
            "{broken} of {promises} promises were broken, {lately} of the last {window}: as happens to those who mean what they promise"
        ),
        Intention::Uncovered => {
            format!(
                "{broken} of {promises} promises were broken, from the first on: an uncovered intention to deceive"
            )
        }
        Intention::Trapping => format!(
            "{lately} of the last {window} promises were broken by a party that had kept its promises before: a trap was prepared"
        ),
        Intention::Illusive => format!(
            "{broken} of {promises} promises were broken in {rows} rows with good behaviour in between: an illusive intention, which covers frauds by kept promises"
        ),
    };
    format!("{pattern}; confidence that deceit is meant {:.2}", state.confidence())
}
