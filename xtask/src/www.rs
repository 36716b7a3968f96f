//! `cargo xtask www`: everything that browsers load, into www/dist.

use crate::shell::{command, root, run as run_command, say};
use crate::stamp::{self, Stamp};
use crate::{probe, setup};
use anyhow::Result;
use std::fs;
use std::path::PathBuf;

pub(crate) fn run() -> Result<()> {
    setup::build_tools()?;
    let _lock = stamp::lock()?;
    let dist = root().join("www/dist");
    fs::create_dir_all(&dist)?;
    probe::build(&dist)?;

    let outputs = ["console/index.html", "demo/index.html"].map(|page| dist.join(page));
    let inputs = page_inputs()?;
    let pages = Stamp::of("pages", &inputs, outputs.into())?;
    if !pages.is_current() {
        say("building the console and the demo");
        run_command(command("node").current_dir(root().join("www")).arg("build.mjs"))?;
        pages.done()?;
    }
    Ok(())
}

/// Whatever lies in www, but for what is built, installed or the loader's.
fn page_inputs() -> Result<Vec<PathBuf>> {
    let mut inputs = Vec::new();
    for entry in fs::read_dir(root().join("www"))? {
        let entry = entry?;
        if !["dist", "loader", "node_modules"].iter().any(|other| entry.file_name() == *other) {
            inputs.push(entry.path());
        }
    }
    Ok(inputs)
}
