//! `cargo xtask bench`: tables of times and rates.

use crate::shell::{cargo, run as run_command};
use crate::www;
use anyhow::Result;

pub(crate) fn run() -> Result<()> {
    www::run()?;
    run_command(cargo().args(["bench", "--package", "tests", "--bench", "road", "--bench", "behaviour"]))
}
