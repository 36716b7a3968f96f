//! `cargo xtask fuzz`: throws bytes at every decoder of what comes from outside. The compiler counts the edges of our own crates
//! (`fuzz/instrument.sh`); seeds come from real encoders, and what was found goes on being the corpus: target/fuzz/corpus.

use crate::shell::{cargo, command, root, run as run_command, say, target_dir};
use anyhow::{Context as _, Result, ensure};
use std::fs;

/// Inputs of a bounded run, per target: seconds.
const RUNS: u64 = 10_000;
/// Longest input, in bytes: more events than a report may hold fit into it.
const LONGEST: usize = 20_000;

#[derive(clap::Args, Default)]
pub(crate) struct Fuzz {
    /// One target instead of all of them.
    target: Option<String>,
    /// Inputs per target; above a million the build is an optimised one.
    #[arg(long)]
    runs: Option<u64>,
}

pub(crate) fn run(asked: &Fuzz) -> Result<()> {
    let runs = asked.runs.unwrap_or(RUNS);
    let profile = if runs > 1_000_000 { "fuzz" } else { "dev" };
    say("building the fuzz targets");
    let instrument = root().join("fuzz/instrument.sh");
    run_command(
        cargo()
            .args(["build", "--package", "fuzz", "--profile", profile])
            .env("RUSTC_WORKSPACE_WRAPPER", instrument),
    )?;
    let target_dir = target_dir()?;
    let binary = target_dir.join(if profile == "dev" { "debug" } else { profile }).join("fuzz");
    let known = targets()?;
    let chosen = known.iter().filter(|name| asked.target.as_ref().is_none_or(|target| target == *name));
    let chosen: Vec<_> = chosen.collect();
    ensure!(!chosen.is_empty(), "the targets are {}", known.join(", "));
    let findings = target_dir.join("fuzz/findings");
    fs::create_dir_all(&findings)?;
    for name in chosen {
        say(&format!("{runs} inputs for {name}"));
        let corpus = target_dir.join("fuzz/corpus").join(name);
        fs::create_dir_all(&corpus)?;
        run_command(
            command(&binary)
                .arg(&corpus)
                .arg(format!("-runs={runs}"))
                .arg(format!("-max_len={LONGEST}"))
                .arg(format!("-artifact_prefix={}/{name}-", findings.display()))
                .args(["-verbosity=0", "-print_final_stats=1"])
                .env("PENNYPRINT_FUZZ", format!("{name}:{}", corpus.display())),
        )?;
    }
    Ok(())
}

/// One file, one target.
fn targets() -> Result<Vec<String>> {
    let files = fs::read_dir(root().join("fuzz/src/targets")).context("fuzz/src/targets")?;
    let names =
        files.map(|file| Ok(file?.path().file_stem().map(|stem| stem.to_string_lossy().into_owned())));
    let names = names.collect::<Result<Vec<Option<String>>>>()?;
    let mut names: Vec<_> = names.into_iter().flatten().filter(|name| name != "mod").collect();
    names.sort();
    Ok(names)
}
