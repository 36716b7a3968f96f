//! Findings in plain words.

use super::parts::{LATELY_DAYS, Part};
use super::priors::Priors;
use super::purse::Purse;
use super::state::{amount, hour};
use crate::purchase::Purchase;
use alloc::{format, string::String};

/// What was compared, with what it was compared with. Amounts are in minor units: which unit a currency has is the merchant's to know.
pub(super) fn of(part: Part, purse: &Purse, priors: &Priors, purchase: &Purchase) -> String {
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
        Part::Lately => format!("the largest amount that this card paid in the last {LATELY_DAYS:.0} days"),
        Part::Pace => "how many purchases there were within a day, a week and a month".into(),
        Part::Spent => "what the purchases within a day, a week and a month came to".into(),
        Part::Hour => format!(
            "{:02} o'clock (UTC), beside the hours at which this card usually pays",
            hour(purchase.at)
        ),
        Part::Payee => "whether this card has paid them before".into(),
    }
}
