//! The bell curve `exp(−d²/2)`, to six digits: densities need thousands of it. A power of two is a shift of the exponent and a polynomial
//! for the rest, fitted for the least relative error; no step branches, so that a compiler does several at once, and none differs between machines.

/// `log₂(e) / 2`.
const HALF_LOG2_E: f32 = 0.721_347_5;
/// Added to a small number it leaves its nearest integer in the low bits.
pub(super) const SHIFT: f32 = 12_582_912.0;
/// Powers below would not be normal numbers.
const LEAST: f32 = -126.0;

/// `exp(−d²/2)`, off by no more than 5e-7.
pub fn bell(distance: f32) -> f32 {
    let power = -HALF_LOG2_E * (distance * distance);
    let power = if power > LEAST { power } else { LEAST };
    let shifted = power + SHIFT;
    let rest = power - (shifted - SHIFT);
    let mut part = 1.326_473_1e-3_f32;
    for coefficient in [9.671_513e-3, 5.550_733_6e-2, 2.402_224_2e-1, core::f32::consts::LN_2, 1.0] {
        part = part * rest + coefficient;
    }
    f32::from_bits(f32::to_bits(part).wrapping_add(shifted.to_bits() << 23))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_exponential(distance in -20.0..20.0_f32) {
            let exact = libm::exp(-0.5 * f64::from(distance) * f64::from(distance));
            prop_assert!((f64::from(bell(distance)) - exact).abs() < 5e-7, "{distance}");
        }

        #[test]
        fn far_out_it_is_nothing(distance in 14.0..f32::MAX) {
            prop_assert!(bell(distance) < 2e-38 && bell(-distance) < 2e-38);
        }
    }

    #[test]
    fn its_middle_is_one_and_its_end_is_nothing() {
        assert_eq!(bell(0.0), 1.0);
        assert!(bell(f32::INFINITY) < 2e-38);
    }
}
