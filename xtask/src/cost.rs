//! `cargo xtask cost`: what the probe costs a page, in time of its main thread. Prints tables; never fails on a time.

use crate::shell::{cargo, command, run as run_command, target_dir};
use crate::{setup, www};
use anyhow::Result;

pub(crate) fn run() -> Result<()> {
    setup::run()?;
    www::run()?;
    run_command(cargo().args(["build", "--package", "server"]))?;
    run_command(
        command("node")
            .arg("tests/browser/cost.mjs")
            .env("PENNYPRINT_BIN", target_dir()?.join("debug/pennyprint")),
    )
}
