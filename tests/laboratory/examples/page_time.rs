//! What a real Chromium's own time around an exchange is on this machine, over the laboratory's network, beside which the scripted machines'
//! times can be held (`src/machine.rs`): `cargo run -p laboratory --example page_time -- VISITS`.

#![allow(clippy::print_stdout, reason = "a command")]

use anyhow::{Context as _, Result};
use laboratory::chromium::Chromium;
use laboratory::shop::Shop;
use models::detectors::device;
use models::observation::{Exchange, ExchangeKind};
use netlab::{HostSetup, Link, Network};

const VISITS: u64 = 10;

fn main() -> Result<()> {
    let visits = std::env::args().nth(1).map_or(Ok(VISITS), |text| text.parse()).context("VISITS")?;
    let network = Network::new(1)?;
    let shop = Shop::open(network.host(HostSetup::at([10, 1, 0, 1]))?, |config| {
        config.probe.micro_transactions = 20
    })?;
    let home = network.host(HostSetup::at([10, 2, 0, 2]).behind(Link::delaying(12_500)))?;
    let browser = Chromium::or_skip().context("no Chromium")?;
    let (mut exchanges, mut metrics) = (Vec::new(), Vec::new());
    for visit in 0..visits {
        let token = browser.visit(&home, &shop, visit, None)?;
        let seen = shop.observed(&token)?;
        metrics.extend(device::measured(&seen));
        exchanges.extend(seen.exchanges);
    }
    println!("{visits} visits, {} exchanges; microseconds: quarter, median, three quarters", exchanges.len());
    row("overhead: total less connect, first byte, rest", exchanges.iter().filter_map(overhead_us).collect());
    row("rest, after the first byte", exchanges.iter().filter_map(transfer_us).collect());
    row("turnaround", exchanges.iter().filter(|one| !is_error(one)).filter_map(turnaround_us).collect());
    row("error turnaround", exchanges.iter().filter(|one| is_error(one)).filter_map(turnaround_us).collect());
    for code in ["compute_speed", "app_tcp_gap", "round_trip", "server_round_trip"] {
        row(code, metrics.iter().filter(|(named, _)| *named == code).map(|(_, value)| *value).collect());
    }
    Ok(())
}

fn row(what: &str, mut values: Vec<f64>) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((values.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    println!("{what:<48}{:>9.0}{:>9.0}{:>9.0}", at(0.25), at(0.5), at(0.75));
}

fn is_error(exchange: &Exchange) -> bool {
    exchange.kind == ExchangeKind::Faulted
}

fn overhead_us(exchange: &Exchange) -> Option<f64> {
    let client = exchange.client?;
    let resource = client.resource?;
    let network_us = [resource.connect_us, resource.ttfb_us, resource.transfer_us].map(f64::from);
    Some(f64::from(client.total_us) - network_us.iter().sum::<f64>())
}

fn transfer_us(exchange: &Exchange) -> Option<f64> {
    Some(exchange.client?.resource?.transfer_us.into())
}

fn turnaround_us(exchange: &Exchange) -> Option<f64> {
    Some(exchange.client?.turnaround_us?.into())
}
