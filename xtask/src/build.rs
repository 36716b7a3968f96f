//! `cargo xtask build`: the release binary, one file with everything embedded.

use crate::shell::{cargo, run as run_command, say, target_dir};
use crate::www;
use anyhow::Result;
use std::path::PathBuf;

/// Builds it and says where it is.
pub(crate) fn run() -> Result<PathBuf> {
    www::run()?;
    say("building the server");
    run_command(cargo().args(["build", "--release", "--package", "server"]))?;
    let binary = target_dir()?.join("release/pennyprint");
    let bytes = std::fs::metadata(&binary)?.len();
    println!("{} ({:.1} MB)", binary.display(), bytes as f64 / 1e6);
    Ok(binary)
}
