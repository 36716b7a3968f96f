//! A real Chromium that lives on a host: node and the browser run in its namespace, and what the browser keeps lies in a profile of its own.

use crate::shop::Shop;
use anyhow::{Context as _, Result, ensure};
use netlab::Host;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const VISIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/chromium/visit.mjs");
const BROWSER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../browser/lib/browser.mjs");
const PROBE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/dist/probe.js");

/// A browser between two visits.
pub struct Chromium {
    profile: TempDir,
    slowness: u8,
}

impl Chromium {
    /// With an empty profile, as fast as this machine; `None`, with the reason printed, where Chromium or what the page loads is missing.
    pub fn or_skip() -> Option<Self> {
        match missing() {
            None => Some(Self { profile: tempfile::tempdir().unwrap(), slowness: 1 }),
            Some(why) => {
                eprintln!("skipped: {why}");
                None
            }
        }
    }

    /// All that it keeps, copied to a machine that is so many times slower than this one.
    ///
    /// # Errors
    /// The disk refuses it.
    pub fn copied_to(&self, slowness: u8) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let copy =
            Command::new("cp").arg("-a").arg(self.profile.path().join(".")).arg(profile.path()).status()?;
        ensure!(copy.success(), "the profile cannot be copied");
        Ok(Self { profile, slowness })
    }

    /// The machine is so many times slower than this one from now on.
    pub fn slow_down(&mut self, slowness: u8) {
        self.slowness = slowness;
    }

    /// Visits a shop from a host, through a relay where there is one, and pays with the token that is answered.
    ///
    /// # Errors
    /// The browser does not start, the page does not load, or the probe gives no token.
    pub fn visit(&self, host: &Host, shop: &Shop, seed: u64, relay: Option<SocketAddr>) -> Result<String> {
        let mut visit = host.command("node");
        visit.args([VISIT, "--shop", &shop.page, "--seed", &seed.to_string()]);
        visit.args(["--slowness", &self.slowness.to_string(), "--profile"]).arg(self.profile.path());
        if let Some(relay) = relay {
            visit.args(["--relay", &relay.to_string()]);
        }
        let done = visit.output()?;
        ensure!(done.status.success(), "the visit failed: {}", said(&done.stderr));
        let paid: Value = serde_json::from_slice(&done.stdout)?;
        Ok(paid["token"].as_str().context("the probe gave no token")?.into())
    }
}

fn missing() -> Option<String> {
    if !Path::new(PROBE).exists() {
        return Some("the probe is not built: cargo xtask size".into());
    }
    let find = format!("import {{ executable }} from {BROWSER:?}; executable();");
    match Command::new("node").args(["--input-type=module", "--eval", &find]).output() {
        Ok(found) if found.status.success() => None,
        Ok(not) => Some(said(&not.stderr)),
        Err(why) => Some(format!("node: {why}")),
    }
}

/// What went wrong, without where.
fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    text.lines().find(|line| line.contains("Error: ")).unwrap_or(&text).into()
}
