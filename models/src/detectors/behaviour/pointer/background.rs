//! What is shared by all profiles: actions of other people, that a profile learns to tell its own from.

use super::catalogue::{ABSENT, CATALOGUE, Cells, MEASURES};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// So many actions of each person are kept: a few hundred kilobytes for ten people.
const ACTIONS_MAX: usize = 3_000;

/// Actions of other people, taken in turn: person by person, so that each counts the same. Empty as shipped: then a profile
/// knows only what is usual for its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Background {
    /// Each of [`MEASURES`] bytes.
    actions: Vec<Vec<u8>>,
}

impl Background {
    /// From the actions of a few people, evenly over all that each did; people without any are left out.
    pub fn fit(people: &[&[Cells]]) -> Self {
        let people: Vec<&[Cells]> = people.iter().copied().filter(|actions| !actions.is_empty()).collect();
        let most = people.iter().map(|actions| actions.len()).max().unwrap_or(0).min(ACTIONS_MAX);
        let turn = |round: usize| {
            people
                .iter()
                .filter_map(move |actions| actions.get(round * actions.len() / most))
                .map(|one| one.to_vec())
        };
        Self { actions: (0..most).map(scattered(most)).flat_map(turn).collect() }
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// So many actions from a place on, over and over; what does not fit the catalogue is passed over.
    pub(super) fn from(&self, place: u32, n: usize) -> impl Iterator<Item = &[u8]> {
        let start = place as usize % self.actions.len().max(1);
        self.actions
            .iter()
            .cycle()
            .skip(start)
            .take(n.min(self.actions.len()))
            .map(Vec::as_slice)
            .filter(|one| fits(one))
    }
}

fn fits(cells: &[u8]) -> bool {
    let inside = |(cell, of): (&u8, usize)| *cell == ABSENT || usize::from(*cell) < of;
    cells.len() == MEASURES && cells.iter().zip(CATALOGUE.iter().map(|measure| measure.cells)).all(inside)
}

/// An order of `0..n` in which neighbours are far apart: steps of the golden section, made coprime to `n`.
fn scattered(n: usize) -> impl Fn(usize) -> usize {
    let mut step = (n as f64 * 0.618) as usize | 1;
    while common(step, n) > 1 {
        step += 1;
    }
    move |at| (at * step) % n.max(1)
}

fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn everybody_counts_the_same_however_much_they_did() {
        let (busy, idle) = ([[1; MEASURES]; 900], [[2; MEASURES]; 30]);
        let background = Background::fit(&[&busy, &idle, &[]]);
        let first: usize = background.from(0, 100).map(|cells| usize::from(cells[0] == 1)).sum();
        assert_eq!(first, 50);
        assert_eq!(background.actions.len(), 1_800);
    }

    #[test]
    fn every_place_is_visited_once() {
        for n in [1, 2, 30, 999, 3_000] {
            assert_eq!((0..n).map(scattered(n)).collect::<BTreeSet<_>>().len(), n);
        }
    }
}
