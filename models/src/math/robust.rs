//! Location and spread that a minority of wild values cannot move (Huber, *Robust Statistics*, 1981).

use super::order::sorted;

/// The middle value, or the lower of the two middle ones; `None` for an empty slice. The lower, because half of
/// an even number may be too large without moving it: right for durations, which trouble only lengthens.
pub fn low_median(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values.iter().copied());
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

/// The value that a quarter of them, rounded down, lie below; `None` for an empty slice. Where trouble only adds, it
/// stays with the undisturbed ones even when half of all are disturbed.
pub fn lower_quartile(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values.iter().copied());
    sorted.get(sorted.len().saturating_sub(1) / 4).copied()
}

/// Mean absolute deviation from the low median; `None` for an empty slice.
pub fn mean_deviation(values: &[f64]) -> Option<f64> {
    let middle = low_median(values)?;
    Some(values.iter().map(|value| (value - middle).abs()).sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_even_and_empty() {
        assert_eq!(low_median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(low_median(&[4.0, 1.0, 2.0, 3.0]), Some(2.0));
        assert_eq!(low_median(&[]), None);
    }

    #[test]
    fn added_trouble_does_not_move_the_lower_quartile() {
        assert_eq!(lower_quartile(&[25.0, 90.0, 24.0, 70.0, 26.0]), Some(25.0));
        assert_eq!(lower_quartile(&[80.0, 90.0, 24.0]), Some(24.0));
        assert_eq!(lower_quartile(&[]), None);
    }

    #[test]
    fn wild_values_do_not_move_the_median() {
        assert_eq!(low_median(&[20.0, 21.0, 1e9, 22.0, 23.0]), Some(22.0));
        assert_eq!(low_median(&[20.0, 1e9, 21.0, 1e9]), Some(21.0));
    }

    #[test]
    fn deviation_is_taken_from_the_median() {
        assert_eq!(mean_deviation(&[1.0, 2.0, 6.0]), Some(5.0 / 3.0));
        assert_eq!(mean_deviation(&[]), None);
    }
}
