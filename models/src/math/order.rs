//! Numbers in their order. Sorting compares their bits as whole numbers: scores are sorted by the dozen, and [`f64::total_cmp`], asked of each
//! pair, takes three times as long.

use alloc::vec::Vec;

/// These, the least first, in the order of [`f64::total_cmp`].
pub fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut bits: Vec<i64> = values.into_iter().map(|value| turned(value.to_bits() as i64)).collect();
    bits.sort_unstable();
    bits.into_iter().map(|bits| f64::from_bits(turned(bits) as u64)).collect()
}

/// The greater a number below 0 is, the less are its bits but for the sign: they are turned around, and back again.
fn turned(bits: i64) -> i64 {
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_total_order(values in prop::collection::vec(prop::num::f64::ANY, 0..100)) {
            let mut plain = values.clone();
            plain.sort_by(f64::total_cmp);
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<u64>>();
            prop_assert_eq!(bits(&sorted(values)), bits(&plain));
        }
    }
}
