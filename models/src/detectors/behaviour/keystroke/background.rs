//! How everybody fills in a field: what is likely for all says little about one. Densities on a grid, over all people together, so it
//! is nobody's.

use super::rhythm::{KEYS, Kind};
use super::template::{FIRST, PARTS, Template};
use crate::math::density::{Grid, Grids};
use crate::observation::Field;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// People before they speak for all.
pub const PEOPLE: usize = 25;
/// Of each person's latest rhythms so many are taken, evenly.
const OF_EACH: usize = 11;
/// No value is less likely, on the scale of its own kind of number.
const FLOOR: f64 = 0.01;

/// One field and length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Background {
    pub(super) field: Field,
    pub(super) keys: u8,
    numbers: Vec<Grid>,
    /// The same, laid out for rhythms as a template keeps them.
    #[serde(skip)]
    kept: Grids,
}

/// An encoded background, before it is checked.
#[derive(Deserialize)]
struct Stored {
    field: Field,
    keys: u8,
    numbers: Vec<Grid>,
}

impl TryFrom<Stored> for Background {
    type Error = &'static str;

    fn try_from(Stored { field, keys, numbers }: Stored) -> Result<Self, Self::Error> {
        let has_rhythm = KEYS.contains(&usize::from(keys)) && numbers.len() + 2 == 3 * usize::from(keys);
        let sound = has_rhythm && numbers.iter().all(Grid::is_sound);
        if sound { Ok(Self::new(field, keys, numbers)) } else { Err("nobody types like that") }
    }
}

impl Background {
    /// What these people have in common; `None` where they are too few. All of the same field and length.
    pub fn of(field: Field, keys: u8, people: &[&Template]) -> Option<Self> {
        if people.len() < PEOPLE {
            return None;
        }
        let numbers = (3 * usize::from(keys)).saturating_sub(2);
        let mut columns: Vec<Vec<f64>> = (0..numbers).map(|_| Vec::new()).collect();
        for template in people {
            let kept: Vec<Vec<f64>> = template.kept().map(Iterator::collect).collect();
            let step = (kept.len().saturating_sub(FIRST) / OF_EACH).max(1);
            let (first, latest) = kept.split_at(kept.len().min(FIRST));
            for rhythm in first.iter().chain(latest.iter().step_by(step)) {
                columns.iter_mut().zip(rhythm).for_each(|(column, number)| column.push(*number));
            }
        }
        let grid = |(place, column): (usize, &Vec<f64>)| Grid::of(column, FLOOR / Kind::at(place).spread());
        let numbers: Option<Vec<Grid>> = columns.iter().enumerate().map(grid).collect();
        Some(Self::new(field, keys, numbers?))
    }

    fn new(field: Field, keys: u8, numbers: Vec<Grid>) -> Self {
        Self { field, keys, kept: Grids::of(&numbers, PARTS as f32), numbers }
    }

    /// `−ln` of how likely a number is for anybody, in nats, on the scale of spreads.
    pub(super) fn nats(&self, place: usize, number: f64) -> f64 {
        let grid = self.numbers.get(place).map_or(0.0, |grid| grid.nats(number));
        grid - Kind::at(place).ln_spread()
    }

    /// The mean of [`Self::nats`] over the numbers of each of these, as a template keeps them; to four digits.
    pub(super) fn means<'r>(&self, rhythms: impl Iterator<Item = &'r [i16]>) -> Vec<f64> {
        let places = 0..self.numbers.len();
        let spreads: f64 = places.map(|place| Kind::at(place).ln_spread()).sum();
        let sums = self.kept.sums(rhythms);
        sums.iter().map(|sum| (sum - spreads) / self.numbers.len() as f64).collect()
    }
}

impl Kind {
    /// How much people differ.
    fn spread(self) -> f64 {
        match self {
            Self::Hold => 0.3,
            Self::Down => 0.5,
            Self::Flight => 0.9,
        }
    }

    /// `ln` of that.
    fn ln_spread(self) -> f64 {
        match self {
            Self::Hold => -1.203_972_804_325_936,
            Self::Down => -core::f64::consts::LN_2,
            Self::Flight => -0.105_360_515_657_826_28,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_of_a_spread_is_its_own() {
        for kind in [Kind::Hold, Kind::Down, Kind::Flight] {
            assert!((kind.ln_spread() - libm::log(kind.spread())).abs() < 1e-15, "{kind:?}");
        }
    }
}
