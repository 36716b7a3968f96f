//! What one method expected of ratings, beside what they were.

use crate::data::ratings::Rating;
use crate::measures::{Scored, auc};

/// What was expected of one rating.
#[derive(Clone, Copy)]
pub(super) struct Guess {
    /// What it was.
    pub(super) was: f64,
    /// What it was expected to be.
    pub(super) opinion: f64,
    /// Rises with how probable it is that it is bad.
    pub(super) bad: f64,
}

impl Guess {
    /// Of a method that knows one number only.
    pub(super) fn by_one(rating: &Rating, expected: f64) -> Self {
        Self { was: rating.opinion, opinion: expected, bad: -expected }
    }
}

/// All that one method expected.
#[derive(Clone, Default)]
pub(super) struct Judged(pub(super) Vec<Guess>);

impl Judged {
    /// Good ratings are the genuine ones.
    pub(super) fn scored(&self) -> Scored {
        let mut scored = Scored::default();
        self.0.iter().for_each(|guess| scored.push(guess.was >= 0.0, guess.bad));
        scored
    }

    /// Area under the curve of telling bad ratings from others.
    pub(super) fn sign_auc(&self) -> f64 {
        self.scored().measure(auc)
    }

    /// Root of the mean squared error.
    pub(super) fn rmse(&self) -> f64 {
        self.mean(|guess| (guess.was - guess.opinion) * (guess.was - guess.opinion)).sqrt()
    }

    /// Pearson's correlation.
    pub(super) fn pcc(&self) -> f64 {
        let (was, opinion) = (self.mean(|guess| guess.was), self.mean(|guess| guess.opinion));
        let both = self.mean(|guess| (guess.was - was) * (guess.opinion - opinion));
        let each = [
            self.mean(|guess| (guess.was - was).powi(2)),
            self.mean(|guess| (guess.opinion - opinion).powi(2)),
        ];
        both / (each[0] * each[1]).sqrt()
    }

    fn mean(&self, of: impl Fn(&Guess) -> f64) -> f64 {
        self.0.iter().map(of).sum::<f64>() / self.0.len() as f64
    }
}
