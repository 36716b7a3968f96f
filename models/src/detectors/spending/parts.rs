//! What is compared of a purchase, each with the probability that a genuine one of this card is at least as unusual.

use super::priors::Priors;
use super::purse::Purse;
use super::state::{State, amount, hour};
use crate::math::student_t;
use crate::purchase::Purchase;

/// The comparisons, in the order of [`Part::ALL`].
pub const PARTS: usize = Part::ALL.len();
const DAY_MIN: f64 = 24.0 * 60.0;
/// Days over which purchases are counted and summed.
const SPANS_DAYS: [f64; 3] = [1.0, 7.0, 30.0];
/// Days for which an unusual purchase is remembered.
pub(super) const LATELY_DAYS: f64 = 14.0;
/// Purchases that an even spread over the day is worth.
const ANY_HOUR: f64 = 24.0;
/// Sums of amounts have longer tails than a normal distribution.
const SUM_DF: f64 = 8.0;
/// No comparison alone counts more than this: 8 nats.
const SMALLEST: f64 = 3.35e-4;

/// One comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// How large the amount is, beside the card's own. Small ones are for [`crate::detectors::card_testing`].
    Amount,
    /// The amount, beside everybody's.
    Anybody,
    /// The amount's group, after those before it.
    Symbol,
    /// The largest amount of the last two weeks: one that was taken for genuine, and may not be.
    Lately,
    /// How many purchases there were.
    Pace,
    /// How much they came to.
    Spent,
    /// The hour of the day.
    Hour,
    /// Whom it pays.
    Payee,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Amount,
        Self::Anybody,
        Self::Symbol,
        Self::Lately,
        Self::Pace,
        Self::Spent,
        Self::Hour,
        Self::Payee,
    ];

    /// Stable snake_case code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Anybody => "anybodys_amount",
            Self::Symbol => "amounts_in_a_row",
            Self::Lately => "unusual_lately",
            Self::Pace => "pace",
            Self::Spent => "spent",
            Self::Hour => "hour",
            Self::Payee => "new_payee",
        }
    }
}

/// `−ln p` of each part.
pub(super) fn surprises(state: &State, purse: &Purse, priors: &Priors, purchase: &Purchase) -> [f64; PARTS] {
    Part::ALL.map(|part| {
        let p_value = match part {
            Part::Amount => as_large(purse, priors, amount(purchase)),
            Part::Anybody => priors.as_large(purse.currency(), amount(purchase)),
            Part::Symbol => symbol(purse, amount(purchase)),
            Part::Lately => lately(purse, priors, purchase),
            Part::Pace => pace(purse, purchase),
            Part::Spent => spent(purse, purchase),
            Part::Hour => state.hours().unusual_hour(hour(purchase.at), ANY_HOUR).p_value,
            Part::Payee => purchase.payee.and_then(|payee| state.new_payee(payee)).unwrap_or(1.0),
        };
        -libm::log(p_value.clamp(SMALLEST, 1.0))
    })
}

fn as_large(purse: &Purse, priors: &Priors, amount: f64) -> f64 {
    let next = purse.next_root(priors.ratio());
    student_t::upper(next.distance(libm::sqrt(amount)), next.df)
}

fn symbol(purse: &Purse, amount: f64) -> f64 {
    let Some(symbols) = purse.symbols() else { return 1.0 };
    let before: alloc::vec::Vec<f64> = purse.amounts().collect();
    symbols.as_rare(&before, amount)
}

/// How many purchases there were lately, and the largest amount of them; this one is not among them.
pub(super) fn largest_lately(purse: &Purse, purchase: &Purchase) -> (f64, f64) {
    let within = purse.before(purchase.at).take_while(|(ago_min, _)| *ago_min <= LATELY_DAYS * DAY_MIN);
    within.fold((0.0, 0.0), |(count, largest), (_, amount)| (count + 1.0, amount.max(largest)))
}

/// The largest of several is as rare as one of them is, so many times.
fn lately(purse: &Purse, priors: &Priors, purchase: &Purchase) -> f64 {
    let (count, largest) = largest_lately(purse, purchase);
    if count > 0.0 { count * as_large(purse, priors, largest) } else { 1.0 }
}

/// What was bought within some days, this purchase included.
pub(super) struct Span {
    pub(super) count: f64,
    pub(super) sum: f64,
    /// How many purchases are usual, this one not counted.
    pub(super) expected: f64,
}

impl Span {
    pub(super) fn of(purse: &Purse, purchase: &Purchase, days: f64) -> Self {
        let within = purse.before(purchase.at).take_while(|(ago_min, _)| *ago_min <= days * DAY_MIN);
        let all = within.fold((1.0, amount(purchase)), |(count, sum), (_, one)| (count + 1.0, sum + one));
        Self { count: all.0, sum: all.1, expected: purse.rate(purchase.at) * days * DAY_MIN }
    }
}

/// Of the spans, the one that is the most unusual, as rare as the rarest of so many.
fn rarest(purse: &Purse, purchase: &Purchase, as_much: impl Fn(Span) -> f64) -> f64 {
    let each = SPANS_DAYS.map(|days| as_much(Span::of(purse, purchase, days)));
    SPANS_DAYS.len() as f64 * each.into_iter().fold(1.0, f64::min)
}

/// Counts around a rate that is known from the kept purchases only: a Poisson distribution, widened.
fn pace(purse: &Purse, purchase: &Purchase) -> f64 {
    let kept = purse.amounts().count() as f64;
    rarest(purse, purchase, |Span { count, expected, .. }| {
        let variance = expected + expected * expected / kept.max(1.0) + 1.0;
        student_t::upper((count - 1.0 - expected) / libm::sqrt(variance), SUM_DF)
    })
}

fn spent(purse: &Purse, purchase: &Purchase) -> f64 {
    let (mean, deviation) = purse.amount();
    rarest(purse, purchase, |Span { sum, expected, .. }| {
        let variance = (expected + 1.0) * (mean * mean + deviation * deviation) + 1.0;
        student_t::upper((sum - (expected + 1.0) * mean) / libm::sqrt(variance), SUM_DF)
    })
}
