//! The natural logarithm, to ten digits: scores need hundreds of it. The exponent, and a series for the rest (`2 artanh((m − 1)/(m + 1))`,
//! DLMF 4.6.4); no step branches, so that a compiler does several at once, and none differs between machines.

/// A number's mantissa is brought between this, which is `√½`, and `√2`.
const LOW: u64 = 0x3fe6_a09e_667f_3bcd;
const ONE: u64 = 0x3ff0_0000_0000_0000;
/// `2⁵²`, and its bits: together with a small integer's they are the sum's.
const WHOLE: f64 = 4_503_599_627_370_496.0;
const WHOLE_BITS: u64 = 0x4330_0000_0000_0000;

/// `ln` of a normal number above 0, off by no more than 1e-10. Of any other number it is some number or NaN.
pub fn ln(value: f64) -> f64 {
    let bits = value.to_bits();
    let exponent = bits.wrapping_add(ONE - LOW) >> 52;
    let mantissa = f64::from_bits(bits.wrapping_sub(exponent << 52).wrapping_add(ONE));
    let exponent = f64::from_bits(WHOLE_BITS | exponent) - (WHOLE + 1023.0);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut series = 1.0 / 13.0;
    for term in [1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0, 1.0] {
        series = series * square + term;
    }
    exponent * core::f64::consts::LN_2 + 2.0 * s * series
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_logarithm(power in -700.0..700.0_f64) {
            let value = libm::exp(power);
            prop_assert!((ln(value) - libm::log(value)).abs() < 1e-10, "{value}");
        }

        #[test]
        fn near_one_it_is_near_zero(off in -0.4..0.5_f64) {
            prop_assert!((ln(1.0 + off) - libm::log(1.0 + off)).abs() < 1e-10, "{off}");
        }

        #[test]
        fn nothing_stops_it(value in prop::num::f64::ANY) {
            ln(value);
        }
    }
}
