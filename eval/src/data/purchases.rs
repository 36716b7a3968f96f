//! Card purchases, one a line, in the order of time: `customer,time,amount,payee,label[,scenario]`. `time` is in seconds from the first
//! day's midnight, `amount` in major units, `label` 1 for fraud, `scenario` how the fraud came about, 0 for genuine.

use super::table::Row;
use super::{DataError, rows};
use models::observation::Timestamp;
use models::purchase::{Card, Purchase};
use std::collections::HashMap;
use std::path::Path;

/// Largest amount, in major units: beyond it something else was meant.
const LARGEST: f64 = 1e9;
/// Minor units of the only currency that such files have.
const MINOR: f64 = 100.0;
const CURRENCY: &str = "EUR";
const SECOND_US: i64 = 1_000_000;

/// One purchase, and what is true of it.
#[derive(Clone, Debug)]
pub struct LabelledPurchase {
    /// What the road would hand to the detectors.
    pub purchase: Purchase,
    /// Number of the card, from 0.
    pub card: usize,
    /// Number of the payee, from 0.
    pub payee: usize,
    /// Day, from 0.
    pub day: u32,
    /// Whether it was fraud.
    pub fraud: bool,
    /// How the fraud came about; 0 where it was genuine, or where that is not said.
    pub scenario: u32,
}

/// Reads a file.
///
/// # Errors
/// It cannot be read, or a line is no purchase, or comes before the one above it.
pub fn purchases(file: &Path) -> Result<Vec<LabelledPurchase>, DataError> {
    let table = rows(file)?;
    let [customer, time, amount, payee, label] =
        ["customer", "time", "amount", "payee", "label"].map(|name| table.column(name));
    let (customer, time, amount, payee, label) = (customer?, time?, amount?, payee?, label?);
    let scenario = table.header().iter().position(|name| name == "scenario");
    let (mut cards, mut payees) = (Numbers::default(), Numbers::default());
    let mut found: Vec<LabelledPurchase> = Vec::new();
    table.each(|row| {
        let seconds = row.count(time)?;
        let at = Timestamp(i64::from(seconds) * SECOND_US);
        if found.last().is_some_and(|before| at < before.purchase.at) {
            return Err(row.wrong(time, "before the line above"));
        }
        let (card, payee) = (cards.of(&row, customer)?, payees.of(&row, payee)?);
        let major = row.number(amount)?;
        if !(0.0..=LARGEST).contains(&major) {
            return Err(row.wrong(amount, "no amount from 0 to 1000000000"));
        }
        let fraud = match row.text(label) {
            "0" => false,
            "1" => true,
            _ => return Err(row.wrong(label, "neither 0 nor 1")),
        };
        found.push(LabelledPurchase {
            purchase: Purchase {
                at,
                amount_minor: (major * MINOR).round() as i64,
                currency: CURRENCY.into(),
                payee: Some(id(payee)),
                card: Some(Card { id: id(card), bin: String::new(), last4: String::new(), expiry: [0; 16] }),
            },
            card,
            payee,
            day: seconds / 86_400,
            fraud,
            scenario: scenario.map_or(Ok(0), |at| row.count(at))?,
        });
        Ok(())
    })?;
    Ok(found)
}

fn id(number: usize) -> [u8; 16] {
    (number as u128).to_le_bytes()
}

/// Names, numbered as they come.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    fn of(&mut self, row: &Row<'_>, at: usize) -> Result<usize, DataError> {
        let name = row.text(at);
        if name.is_empty() {
            return Err(row.wrong(at, "nobody"));
        }
        let next = self.0.len();
        Ok(*self.0.entry(name.into()).or_insert(next))
    }
}
