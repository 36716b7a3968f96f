//! What is usually paid here in one currency: a histogram of half octaves, halved when it is full.

/// Half octaves of a positive `i64`, and one for nothing.
const SIZES: usize = 127;
const FULL: u32 = 8_192;
/// Purchases before it is known what is small here.
const ENOUGH: u32 = 200;
/// Of so many purchases one is as small, or as large, as what is called tiny, or large; or low.
const TAIL: u32 = 20;
const LOW: u32 = 8;
/// The size of all that is low: whoever tries out cards takes now this small amount, now that.
const LOW_SIZE: u8 = 255;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amounts {
    counts: [u16; SIZES],
    all: u32,
}

impl Default for Amounts {
    fn default() -> Self {
        Self { counts: [0; SIZES], all: 0 }
    }
}

impl Amounts {
    pub(super) fn learn(&mut self, amount_minor: i64) {
        if self.all >= FULL {
            self.counts.iter_mut().for_each(|count| *count /= 2);
            self.all = self.counts.iter().map(|count| u32::from(*count)).sum();
        }
        if let Some(count) = self.counts.get_mut(size(amount_minor)) {
            *count += 1;
            self.all += 1;
        }
    }

    /// Whether nearly all purchases are larger than of this size; `None` while too few are known.
    pub(super) fn is_tiny(&self, amount_minor: i64) -> Option<bool> {
        self.is_tail(self.as_small(amount_minor), TAIL)
    }

    /// Whether nearly all purchases are smaller than of this size.
    pub(super) fn is_large(&self, amount_minor: i64) -> Option<bool> {
        let as_large = self.counts.iter().skip(size(amount_minor));
        self.is_tail(as_large.map(|count| u32::from(*count)).sum(), TAIL)
    }

    /// Which amounts are of one size with this one: all that are low, or those of its half octave.
    pub(super) fn size(&self, amount_minor: i64) -> u8 {
        match self.is_tail(self.as_small(amount_minor), LOW) {
            Some(true) => LOW_SIZE,
            _ => size(amount_minor) as u8,
        }
    }

    fn as_small(&self, amount_minor: i64) -> u32 {
        self.counts.iter().take(size(amount_minor) + 1).map(|count| u32::from(*count)).sum()
    }

    fn is_tail(&self, count: u32, one_of: u32) -> Option<bool> {
        (self.all >= ENOUGH).then_some(count * one_of <= self.all)
    }
}

/// The half octave of an amount: 0 for nothing or less.
fn size(amount_minor: i64) -> usize {
    let Ok(amount @ 1..) = u64::try_from(amount_minor) else { return 0 };
    let octave = amount.ilog2();
    let upper = octave > 0 && amount >> (octave - 1) & 1 == 1;
    1 + 2 * octave as usize + usize::from(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_is_what_is_small_here() {
        let mut amounts = Amounts::default();
        (0..100).for_each(|at| amounts.learn(2_000 + 20 * at));
        assert_eq!(amounts.is_tiny(1), None);
        (0..20_000).for_each(|at| amounts.learn(2_000 + 20 * (at % 100)));
        assert_eq!(
            [1, 900, 2_500, i64::MIN].map(|one| amounts.is_tiny(one)),
            [true, true, false, true].map(Some)
        );
        assert_eq!([2_500, 9_000, i64::MAX].map(|one| amounts.is_large(one)), [false, true, true].map(Some));
    }

    #[test]
    fn where_everything_costs_the_same_nothing_is_small() {
        let mut amounts = Amounts::default();
        (0..300).for_each(|_| amounts.learn(99));
        assert_eq!((amounts.is_tiny(99), amounts.is_large(99)), (Some(false), Some(false)));
    }

    #[test]
    fn sizes_grow_by_half_octaves_and_what_is_low_is_of_one() {
        assert_eq!([0, 1, 2, 3, 4, 6, 8].map(size), [0, 1, 3, 4, 5, 6, 7]);
        assert!(size(i64::MAX) < SIZES && size(-5) == 0);
        let mut amounts = Amounts::default();
        assert_ne!(amounts.size(100), amounts.size(200));
        (0..300).for_each(|at| amounts.learn(2_000 + 20 * at));
        assert_eq!(amounts.size(100), amounts.size(200));
        assert_ne!(amounts.size(100), amounts.size(5_000));
    }
}
