//! Purchases of a data set, where it lies beside the checkout: their times, amounts, customers and payees. What it does not have, issuers, devices
//! and banks' answers, is made up as in the made-up shop.

use super::{DAY_US, Happened, SECOND_US, Tried, What, card, id};
use models::attempts::CardResult;
use models::observation::Timestamp;
use models::purchase::{Card, Purchase};
use rand::{Rng, RngExt};
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;

const FILE: &str = "../../shared/data/card_transactions/customers_0_999.csv.gz";

/// Genuine purchases of so many days; `None` where the file is not there.
pub fn days(days: i64, refused: f64, random: &mut impl Rng) -> Option<Vec<Happened>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if !file.exists() {
        eprintln!("skipped: no card_transactions in ../shared/data beside this checkout");
        return None;
    }
    let output = Command::new("gzip").arg("-dc").arg(file).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut customers: HashMap<u32, (Card, [u8; 16])> = HashMap::new();
    let mut happened = Vec::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [customer, time, amount, payee, label, ..] = fields[..] else { panic!("{line}") };
        let mut at = time.parse::<i64>().unwrap() * SECOND_US;
        if label != "0" || at > days * DAY_US {
            continue;
        }
        let (card, device) =
            customers.entry(customer.parse().unwrap()).or_insert_with(|| (card(random), id(random))).clone();
        let mut paid = [0; 16];
        paid[..4].copy_from_slice(&payee.parse::<u32>().unwrap().to_le_bytes());
        loop {
            let purchase = Purchase {
                at: Timestamp(at),
                amount_minor: (100.0 * amount.parse::<f64>().unwrap()).round() as i64,
                currency: "EUR".into(),
                payee: Some(paid),
                card: Some(card.clone()),
            };
            let tried = Tried { purchase, device: Some(device), user: None, attack: None };
            let is_refused = random.random_bool(refused);
            let result = if is_refused { CardResult::Declined } else { CardResult::Authorised };
            happened.push(Happened { at, what: What::Tried(tried.clone()) });
            happened.push(Happened { at: at + 2 * SECOND_US, what: What::Answered(tried, result) });
            if !is_refused || random.random_bool(0.3) {
                break;
            }
            at += 60 * SECOND_US;
        }
    }
    Some(happened)
}
