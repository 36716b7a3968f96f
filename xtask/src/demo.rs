//! `cargo xtask demo`: builds and runs the product with a demo shop.

use crate::build;
use crate::shell::{command, run as run_command, say};
use anyhow::Result;

pub(crate) fn run() -> Result<()> {
    let binary = build::run()?;
    say("starting; stop with Ctrl-C");
    run_command(command(binary).args(["serve", "--demo", "--data", "./data", "--listen", "127.0.0.1:8080"]))
}
