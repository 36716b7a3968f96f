//! Whether broken promises are accidents or meant: a hidden Markov model of five motives, whose forward filter is a handful of
//! multiplications for each rating (Rabiner, Proceedings of the IEEE 77(2), 1989; the hidden turn with a small hazard is Shiryaev's
//! problem of quickest detection).
//!
//! Accidents come one at a time, at the party's own pace; frauds come in a row. Honest parties break promises independently of each
//! other, so three in a row are a thousand times rarer than one; for a swindler they are what follows the first. What was meant is
//! not forgotten while promises are kept again, as the publication asks for ("the effort to cover a fraud has less and less effect"),
//! and is redeemed only as fast as a relapse stays out.

use super::priors::{BANDS, Priors, band};
use crate::kept::Rating;
use serde::{Deserialize, Serialize};

/// What a party may be about.
pub(super) const MOTIVES: usize = 5;

/// Chance that a party means to deceive from its first promise on.
const FROM_THE_FIRST: f64 = 1e-3;
/// Chance that a fraud under way ends with this promise.
const ENDS: f64 = 0.1;
/// Chance that whoever covers a fraud by good behaviour strikes again.
const RELAPSES: f64 = 0.05;
/// Honesty is never given up, nobody is beyond redemption: so much is left for it.
const LEFT: f64 = 1e-6;
/// Promises that the population's habits are worth beside the party's own.
const WORTH: f64 = 100.0;
/// Own promises remembered: beyond, the older ones fade.
const REMEMBERED: f64 = 200.0;

/// How satisfied a deceived partner is, in tenths: of frauds that were told, hardly any could be measured, so this is an assumption:
/// nearly nothing, now and then something.
const DECEIVED: [f64; BANDS] = [0.50, 0.24, 0.11, 0.06, 0.04, 0.02, 0.01, 0.01, 0.005, 0.005];

/// How much each motive is believed in, and how the party keeps promises where it means to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Motive {
    pub(super) honest: f64,
    /// Deceives from the first promise on, and always.
    pub(super) uncovered: f64,
    /// Has turned on those whom it made trust it.
    pub(super) trapping: f64,
    /// Keeps promises again to cover that.
    covering: f64,
    /// Strikes again.
    striking: f64,
    /// Ratings in tenths, each counted as far as it was believed to be meant well.
    own: [f64; BANDS],
    /// Broken promises in a row, which count when one is kept again: until then nobody knows whether they were accidents.
    row: [f64; BANDS],
}

impl Default for Motive {
    fn default() -> Self {
        Self {
            honest: 1.0 - FROM_THE_FIRST,
            uncovered: FROM_THE_FIRST,
            trapping: 0.0,
            covering: 0.0,
            striking: 0.0,
            own: [0.0; BANDS],
            row: [0.0; BANDS],
        }
    }
}

impl Motive {
    fn beliefs(&self) -> [f64; MOTIVES] {
        [self.honest, self.uncovered, self.trapping, self.covering, self.striking]
    }

    /// Whether ratings can have led here.
    pub(super) fn is_sound(&self) -> bool {
        let share = |belief: &f64| (0.0..=1.0).contains(belief);
        let counted = |count: &f64| (0.0..=2.0 * REMEMBERED).contains(count);
        let sum: f64 = self.beliefs().iter().sum();
        self.beliefs().iter().all(share)
            && (sum - 1.0).abs() < 1e-6
            && self.honest >= LEFT / 2.0
            && self.own.iter().chain(&self.row).all(counted)
    }

    /// Deceived others, kept promises since, and perhaps deceived again.
    pub(super) fn illusive(&self) -> f64 {
        self.covering + self.striking
    }

    /// Probability that promises are being broken on purpose now.
    pub(super) fn breaking(&self) -> f64 {
        self.uncovered + self.trapping + self.striking
    }

    /// Probability that the party means to deceive.
    pub(super) fn deceives(&self) -> f64 {
        self.uncovered + self.trapping + self.illusive()
    }

    /// Logarithm of the odds for deceit.
    pub(super) fn doubt(&self) -> f64 {
        libm::log(self.deceives().max(f64::MIN_POSITIVE) / self.honest)
    }

    /// How the party kept promises where it meant to, in tenths of a rating.
    pub(super) fn own(&self) -> &[f64; BANDS] {
        &self.own
    }

    /// Learns one rating, and whether the outcome testified: then honesty is out of the question by the word's definition.
    pub(super) fn learn(&mut self, priors: &Priors, rating: Rating, testified: bool) {
        let at = band(rating);
        let of = |shares: &[f64; BANDS]| shares.get(at).copied().unwrap_or(LEFT);
        let promises: f64 = self.own.iter().sum();
        let meant = match testified {
            true => 0.0,
            false => (WORTH * of(priors.kept()) + of(&self.own)) / (WORTH + promises),
        };
        let broken = of(&DECEIVED);
        let Self { honest, uncovered, trapping, covering, striking, .. } = *self;
        let turns = priors.turns();
        let next = [
            honest * (1.0 - turns) * meant,
            uncovered * broken,
            (honest * turns + trapping * (1.0 - ENDS)) * broken,
            (covering * (1.0 - RELAPSES) + (trapping + striking) * ENDS) * meant,
            (covering * RELAPSES + striking * (1.0 - ENDS)) * broken,
        ];
        let sum: f64 = next.iter().sum();
        let [honest, others @ ..] = next.map(|belief| belief / sum);
        let honest = honest.max(LEFT);
        let [uncovered, trapping, covering, striking] = {
            let all: f64 = others.iter().sum();
            let scale = if all > 0.0 { (1.0 - honest) / all } else { 0.0 };
            others.map(|belief| belief * scale)
        };
        let honest = 1.0 - (uncovered + trapping + covering + striking);
        let mut own = self.own;
        if promises > REMEMBERED {
            own = own.map(|count| count * REMEMBERED / promises);
        }
        let (mut row, meant_well) = (self.row, honest + covering);
        match rating.get() < super::BROKEN {
            true => row.iter_mut().skip(at).take(1).for_each(|count| *count = (*count + 1.0).min(REMEMBERED)),
            false => {
                own.iter_mut().zip(row).for_each(|(own, count)| *own += meant_well * count);
                own.iter_mut().skip(at).take(1).for_each(|own| *own += meant_well);
                row = [0.0; BANDS];
            }
        }
        *self = Self { honest, uncovered, trapping, covering, striking, own, row };
    }
}
