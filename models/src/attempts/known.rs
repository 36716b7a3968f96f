//! Cards that have paid here: two Bloom filters (Commun. ACM 13, 1970), a young one and an old one, which is forgotten when the young one is
//! full. A card in a hundred is thought to be known that is not.

use alloc::{vec, vec::Vec};

/// A power of two.
const BITS: usize = 1 << 21;
const CARDS: u32 = 200_000;
const PLACES: u32 = 4;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    young: Vec<u64>,
    old: Vec<u64>,
    cards: u32,
}

impl Default for Known {
    fn default() -> Self {
        Self { young: vec![0; BITS / 64], old: vec![0; BITS / 64], cards: 0 }
    }
}

impl Known {
    pub(super) fn has(&self, card: u64) -> bool {
        is_in(&self.young, card) || is_in(&self.old, card)
    }

    /// Takes a card in; one that pays again stays young.
    pub(super) fn add(&mut self, card: u64) {
        if is_in(&self.young, card) {
            return;
        }
        if self.cards == CARDS {
            self.old = core::mem::replace(&mut self.young, vec![0; BITS / 64]);
            self.cards = 0;
        }
        self.cards += 1;
        for (word, bit) in places(card) {
            if let Some(word) = self.young.get_mut(word) {
                *word |= bit;
            }
        }
    }
}

fn is_in(filter: &[u64], card: u64) -> bool {
    places(card).all(|(word, bit)| filter.get(word).is_some_and(|word| word & bit != 0))
}

/// Which word, and which bit of it (Kirsch, Mitzenmacher, ESA 2006: two hashes do for all places).
fn places(card: u64) -> impl Iterator<Item = (usize, u64)> {
    let (first, step) = (card as u32, (card >> 32) as u32 | 1);
    (0..PLACES).map(move |at| {
        let place = first.wrapping_add(at.wrapping_mul(step)) as usize % BITS;
        (place / 64, 1 << (place % 64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Random;

    #[test]
    fn who_has_paid_is_known_and_of_strangers_one_in_a_hundred() {
        let (mut known, mut random) = (Known::default(), Random::of(1));
        let cards: Vec<u64> = (0..CARDS).map(|_| random.next_u64()).collect();
        cards.iter().for_each(|card| known.add(*card));
        assert!(cards.iter().all(|card| known.has(*card)));
        let taken = (0..10_000).filter(|_| known.has(random.next_u64())).count();
        assert!(taken < 200, "{taken}");
        (0..CARDS).for_each(|_| known.add(random.next_u64()));
        assert!(cards.iter().all(|card| known.has(*card)), "the old ones are still known");
        (0..CARDS).for_each(|_| known.add(random.next_u64()));
        assert!(cards.iter().filter(|card| known.has(**card)).count() < 8_000);
    }
}
