//! How usual a choice is for somebody: a few kinds (Dirichlet and multinomial, Gelman et al., *Bayesian Data Analysis*, §3.4), or an
//! hour of the day, where neighbours count too (a kernel on the circle: Fisher, *Statistical Analysis of Circular Data*, 1993).
//!
//! Both say how unusual a choice is in two ways: `−ln` of its probability against the most usual choice (0 nats for that, more for what
//! is rare), and the probability of a choice that is at least as rare (1 for the most usual one).

use serde::{Deserialize, Serialize};

/// Counts above this are halved, all together: what is old fades.
const FULL: u8 = 200;

/// How often each of `N` kinds was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent, bound = "[u8; N]: Serialize + for<'a> Deserialize<'a>")]
pub struct Choices<const N: usize>([u8; N]);

impl<const N: usize> Default for Choices<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> Choices<N> {
    /// Takes in one choice; one that does not exist is left out.
    pub fn push(&mut self, kind: usize) {
        let Some(count) = self.0.get_mut(kind) else { return };
        *count = count.saturating_add(1);
        if *count > FULL {
            self.0.iter_mut().for_each(|count| *count /= 2);
        }
    }

    /// How often each was chosen.
    pub fn counts(&self) -> &[u8; N] {
        &self.0
    }

    /// How unusual a choice is. `population` says how often each is chosen by anybody, and counts as `worth` choices.
    pub fn unusual(&self, kind: usize, population: &[f64; N], worth: f64) -> Unusual {
        let mut weights = [0.0; N];
        let seen = self.0.iter().zip(population).map(|(count, share)| f64::from(*count) + worth * share);
        weights.iter_mut().zip(seen).for_each(|(weight, seen)| *weight = seen);
        Unusual::of(kind, &weights)
    }
}

/// How often each hour of the day was chosen.
pub type Hours = Choices<24>;

/// What an hour lends to its neighbours: one hour off, two hours off.
const NEAR: [f64; 2] = [0.25, 0.05];

impl Hours {
    /// How unusual an hour is: near to usual hours is half usual. Any hour is as likely for anybody, which counts as `worth` choices.
    pub fn unusual_hour(&self, hour: usize, worth: f64) -> Unusual {
        let at = |hour: usize| f64::from(self.0.get(hour % 24).copied().unwrap_or(0));
        let mut hours = 0..24;
        let weights = [0.0; 24].map(|_: f64| {
            let hour = hours.next().unwrap_or(0);
            let around =
                NEAR.iter().zip(1..).map(|(share, off)| share * (at(hour + off) + at(hour + 24 - off)));
            at(hour) + around.sum::<f64>() + worth / 24.0
        });
        Unusual::of(hour, &weights)
    }
}

/// How unusual a choice is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unusual {
    /// `−ln` of its probability against the most usual choice, in nats.
    pub rarity: f64,
    /// Probability of a choice that is at least as rare.
    pub p_value: f64,
}

impl Unusual {
    fn of(kind: usize, weights: &[f64]) -> Self {
        let most = weights.iter().copied().fold(0.0, f64::max);
        let this = weights.get(kind).copied().filter(|this| *this > 0.0).unwrap_or(most);
        let all: f64 = weights.iter().sum();
        let rarer: f64 = weights.iter().filter(|weight| **weight <= this).sum();
        if all > 0.0 {
            Self { rarity: libm::log(most / this), p_value: rarer / all }
        } else {
            Self { rarity: 0.0, p_value: 1.0 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_chosen_is_rare_and_the_rarer_the_more_was_seen() {
        let (mut few, mut many) = (Choices::<3>::default(), Choices::<3>::default());
        (0..5).for_each(|_| few.push(0));
        (0..50).for_each(|_| many.push(0));
        let of = |choices: &Choices<3>, kind| choices.unusual(kind, &[1.0 / 3.0; 3], 1.0).rarity;
        assert_eq!(of(&few, 0), 0.0);
        assert!(of(&few, 1) > 2.0 && of(&many, 1) > of(&few, 1) + 2.0);
        assert_eq!(of(&Choices::default(), 2), 0.0);
    }

    #[test]
    fn an_hour_is_half_usual_beside_a_usual_one_also_across_midnight() {
        let mut hours = Hours::default();
        (0..20).for_each(|_| hours.push(23));
        let of = |hour| hours.unusual_hour(hour, 1.0).rarity;
        assert_eq!(of(23), 0.0);
        assert!(of(0) > 1.0 && of(0) < of(1) && of(1) < of(12));
        assert_eq!(of(22), of(0));
    }

    #[test]
    fn the_probability_of_what_is_as_rare_adds_up_from_the_rarest() {
        let mut choices = Choices::<3>::default();
        [0, 0, 0, 0, 0, 1, 1, 2].into_iter().for_each(|kind| choices.push(kind));
        let p_value = |kind| choices.unusual(kind, &[0.0; 3], 1.0).p_value;
        assert_eq!([p_value(0), p_value(1), p_value(2)], [1.0, 3.0 / 8.0, 1.0 / 8.0]);
    }

    #[test]
    fn what_is_old_fades() {
        let mut choices = Choices::<2>::default();
        (0..200).for_each(|_| choices.push(0));
        (0..2_000).for_each(|_| choices.push(1));
        assert!(choices.counts()[0] < 3, "{:?}", choices.counts());
    }
}
