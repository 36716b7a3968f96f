//! The project's own commands: `cargo xtask --help`.
#![allow(clippy::print_stdout)] // A command line speaks on standard output.

mod assets;
mod bench;
mod build;
mod cost;
mod demo;
mod fuzz;
mod probe;
mod schema;
mod setup;
mod shell;
mod size;
mod stamp;
mod test;
mod www;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Builds, measures and tests Pennyprint.
#[derive(Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing: the wasm target, the npm packages, Chromium
    Setup,
    /// Builds what browsers load into www/dist: probe, loader, console, demo
    Www,
    /// Builds the release binary with all of that embedded: target/release/pennyprint
    Build,
    /// Builds and starts a demo on 127.0.0.1:8080 with its store in ./data
    Demo,
    /// Runs every test, including those in a real Chromium
    Test,
    /// Throws bytes at every decoder of what comes from outside: a bounded run, or --runs
    Fuzz(fuzz::Fuzz),
    /// Asks a running server whatever its OpenAPI document allows, for a minute (schemathesis)
    Schema,
    /// Prints tables of times and rates; never fails on a time
    Bench,
    /// Prints what the probe costs a page's main thread, in Chromium; never fails on a time
    Cost,
    /// Prints the bytes of everything a page loads; fails above the budget
    Size,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Setup => setup::run(),
        Command::Www => www::run(),
        Command::Build => build::run().map(drop),
        Command::Demo => demo::run(),
        Command::Test => test::run(),
        Command::Fuzz(asked) => fuzz::run(&asked),
        Command::Schema => schema::run(),
        Command::Bench => bench::run(),
        Command::Cost => cost::run(),
        Command::Size => size::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
