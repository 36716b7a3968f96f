//! The two tests of a purchase that were published, to be measured beside what judges here: neither compares the new purchase with
//! what was expected, and `pennyprint eval spending` says what that costs.

use super::symbols::Profile;
use crate::math::hmm::Hmm;
use crate::math::kmeans1d::split;

/// Purchases in the window of the acceptance test (Srivastava et al., IEEE TDSC 5, 2008).
pub const ACCEPTANCE_WINDOW: usize = 15;
/// From this drop on it refuses.
pub const ACCEPTANCE_DROP: f64 = 0.5;
/// Purchases in the window of the re-clustering test (Prasad, IJIRCCE).
pub const PROFILE_WINDOW: usize = 10;

/// `(α₁ − α₂) / α₁`: by how much the window becomes less likely when it slides from before the new purchase onto it. It compares the
/// new symbol with the one that is dropped.
pub fn drop_of_likelihood(model: &Hmm, window: &[u8], next: u8) -> f64 {
    let Some((_, kept)) = window.split_first() else { return 0.0 };
    let mut after = model.followed(kept);
    model.follow(&mut after, next);
    -libm::expm1(after.log_likelihood - model.log_likelihood(window))
}

/// Whether the spending profile changes when the window slides onto the new purchase and clusters are formed anew.
pub fn profile_changes(window: &[f64], next: f64) -> bool {
    let Some((_, kept)) = window.split_first() else { return false };
    let slid: alloc::vec::Vec<f64> = kept.iter().copied().chain([next]).collect();
    let profile = |amounts: &[f64]| Profile::of(&split(amounts, 3).counts);
    profile(window) != profile(&slid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_symbol_that_replaces_another_rare_one_is_not_noticed() {
        let model = Hmm::try_from((std::vec![1.0], std::vec![1.0], std::vec![0.90, 0.05, 0.05])).unwrap();
        let mut window = [0; ACCEPTANCE_WINDOW];
        assert!(drop_of_likelihood(&model, &window, 2) > 0.9);
        assert!(drop_of_likelihood(&model, &window, 0).abs() < 1e-9);
        window[0] = 1;
        assert!(drop_of_likelihood(&model, &window, 2).abs() < 1e-9);
        assert_eq!(drop_of_likelihood(&model, &[], 2), 0.0);
    }

    #[test]
    fn a_profile_changes_when_another_group_of_amounts_dominates() {
        let mut window = [5.0, 6.0, 5.0, 6.0, 5.0, 50.0, 51.0, 50.0, 51.0, 200.0];
        assert!(!profile_changes(&window, 5.0));
        window[0] = 6.0;
        assert!(profile_changes(&window, 50.0));
        assert!(!profile_changes(&[], 50.0));
    }
}
