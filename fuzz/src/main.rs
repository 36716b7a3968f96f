//! Throws bytes at every decoder of what comes from outside: `cargo xtask fuzz`. A target is one file and a line in [`targets::ALL`].
#![no_main]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is a finding")]

mod targets;

use std::path::Path;
use std::sync::OnceLock;
use targets::Target;

static CHOSEN: OnceLock<&Target> = OnceLock::new();

/// Which target, and where its seeds go: `PENNYPRINT_FUZZ=target:folder`, since the arguments are libFuzzer's.
fn choose() {
    let chosen = std::env::var("PENNYPRINT_FUZZ").unwrap_or_default();
    let (name, folder) = chosen.split_once(':').unwrap_or((&chosen, "."));
    let names: Vec<_> = targets::ALL.iter().map(|target| target.name).collect();
    let target = targets::ALL.iter().find(|target| target.name == name);
    let target = target.unwrap_or_else(|| panic!("PENNYPRINT_FUZZ names none of {}", names.join(", ")));
    for (number, seed) in (target.seeds)().iter().enumerate() {
        std::fs::write(Path::new(folder).join(format!("seed-{number}")), seed).unwrap();
    }
    let _ = CHOSEN.set(target);
}

libfuzzer_sys::fuzz_target!(init: choose(), |bytes: &[u8]| {
    if let Some(target) = CHOSEN.get() {
        (target.check)(bytes);
    }
});
