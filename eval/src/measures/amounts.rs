//! What alarms are worth in money (Bhargava, Zhong and Lu, DaWaK 2003, slides). An alarm is investigated, which costs the same whatever it
//! is about; a fraud found by it loses nothing.

use super::Outcomes;

/// A judged case that is about money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// Whether it is a fraud.
    pub fraud: bool,
    /// Whether it raised an alarm.
    pub alarm: bool,
    /// What is lost if it is a fraud and raised none; the unit is the caller's.
    pub amount: f64,
}

/// Fraud detection rate by amount: the loss by detected frauds, of the loss by all. NaN where there is none.
pub fn detection_by_amount(cases: &[Case]) -> f64 {
    let loss = |of: fn(&Case) -> bool| {
        cases.iter().filter(|case| case.fraud && of(case)).map(|case| case.amount).sum::<f64>()
    };
    loss(|case| case.alarm) / loss(|_| true)
}

/// The cost-based metric: outcomes without the frauds whose loss is smaller than an investigation costs.
pub fn worth_investigating(cases: &[Case], investigation: f64) -> Outcomes {
    let mut outcomes = Outcomes::default();
    let worth = cases.iter().filter(|case| !(case.fraud && case.amount < investigation));
    worth.for_each(|case| outcomes.push(case.fraud, case.alarm));
    outcomes
}

/// What is saved against raising no alarm at all: losses prevented, less the investigation of every alarm. Below 0 where alarms cost
/// more than they prevent.
pub fn saved(cases: &[Case], investigation: f64) -> f64 {
    let worth = |case: &Case| if case.fraud { case.amount } else { 0.0 } - investigation;
    cases.iter().filter(|case| case.alarm).map(worth).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases() -> Vec<Case> {
        let fraud = |amount, alarm| Case { fraud: true, alarm, amount };
        let genuine = |amount, alarm| Case { fraud: false, alarm, amount };
        vec![
            fraud(300.0, true),
            fraud(60.0, true),
            fraud(5.0, true),
            fraud(100.0, false),
            fraud(5.0, false),
            genuine(900.0, true),
            genuine(20.0, false),
        ]
    }

    #[test]
    fn money_found_is_of_the_money_lost_to_frauds_alone() {
        assert_eq!(detection_by_amount(&cases()), 365.0 / 470.0);
        assert!(detection_by_amount(&[]).is_nan());
    }

    #[test]
    fn a_fraud_too_small_to_look_into_is_neither_detected_nor_missed() {
        let all = Outcomes { detected: 3, missed: 2, false_alarms: 1, passed: 1 };
        assert_eq!(worth_investigating(&cases(), 0.0), all);
        let large = Outcomes { detected: 2, missed: 1, ..all };
        assert_eq!(worth_investigating(&cases(), 10.0), large);
        assert_eq!(worth_investigating(&cases(), 5.0), all);
    }

    #[test]
    fn each_alarm_costs_its_investigation_whatever_it_finds() {
        assert_eq!(saved(&cases(), 10.0), 365.0 - 40.0);
        assert_eq!(saved(&cases(), 100.0), 365.0 - 400.0);
    }
}
