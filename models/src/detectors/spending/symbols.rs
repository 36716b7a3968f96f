//! Amounts as symbols: a card's own low, medium and high ones, and what lies beyond them all.

use crate::math::hmm::{Hmm, Training};
use crate::math::kmeans1d::{nearest, split};
use crate::math::order::sorted;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Groups of amounts.
const GROUPS: usize = 3;
/// The symbol of an amount that is out of range.
const BEYOND: u8 = GROUPS as u8;
/// How many symbols there are.
const SYMBOLS: usize = GROUPS + 1;
/// What exceeds nearly all of a card's purchases by this factor is out of range.
const OUT_OF_RANGE: f64 = 1.25;
/// Hidden states: spending that is as good as independent is told no better by more of them.
const STATES: usize = 3;
/// Symbols that the next one is judged after, as published.
const WINDOW: usize = super::published::ACCEPTANCE_WINDOW;
/// How often anybody shows each symbol, in as many purchases as this is worth.
const ANYBODY: [f64; SYMBOLS] = [0.5, 0.3, 0.18, 0.02];
const WORTH: f64 = 5.0;

/// Which of its groups of amounts dominates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A low spender.
    Low,
    /// A medium spender.
    Medium,
    /// A high spender.
    High,
}

impl Profile {
    /// The profile of so many purchases in each group, the lowest first; the upper of two that are equally many.
    pub fn of(counts: &[usize]) -> Self {
        match counts.iter().enumerate().max_by_key(|(_, count)| **count) {
            Some((0, _)) | None => Self::Low,
            Some((1, _)) => Self::Medium,
            Some(_) => Self::High,
        }
    }
}

/// What a card's purchases look like as symbols.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Symbols {
    /// Means of its groups, the lowest first.
    centres: Vec<f32>,
    /// Above this an amount is out of range.
    edge: f32,
    model: Hmm,
}

/// Encoded symbols, before they are checked.
#[derive(Deserialize)]
struct Stored {
    centres: Vec<f32>,
    edge: f32,
    model: Hmm,
}

impl TryFrom<Stored> for Symbols {
    type Error = &'static str;

    fn try_from(Stored { centres, edge, model }: Stored) -> Result<Self, Self::Error> {
        let finite = centres.iter().chain([&edge]).all(|value| value.is_finite());
        let sound = centres.len() <= GROUPS && finite && model.is_of(STATES, SYMBOLS);
        sound.then_some(Self { centres, edge, model }).ok_or("no purchases look like that")
    }
}

impl Symbols {
    /// Learned anew from a card's amounts, the oldest first; `None` where there are none.
    pub fn of(amounts: &[f64]) -> Option<Self> {
        let groups = split(amounts, GROUPS);
        // All but one in a hundred lie below.
        let ordered = sorted(amounts.iter().copied());
        let edge = OUT_OF_RANGE * ordered.get((ordered.len() * 99).div_ceil(100).checked_sub(1)?)?;
        let centres = groups.centres.iter().map(|centre| *centre as f32).collect();
        let mut symbols = Self { centres, edge: edge as f32, model: Hmm::fresh(STATES, &ANYBODY).ok()? };
        let seen: Vec<u8> = amounts.iter().map(|amount| symbols.symbol(*amount)).collect();
        symbols.model.train(&seen, &training());
        Some(symbols)
    }

    /// How symbols follow each other.
    pub(super) fn model(&self) -> &Hmm {
        &self.model
    }

    /// The symbol of an amount.
    pub fn symbol(&self, amount: f64) -> u8 {
        if amount > f64::from(self.edge) {
            return BEYOND;
        }
        let mut centres = [f64::INFINITY; GROUPS];
        centres.iter_mut().zip(&self.centres).for_each(|(centre, own)| *centre = f64::from(*own));
        nearest(&centres, amount) as u8
    }

    /// Probability, after the latest amounts, of a symbol that is at most as likely as this amount's.
    pub fn as_rare(&self, latest: &[f64], amount: f64) -> f64 {
        let window = latest.get(latest.len().saturating_sub(WINDOW)..).unwrap_or_default();
        let mut followed = self.model.begin();
        window.iter().for_each(|amount| self.model.follow(&mut followed, self.symbol(*amount)));
        let likely = |symbol| libm::exp(-self.model.surprise(&followed, symbol));
        let this = likely(self.symbol(amount));
        (0..SYMBOLS as u8).map(likely).filter(|other| *other <= this).sum::<f64>().clamp(1e-9, 1.0)
    }
}

fn training() -> Training {
    Training {
        initial: 1.0,
        transition: 1.0,
        emission: ANYBODY.map(|share| share * WORTH).to_vec(),
        floor: 1e-3,
        rounds: 30,
        tolerance: 1e-3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spender() -> Vec<f64> {
        (0..100).map(|at| [20.0, 21.0, 22.0, 60.0, 23.0, 150.0][at % 6]).collect()
    }

    #[test]
    fn amounts_are_named_by_the_cards_own_groups() {
        let symbols = Symbols::of(&spender()).unwrap();
        assert_eq!(
            [5.0, 22.0, 58.0, 140.0, 187.0, 188.0].map(|amount| symbols.symbol(amount)),
            [0, 0, 1, 2, 2, 3]
        );
        assert!(Symbols::of(&[]).is_none());
    }

    #[test]
    fn what_the_card_never_paid_is_rarest_and_what_it_always_pays_is_usual() {
        let amounts = spender();
        let symbols = Symbols::of(&amounts).unwrap();
        assert!(symbols.as_rare(&amounts, 500.0) < 0.02);
        assert!(symbols.as_rare(&amounts, 21.0) > 0.5);
    }

    #[test]
    fn one_amount_only_is_a_low_spender() {
        let symbols = Symbols::of(&[9.0; 40]).unwrap();
        assert_eq!((symbols.symbol(9.0), symbols.symbol(11.0), symbols.symbol(12.0)), (0, 0, 3));
        assert_eq!(Profile::of(&split(&[9.0; 40], 3).counts), Profile::Low);
        assert_eq!(Profile::of(&[3, 5, 5]), Profile::High);
    }
}
