//! Counts of more keys than there is room for: the count-min sketch (Cormode, Muthukrishnan, "An Improved Data Stream Summary: The
//! Count-Min Sketch and its Applications", J. Algorithms 55, 2005). A key has a cell in every row, shared with whatever else falls
//! there, and the least of its cells is never below its true count. With `w` columns and `d` rows it is above by more than `e/w` of all
//! counts for a key with a probability of at most `e^−d`.

use super::random::Random;
use alloc::vec;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// How large a sketch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Cells of a key: each has a hash of its own.
    pub rows: u32,
    /// Cells of a row; rounded up to a power of two.
    pub columns: u32,
}

/// A table of cells, `C` is what one holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sketch<C> {
    rows: Vec<Row>,
    cells: Vec<C>,
}

/// One row's hash: multiply-shift (Dietzfelbinger et al., J. Algorithms 25, 1997), of a key whose bits are mixed before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    odd: u64,
    shift: u32,
    begin: usize,
}

impl<C: Copy + Default> Sketch<C> {
    /// An empty one. Its hashes follow from the seed; whoever can guess it can make keys collide.
    pub fn new(shape: Shape, seed: u64) -> Self {
        // At least two columns: a shift by all 64 bits is none.
        let columns = shape.columns.clamp(2, 1 << 24).next_power_of_two();
        let mut random = Random::of(seed);
        let row = |row| Row {
            odd: random.next_u64() | 1,
            shift: 64 - columns.trailing_zeros(),
            begin: row as usize * columns as usize,
        };
        let rows: Vec<Row> = (0..shape.rows.max(1)).map(row).collect();
        let cells = vec![C::default(); rows.len() * columns as usize];
        Self { rows, cells }
    }

    /// Calls `each` with every cell of a key.
    pub fn visit(&mut self, key: u64, mut each: impl FnMut(&mut C)) {
        for row in &self.rows {
            if let Some(cell) = self.cells.get_mut(row.place(key)) {
                each(cell);
            }
        }
    }

    /// The cells of a key.
    pub fn of(&self, key: u64) -> impl Iterator<Item = &C> {
        self.rows.iter().filter_map(move |row| self.cells.get(row.place(key)))
    }
}

impl Row {
    fn place(&self, key: u64) -> usize {
        self.begin + (key.wrapping_mul(self.odd) >> self.shift) as usize
    }
}

impl Sketch<f32> {
    /// Counts `much` more, not below 0.
    pub fn add(&mut self, key: u64, much: f32) {
        self.visit(key, |cell| *cell += much);
    }

    /// At least what was counted of a key.
    pub fn count(&self, key: u64) -> f32 {
        self.of(key).copied().fold(f32::INFINITY, f32::min)
    }

    /// What is old fades: all counts are multiplied.
    pub fn fade(&mut self, factor: f32) {
        self.cells.iter_mut().for_each(|cell| *cell *= factor);
    }
}
