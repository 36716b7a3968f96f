//! What is usual of each field that somebody fills in, for people to read.

use super::{Profile, Template};
use crate::observation::Field;
use alloc::vec::Vec;

/// One field at one length.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    /// Kind of the field.
    pub field: Field,
    /// How many keys.
    pub keys: u8,
    /// Rhythms that taught it.
    pub seen: u32,
    /// Between what nine in ten of each number lie, by place.
    pub ranges: Vec<[f64; 2]>,
}

impl Profile {
    /// Every field that rhythms are compared with, the one that was typed last first.
    pub fn usual(&self) -> impl Iterator<Item = Usual> + '_ {
        self.0.iter().rev().filter(|template| template.is_known()).map(Template::usual)
    }
}

impl Template {
    fn usual(&self) -> Usual {
        let weights = self.weights();
        let ranges = (0..self.numbers()).map(|place| self.range_90(place, &weights)).collect();
        Usual { field: self.field, keys: self.keys, seen: self.seen, ranges }
    }
}
