//! `cargo xtask size`: what the probe costs a page, in bytes.

use crate::assets::brotli;
use crate::shell::root;
use crate::www;
use anyhow::{Context as _, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Most bytes of everything a page loads, brotli.
const TOTAL_BUDGET: usize = 40_000;
/// What it should weigh, brotli.
const TOTAL_GOAL: usize = 25_000;
/// Most bytes of the loader, brotli.
const LOADER_BUDGET: usize = 3_000;
/// Most bytes of what takes the wasm's place where it is refused, brotli.
const PLAIN_BUDGET: usize = 2_500;

struct Weight {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

pub(crate) fn run() -> Result<()> {
    www::run()?;
    let dist = root().join("www/dist");
    let assets = dist.join("assets");
    println!("{:<34}{:>10}{:>10}{:>10}", "bytes that a page loads", "raw", "gzip", "brotli");
    let loader = row("loader", &dist.join("probe.js"))?;
    let glue = row("glue", &asset(&assets, "core.", ".js")?)?;
    let wasm = row("wasm", &asset(&assets, "core.", ".wasm")?)?;
    let plain = row("plain (only where wasm is refused)", &asset(&assets, "plain.", ".js")?)?;
    row("step-up dialog (only when asked)", &asset(&assets, "step-up.", ".js")?)?;

    let total = loader.brotli + glue.brotli + wasm.brotli;
    println!(
        "budget: loader {LOADER_BUDGET}, plain {PLAIN_BUDGET}, total {TOTAL_BUDGET} (goal {TOTAL_GOAL}); plain and the \
         dialog are not in the total"
    );
    println!("total {total} bytes");
    ensure!(loader.brotli <= LOADER_BUDGET, "the loader is above its budget");
    ensure!(plain.brotli <= PLAIN_BUDGET, "what runs without wasm is above its budget");
    ensure!(total <= TOTAL_BUDGET, "the total is above its budget");
    Ok(())
}

/// Weighs one file and prints it.
fn row(what: &str, file: &Path) -> Result<Weight> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    let weight = Weight { raw: bytes.len(), gzip: gzip.finish()?.len(), brotli: brotli(&bytes)?.len() };
    println!("{what:<34}{:>10}{:>10}{:>10}", weight.raw, weight.gzip, weight.brotli);
    Ok(weight)
}

/// The one file in `dir` with this start and end.
fn asset(dir: &Path, start: &str, end: &str) -> Result<PathBuf> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(start) && name.ends_with(end) {
            return Ok(entry.path());
        }
    }
    anyhow::bail!("{} has no {start}*{end}", dir.display())
}
