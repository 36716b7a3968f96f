//! How many attempts of people who try out cards are seen, among how much genuine traffic.
//!
//! `cargo run --release -p models --example card_testing -- [--seed N] [--orders N]`
#![allow(clippy::print_stdout, reason = "the table is the result")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a command for whoever types it"
)]

#[path = "../tests/carding/mod.rs"]
mod carding;

use carding::attack::{Attack, OTHERS, PROMISED, campaigns};
use carding::{Happened, Shop, days, recorded, trial};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Times that each attack comes, one attack a week.
const ROUNDS: usize = 4;
/// Days of the data set.
const DATA_DAYS: i64 = 183;

fn main() {
    let mut args = std::env::args().skip(1);
    let (mut seed, mut orders) = (1, None);
    while let Some(arg) = args.next() {
        let value = args.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--seed" => seed = value.parse().unwrap(),
            "--orders" => orders = Some(value.parse().unwrap()),
            _ => panic!("there is no {arg}"),
        }
    }
    let sizes = orders.map_or(vec![100.0, 1_000.0, 10_000.0], |orders| vec![orders]);
    let attacks = [&PROMISED[..], &OTHERS[..]].concat();
    for orders_a_day in sizes {
        let shop = Shop { orders_a_day, days: 12 + 7 * (ROUNDS * attacks.len()) as i64, ..Shop::USUAL };
        let random = &mut ChaCha8Rng::seed_from_u64(seed);
        let title = format!("{orders_a_day} orders a day, {:.0} % by newcomers", 100.0 * shop.newcomers);
        let genuine = days(shop, random);
        report(&title, genuine, ROUNDS, &attacks, shop.days, random);
    }
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    if let Some(genuine) = recorded::days(DATA_DAYS, Shop::USUAL.refused, random) {
        report(
            "card_transactions: 1,000 customers, each with a card",
            genuine,
            2,
            &attacks,
            DATA_DAYS,
            random,
        );
    }
}

fn report(
    title: &str,
    mut happened: Vec<Happened>,
    rounds: usize,
    attacks: &[Attack],
    days: i64,
    random: &mut ChaCha8Rng,
) {
    let (tried, all) = campaigns(attacks, rounds, days, true, random);
    happened.extend(tried);
    let verdicts = trial::run(happened, &all);
    println!("\n{title}, {days} days, {} attacks", all.len());
    println!("{:<52} {:>18} {:>10}", "", "not plainly", "first");
    println!("{:<52} {:>18} {:>10}", "", "allowed, after 5", "seen at");
    for attack in attacks {
        let of = verdicts.first.iter().zip(&all).filter(|(_, other)| other.name == attack.name);
        let mut first: Vec<usize> =
            of.map(|(first, _)| first.map_or(usize::MAX, |first| first + 1)).collect();
        first.sort_unstable();
        let share = verdicts.share_of(&all, attack.name);
        let middle = first[first.len() / 2];
        let middle = if middle == usize::MAX { "never".into() } else { middle.to_string() };
        println!("{:<52} {:>16.1} % {middle:>10}", attack.name, 100.0 * share);
    }
    println!(
        "genuine purchases not plainly allowed: {:.3} % of {} by card testing ({} in all outside of attacks), {:.3} % with account and transitions",
        100.0 * verdicts.false_positives(),
        verdicts.genuine,
        verdicts.challenged_in_peace,
        100.0 * f64::from(verdicts.challenged_by_all) / f64::from(verdicts.genuine)
    );
    for (sign, count) in &verdicts.signs {
        println!("    {sign}: {count}");
    }
}
