//! How many devices have a value: a count-min sketch (Cormode, Muthukrishnan, J. Algorithms 55, 2005). It counts too many now
//! and then and never too few, so a value is at most thought to be more common than it is. What was added can be taken out.

use super::print::Hash;
use super::traits::{COUNT, GIVEN};
use alloc::{vec, vec::Vec};

/// Cells for each device that there is room for, in each of two rows.
const CELLS: usize = 4;

#[derive(Clone, Debug)]
pub(super) struct Frequency {
    /// Two rows, one behind the other; the length of a row is a power of two.
    cells: Vec<u32>,
}

impl Frequency {
    /// With room for as many devices; a power of two.
    pub(super) fn for_devices(devices: usize) -> Self {
        Self { cells: vec![0; 2 * CELLS * devices] }
    }

    /// Takes one device in.
    pub(super) fn add(&mut self, marks: &[u16; COUNT]) {
        self.each(marks, |cell| cell.saturating_add(1));
    }

    /// Takes it out again.
    pub(super) fn remove(&mut self, marks: &[u16; COUNT]) {
        self.each(marks, |cell| cell.saturating_sub(1));
    }

    fn each(&mut self, marks: &[u16; COUNT], change: impl Fn(u32) -> u32) {
        for (at, mark) in marks.iter().enumerate().filter(|(_, mark)| **mark != 0) {
            for of in [*mark, 0] {
                let [first, second] = self.places(at, given(marks, at), of);
                for place in [first, second] {
                    if let Some(cell) = self.cells.get_mut(place) {
                        *cell = change(*cell);
                    }
                }
            }
        }
    }

    /// How many devices have this mark at a trait and, at the one that it depends on, the mark of this print; and how many
    /// have any mark there.
    pub(super) fn counts(&self, marks: &[u16; COUNT], at: usize, mark: u16) -> (u32, u32) {
        let count = |of| {
            let cells = self.places(at, given(marks, at), of).map(|place| self.cells.get(place));
            cells.into_iter().flatten().copied().min().unwrap_or(0)
        };
        (count(mark), count(0))
    }

    fn places(&self, at: usize, given: u16, mark: u16) -> [usize; 2] {
        let row = self.cells.len() / 2;
        let hash = Hash(at as u64 | u64::from(given) << 16 | u64::from(mark) << 32).mixed();
        let place = |bits: u64| bits as usize & row.saturating_sub(1);
        [place(hash), row + place(hash >> 32)]
    }

    pub(super) fn bytes(&self) -> usize {
        self.cells.capacity() * size_of::<u32>()
    }
}

fn given(marks: &[u16; COUNT], at: usize) -> u16 {
    let before = GIVEN.get(at).copied().flatten();
    before.and_then(|before| marks.get(before)).copied().unwrap_or(0)
}
