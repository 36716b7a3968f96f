//! The probe plan: what the page is told, and what the server keeps to itself.

use crate::entropy;
use models::observation::ExchangeKind;
use serde::{Deserialize, Serialize};
use wire::limits::STEPS;
use wire::plan as told;

/// What to ask of the probe (`[probe]` in the configuration file).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlanConfig {
    /// Micro-transactions of a page view, at most 20. The first is plain, because it may pay for the
    /// connection; padded, large, held and faulted ones follow in random order, plain ones fill the rest.
    pub micro_transactions: usize,
    /// Milliseconds that the probe may spend on them.
    pub budget_ms: u32,
    /// Milliseconds that the probe may keep events to itself.
    pub report_after_ms: u32,
    /// Bytes of padding in the padded request.
    pub pad_bytes: u16,
    /// Bytes of filler in the large answer.
    pub filler_bytes: usize,
    /// Bounds of the secret delay of the held answer, in milliseconds.
    pub hold_ms: (u32, u32),
    /// All are plain: for benchmarks.
    pub plain_only: bool,
}

impl Default for PlanConfig {
    fn default() -> Self {
        Self {
            micro_transactions: 5,
            budget_ms: 1_500,
            report_after_ms: 5_000,
            pad_bytes: 8 * 1024,
            filler_bytes: 32 * 1024,
            hold_ms: (15, 60),
            plain_only: false,
        }
    }
}

/// What the page is told, and the kind of each step, which it is not.
pub fn draw(config: &PlanConfig) -> (told::ProbePlan, Vec<ExchangeKind>) {
    use ExchangeKind::{Faulted, Held, Large, Padded, Plain};
    let steps = config.micro_transactions.min(STEPS);
    let mut kinds = vec![Padded, Large, Held, Faulted];
    shuffle(&mut kinds);
    if config.plain_only {
        kinds.clear();
    }
    kinds.insert(0, Plain);
    kinds.resize(steps, Plain);
    let told = kinds.iter().map(|kind| told::Step {
        amount_minor: 1 + entropy::below(5) as u8,
        pad_bytes: if *kind == Padded { config.pad_bytes } else { 0 },
    });
    let plan = told::ProbePlan {
        steps: told.collect(),
        budget_ms: config.budget_ms,
        report_after_ms: config.report_after_ms,
    };
    (plan, kinds)
}

/// Fisher and Yates.
fn shuffle(kinds: &mut [ExchangeKind]) {
    for at in (1..kinds.len()).rev() {
        kinds.swap(at, entropy::below(at as u32 + 1) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_begins_plain_and_holds_every_kind_once() {
        for _ in 0..50 {
            let (plan, mut kinds) = draw(&PlanConfig::default());
            assert_eq!(kinds.first(), Some(&ExchangeKind::Plain));
            for (step, kind) in plan.steps.iter().zip(&kinds) {
                assert!(wire::limits::AMOUNT_MINOR.contains(&step.amount_minor));
                assert_eq!(step.pad_bytes > 0, *kind == ExchangeKind::Padded);
            }
            kinds.sort();
            use ExchangeKind::{Faulted, Held, Large, Padded, Plain};
            assert_eq!(kinds, [Plain, Padded, Large, Held, Faulted]);
        }
    }

    #[test]
    fn the_order_is_not_always_the_same() {
        let orders: std::collections::BTreeSet<_> = (0..50).map(|_| draw(&PlanConfig::default()).1).collect();
        assert!(orders.len() > 5);
    }
}
