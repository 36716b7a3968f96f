//! Devices live their days over a network of real kernels, impostors come in their names, and what the server made of every visit is
//! written down for `pennyprint eval device`. Visitors are scripts, or a real [`chromium`].

#![allow(clippy::print_stdout, reason = "a command's parts")]

mod calendar;
pub mod chromium;
mod impostors;
mod machine;
mod place;
mod record;
pub mod relay;
mod run;
pub mod shop;
mod visit;

use clap::Parser;
use std::path::PathBuf;

/// Devices, days and impostors over a network of real kernels.
#[derive(Parser)]
pub struct Laboratory {
    /// Seed of devices, networks, days and impostors.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Devices.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(2..=i64::from(place::DEVICES)))]
    devices: u32,
    /// Days of each, one visit a day.
    #[arg(long, default_value_t = 34, value_parser = clap::value_parser!(u32).range(1..=60))]
    days: u32,
    /// Micro-transactions of each visit.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u8).range(1..=wire::limits::STEPS as i64))]
    micro_transactions: u8,
    /// Lives that are lived at the same time.
    #[arg(long, default_value_t = 6)]
    at_once: usize,
    /// Where the visits go: JSON lines, gzipped.
    #[arg(long, value_name = "FILE.jsonl.gz")]
    out: PathBuf,
}
