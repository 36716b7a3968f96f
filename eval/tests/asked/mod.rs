//! What tests of tasks share: the command as it is typed.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use clap::Parser;
use serde_json::Value;

#[derive(Parser)]
struct Command {
    #[command(subcommand)]
    task: eval::Task,
}

/// What a task says of its arguments, or why it says nothing.
pub(crate) fn run(arguments: &[&str]) -> Result<Value, String> {
    let mut out = Vec::new();
    let command =
        Command::try_parse_from(["eval"].iter().chain(arguments)).map_err(|error| error.to_string())?;
    command.task.run(&mut out).map_err(|error| error.to_string())?;
    Ok(serde_json::from_slice(&out).unwrap())
}
