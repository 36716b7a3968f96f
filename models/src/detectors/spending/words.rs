//! Findings in plain words.

use super::parts::{LATELY_DAYS, Part, Span, largest_lately};
use super::priors::Priors;
use super::purse::Purse;
use super::state::{State, amount, hour};
use crate::purchase::Purchase;
use alloc::{format, string::String};

/// What was compared, with what it was compared with. Amounts are in minor units: which unit a currency has is the merchant's to know.
pub(super) fn of(part: Part, state: &State, purse: &Purse, priors: &Priors, purchase: &Purchase) -> String {
    let (amount, currency) = (amount(purchase), &purchase.currency);
    match part {
        Part::Amount => {
            let (low, high) = purse.next_root(priors.ratio()).range_90();
            let (low, high) = (low.max(0.0) * low.max(0.0), high * high);
            format!("{amount:.0} minor units of {currency}, usually {low:.0} to {high:.0}")
        }
        Part::Anybody => match priors.edge(currency) {
            Some(edge) => format!(
                "{amount:.0} minor units of {currency}; of all purchases here one in a thousand is above {edge:.0}"
            ),
            None => format!("how large purchases in {currency} are here is not known yet"),
        },
        Part::Symbol => match purse.symbols() {
            Some(symbols) => {
                let name = ["low", "medium", "high", "out of range"].get(usize::from(symbols.symbol(amount)));
                let name = name.copied().unwrap_or_default();
                format!("an amount that is {name} for this card, after the amounts before it")
            }
            None => "too few purchases to tell one amount by those before".into(),
        },
        Part::Lately => {
            let (_, largest) = largest_lately(purse, purchase);
            let (_, high) = purse.next_root(priors.ratio()).range_90();
            format!(
                "{largest:.0} minor units of {currency} was the most in the {LATELY_DAYS:.0} days before, usually up to {:.0}",
                high * high
            )
        }
        Part::Pace => {
            let [day, week, month] = [1.0, 7.0, 30.0].map(|days| Span::of(purse, purchase, days));
            format!(
                "{:.0} purchases within a day, {:.0} within a week, {:.0} within a month, usually {:.1}, {:.1}, {:.1} besides",
                day.count, week.count, month.count, day.expected, week.expected, month.expected
            )
        }
        Part::Spent => {
            let [day, week, month] = [1.0, 7.0, 30.0].map(|days| Span::of(purse, purchase, days));
            let (mean, _) = purse.amount();
            let usual = |span: &Span| span.expected * mean;
            format!(
                "{:.0} minor units of {currency} within a day, {:.0} within a week, {:.0} within a month, usually {:.0}, {:.0}, {:.0} besides",
                day.sum,
                week.sum,
                month.sum,
                usual(&day),
                usual(&week),
                usual(&month)
            )
        }
        Part::Hour => format!(
            "{:02} o'clock (UTC), beside the hours at which this card usually pays",
            hour(purchase.at)
        ),
        Part::Payee => match purchase.payee.and_then(|payee| state.new_payee(payee)) {
            Some(often) => format!(
                "somebody whom this card has not paid lately, as {:.0} % of its payments are",
                100.0 * often.min(1.0)
            ),
            None => "somebody whom this card has paid before".into(),
        },
    }
}
