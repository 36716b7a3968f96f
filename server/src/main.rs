//! `pennyprint`: the command.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = match server::cli::Command::try_parse() {
        Ok(command) => command,
        Err(usage) => usage.exit(),
    };
    match actix_web::rt::System::new().block_on(command.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pennyprint: {error:#}");
            ExitCode::FAILURE
        }
    }
}
