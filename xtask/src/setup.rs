//! `cargo xtask setup`: installs what is missing, or says in one line what to install.

use crate::shell::{command, has, root, run as run_command, say};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::process::Command;

/// The compilation target of the probe.
const WASM: &str = "wasm32-unknown-unknown";

/// Everything that building and testing need.
pub(crate) fn run() -> Result<()> {
    build_tools()?;
    if !has("chromium") {
        install(&["chromium"], "Chromium (as `chromium` on PATH)")?;
    }
    if !has("ip") {
        install(&["iproute2"], "iproute2 (`ip`)")?;
    }
    Ok(())
}

/// What building needs: the wasm target, Node, the npm packages.
pub(crate) fn build_tools() -> Result<()> {
    wasm_target()?;
    if !has("node") || !has("npm") {
        install(&["nodejs", "npm"], "Node.js 20 or later with npm")?;
    }
    npm_packages()
}

fn wasm_target() -> Result<()> {
    let sysroot = Command::new("rustc").current_dir(root()).args(["--print", "sysroot"]).output()?;
    let sysroot = String::from_utf8(sysroot.stdout)?;
    if root().join(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    say("adding the wasm target");
    run_command(command("rustup").args(["target", "add", WASM]))
        .with_context(|| format!("install the Rust target {WASM}"))
}

/// `npm ci`, unless the installed tree is the one that the lock file describes.
fn npm_packages() -> Result<()> {
    let www = root().join("www");
    let installed = www.join("node_modules/.pennyprint-lock");
    let lock = fs::read(www.join("package-lock.json"))?;
    if fs::read(&installed).is_ok_and(|bytes| bytes == lock) {
        return Ok(());
    }
    say("installing the npm packages");
    run_command(command("npm").current_dir(&www).args(["ci", "--no-audit", "--no-fund"]))?;
    Ok(fs::write(installed, lock)?)
}

fn install(packages: &[&str], what: &str) -> Result<()> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    if !is_root || !has("apt-get") {
        bail!("install {what} and try again");
    }
    say(&format!("installing {}", packages.join(", ")));
    run_command(command("apt-get").args(["update", "-qq"]))?;
    run_command(command("apt-get").args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("install {what} and try again"))
}
