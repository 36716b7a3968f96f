//! `cargo xtask test`: every test, in the order of the quickest answer.

use crate::fuzz::{self, Fuzz};
use crate::shell::{cargo, command, has, root, run as run_command, say, target_dir};
use crate::{schema, setup, www};
use anyhow::{Context as _, Result, ensure};
use std::fs;

pub(crate) fn run() -> Result<()> {
    setup::run()?;
    www::run()?;

    say("checking the types of the scripts");
    run_command(command("npm").current_dir(root().join("www")).args(["run", "--silent", "check"]))?;

    say("tests of the Rust workspace");
    if has("cargo-nextest") {
        run_command(cargo().args(["nextest", "run", "--workspace", "--exclude", "fuzz", "--no-fail-fast"]))?;
        run_command(cargo().args(["test", "--workspace", "--exclude", "fuzz", "--doc", "--quiet"]))?;
    } else {
        run_command(cargo().args(["test", "--workspace", "--exclude", "fuzz"]))?;
    }

    fuzz::run(&Fuzz::default())?;

    run_command(cargo().args(["build", "--package", "server"]))?;
    schema::run()?;

    say("tests in Chromium");
    let mut files = fs::read_dir(root().join("tests/browser"))
        .context("tests/browser")?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    ensure!(!files.is_empty(), "tests/browser has no *.test.mjs");
    run_command(
        command("node")
            .args(["--test", "--test-concurrency=1"])
            .args(files)
            .env("PENNYPRINT_BIN", target_dir()?.join("debug/pennyprint")),
    )
}
