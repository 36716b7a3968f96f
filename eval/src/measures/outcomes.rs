//! What became of judged cases at one threshold. The names are those of Bhargava, Zhong and Lu, "Fraud Formalization and Detection" (DaWaK
//! 2003, slides): their *accuracy* is what is elsewhere called precision, and their *false alarm rate* is a share of the alarms, not of
//! the genuine cases. A share of nothing is NaN.

use super::Scored;
use std::ops::AddAssign;

/// Counts of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Frauds that raised an alarm.
    pub detected: usize,
    /// Frauds that raised none.
    pub missed: usize,
    /// Genuine cases that raised an alarm.
    pub false_alarms: usize,
    /// Genuine cases that raised none.
    pub passed: usize,
}

/// One line of a classification report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// Of those called so, the share that are.
    pub precision: f64,
    /// Of those that are, the share called so.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// How many are.
    pub support: usize,
}

impl Outcomes {
    /// Of these scores, where `is_alarm` says which raise an alarm.
    pub fn of(scored: &Scored, is_alarm: impl Fn(f64) -> bool) -> Self {
        let mut outcomes = Self::default();
        scored.genuine.iter().for_each(|score| outcomes.push(false, is_alarm(*score)));
        scored.impostor.iter().for_each(|score| outcomes.push(true, is_alarm(*score)));
        outcomes
    }

    /// Adds a case.
    pub fn push(&mut self, fraud: bool, alarm: bool) {
        *match (fraud, alarm) {
            (true, true) => &mut self.detected,
            (true, false) => &mut self.missed,
            (false, true) => &mut self.false_alarms,
            (false, false) => &mut self.passed,
        } += 1;
    }

    /// Detected frauds, of all that was called fraud.
    pub fn accuracy(&self) -> f64 {
        share(self.detected, self.detected + self.false_alarms)
    }

    /// Detected frauds, of all frauds.
    pub fn fraud_coverage(&self) -> f64 {
        share(self.detected, self.detected + self.missed)
    }

    /// False alarms, of all alarms.
    pub fn false_alarm_share(&self) -> f64 {
        share(self.false_alarms, self.detected + self.false_alarms)
    }

    /// False alarms, of all genuine cases.
    pub fn false_positive_rate(&self) -> f64 {
        share(self.false_alarms, self.false_alarms + self.passed)
    }

    /// The classification report's line of the frauds.
    pub fn fraud(&self) -> Class {
        class(self.detected, self.false_alarms, self.missed)
    }

    /// The classification report's line of the genuine cases.
    pub fn genuine(&self) -> Class {
        class(self.passed, self.missed, self.false_alarms)
    }
}

impl AddAssign for Outcomes {
    fn add_assign(&mut self, other: Self) {
        self.detected += other.detected;
        self.missed += other.missed;
        self.false_alarms += other.false_alarms;
        self.passed += other.passed;
    }
}

fn class(right: usize, wrongly_called: usize, overlooked: usize) -> Class {
    Class {
        precision: share(right, right + wrongly_called),
        recall: share(right, right + overlooked),
        f1: share(2 * right, 2 * right + wrongly_called + overlooked),
        support: right + overlooked,
    }
}

fn share(part: usize, of: usize) -> f64 {
    part as f64 / of as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_share_is_of_what_the_slides_say() {
        let scored = Scored { genuine: vec![0.1, 0.2, 0.7, 0.3], impostor: vec![0.9, 0.8, 0.4, 0.6, 0.7] };
        let outcomes = Outcomes::of(&scored, |score| score > 0.5);
        assert_eq!(outcomes, Outcomes { detected: 4, missed: 1, false_alarms: 1, passed: 3 });
        assert_eq!((outcomes.accuracy(), outcomes.fraud_coverage()), (0.8, 0.8));
        assert_eq!((outcomes.false_alarm_share(), outcomes.false_positive_rate()), (0.2, 0.25));
        assert_eq!(outcomes.genuine(), Class { precision: 0.75, recall: 0.75, f1: 0.75, support: 4 });
        assert_eq!(outcomes.fraud(), Class { precision: 0.8, recall: 0.8, f1: 0.8, support: 5 });
    }

    #[test]
    fn without_an_alarm_nothing_is_said_of_alarms() {
        let outcomes = Outcomes { missed: 2, passed: 3, ..Outcomes::default() };
        assert!(outcomes.accuracy().is_nan() && outcomes.false_alarm_share().is_nan());
        assert_eq!((outcomes.fraud_coverage(), outcomes.fraud().f1), (0.0, 0.0));
    }
}
