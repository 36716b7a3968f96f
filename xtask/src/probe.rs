//! Builds the probe: Rust → wasm → bindings → wasm-opt, then the scripts around it.

use crate::assets::{Asset, write_with_twin};
use crate::shell::{cargo, command, root, run, say, target_dir};
use crate::stamp::Stamp;
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::{Bindgen, Output};

/// Whatever can change a byte of the result.
const INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
    "probe-wasm",
    "wire/Cargo.toml",
    "wire/src",
    "www/loader",
    "www/package-lock.json",
    "xtask/Cargo.toml",
    "xtask/src",
];

/// The name under which the module imports its bindings; `core.ts` provides them under it.
const IMPORT_MODULE: &str = "_";

/// The features are named because `--all-features` makes wasm-opt write types that browsers refuse.
const WASM_OPT: &[&str] = &[
    "-Oz",
    "--converge",
    "--strip-debug",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Writes `dist/probe.js` and `dist/assets/` unless they are up to date.
pub(crate) fn build(dist: &Path) -> Result<()> {
    let assets = dist.join("assets");
    let stamp =
        Stamp::of("probe", INPUTS, vec![dist.join("probe.js"), dist.join("probe.js.br"), assets.clone()])?;
    if stamp.is_current() {
        return Ok(());
    }
    say("building the probe");
    let work = target_dir()?.join("probe-web");
    fs::create_dir_all(&work)?;
    let wasm = wasm(&work)?;

    if assets.exists() {
        fs::remove_dir_all(&assets)?;
    }
    fs::create_dir_all(&assets)?;
    let wasm = Asset::write(&assets, "core", "wasm", &wasm)?;
    let glue = format!("--alias:glue={}", work.join("bindings/core_bg.js").display());
    let core = Asset::write(&assets, "core", "js", &bundle("core.ts", &[glue])?)?;
    let step_up = Asset::write(&assets, "step-up", "js", &bundle("step-up.ts", &[])?)?;
    let plain = Asset::write(&assets, "plain", "js", &bundle("plain.ts", &[])?)?;
    let names = [
        ("CORE_SCRIPT", &core),
        ("CORE_WASM", &wasm),
        ("PLAIN_SCRIPT", &plain),
        ("STEP_UP_SCRIPT", &step_up),
    ]
    .map(|(name, asset)| format!("--define:{name}={}", asset.as_script()));
    write_with_twin(&dist.join("probe.js"), &bundle("loader.ts", &names)?)?;
    stamp.done()
}

/// The optimised module; its bindings are left in `work/bindings`.
fn wasm(work: &Path) -> Result<Vec<u8>> {
    let mut build = cargo();
    build.args([
        "build",
        "--package",
        "probe-wasm",
        "--profile",
        "probe",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    run(build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", path_remapping()))?;
    let built = target_dir()?.join("wasm32-unknown-unknown/probe/probe_wasm.wasm");
    let mut output = Bindgen::new()
        .input_path(&built)
        .out_name("core")
        .bundler(true)?
        .typescript(false)
        .generate_output()
        .context("wasm-bindgen")?;
    let names = shorten_names(&mut output);
    let bindings = work.join("bindings");
    output.emit(&bindings).context("wasm-bindgen")?;
    let glue = bindings.join("core_bg.js");
    fs::write(&glue, renamed(&fs::read_to_string(&glue)?, &names)?)?;
    let optimised = work.join("core.wasm");
    run(command("node")
        .arg(npm_bin("wasm-opt"))
        .args(WASM_OPT)
        .arg(bindings.join("core_bg.wasm"))
        .arg("-o")
        .arg(&optimised))?;
    Ok(fs::read(optimised)?)
}

/// Keeps this machine's paths, which panics name, out of the module.
fn path_remapping() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let remap = |entry: std::io::Result<fs::DirEntry>| {
        Some(format!("--remap-path-prefix={}/=", entry.ok()?.path().display()))
    };
    sources.into_iter().flatten().filter_map(remap).collect::<Vec<_>>().join(" ")
}

/// Gives every import and every generated export of the module a short name; answers the pairs. The
/// generated names end in a hash, which no compression can shrink and which stands in both files.
fn shorten_names(output: &mut Output) -> Vec<(String, String)> {
    let module = output.wasm_mut();
    let imports = module.imports.iter_mut().map(|import| {
        import.module = IMPORT_MODULE.into();
        (&mut import.name, "export function ")
    });
    let exports = module.exports.iter_mut().map(|export| (&mut export.name, "wasm."));
    let generated = imports.chain(exports.filter(|(name, _)| name.starts_with("wasm_bindgen__")));
    let shorten = |(index, (name, before)): (usize, (&mut String, &str))| {
        let short = format!("_{index}");
        let long = std::mem::replace(name, short.clone());
        (format!("{before}{long}("), format!("{before}{short}("))
    };
    generated.enumerate().map(shorten).collect()
}

/// The bindings with the short names.
fn renamed(bindings: &str, names: &[(String, String)]) -> Result<String> {
    let mut renamed = bindings.to_owned();
    for (long, short) in names {
        ensure!(renamed.contains(long), "the bindings do not hold `{long}`");
        renamed = renamed.replace(long, short);
    }
    Ok(renamed)
}

/// One classic script: no module, so `integrity` covers it, and nothing leaks into the page's names.
fn bundle(entry: &str, arguments: &[String]) -> Result<Vec<u8>> {
    let mut esbuild = command(npm_bin("esbuild"));
    esbuild
        .arg(root().join("www/loader").join(entry))
        .args([
            "--bundle",
            "--minify",
            "--format=iife",
            "--target=es2020",
            "--charset=utf8",
            "--legal-comments=none",
        ])
        .args(["--log-level=warning"])
        .args(arguments);
    let output = esbuild.stderr(std::process::Stdio::inherit()).output().context("cannot run esbuild")?;
    ensure!(output.status.success(), "esbuild failed on {entry}");
    Ok(output.stdout)
}

fn npm_bin(name: &str) -> PathBuf {
    root().join("www/node_modules/.bin").join(name)
}
