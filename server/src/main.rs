//! `pennyprint`: the command.

use clap::Parser;
use std::process::ExitCode;

/// What one thread allocates another frees here all the time (requests and the journal's writer): glibc's arenas
/// contend over it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
