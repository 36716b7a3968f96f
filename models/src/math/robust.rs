//! Location and spread that a minority of wild values cannot move (Huber, *Robust Statistics*, 1981).

/// The middle value, or the mean of the two middle ones; `None` for an empty slice.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    match sorted.len() % 2 {
        1 => Some(upper),
        _ => Some((sorted.get(sorted.len() / 2 - 1)? + upper) / 2.0),
    }
}

/// Mean absolute deviation from the median; `None` for an empty slice.
pub fn mean_deviation(values: &[f64]) -> Option<f64> {
    let middle = median(values)?;
    Some(values.iter().map(|value| (value - middle).abs()).sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_even_and_empty() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn one_wild_value_does_not_move_the_median() {
        assert_eq!(median(&[20.0, 21.0, 22.0, 23.0, 1e9]), Some(22.0));
    }

    #[test]
    fn deviation_is_taken_from_the_median() {
        assert_eq!(mean_deviation(&[1.0, 2.0, 6.0]), Some(5.0 / 3.0));
        assert_eq!(mean_deviation(&[]), None);
    }
}
