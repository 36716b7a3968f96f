//! The house stands as drawn in docs/ARCHITECTURE.md: the arrows between the crates are these and no others, and the
//! pure crates cannot reach a clock, entropy, a file or a socket.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Who may depend on whom. Anything else is an arrow that was added.
const ARROWS: &[(&str, &[&str])] = &[
    ("wire", &[]),
    ("models", &[]),
    ("engine", &["models", "wire"]),
    ("eval", &["models"]),
    ("server", &["engine", "eval", "models", "wire"]),
    ("probe-wasm", &["wire"]),
    ("tests", &["engine", "models", "server", "wire"]),
    ("netlab", &[]),
    ("laboratory", &["engine", "eval", "models", "netlab", "server", "tests", "wire"]),
    ("fuzz", &["engine", "eval", "models", "server", "wire"]),
    ("xtask", &[]),
];

/// What the pure crates may use: none of these can reach the world.
const PURE: &[(&str, &[&str])] = &[
    ("wire", &["serde", "thiserror"]),
    ("models", &["libm", "postcard", "serde", "thiserror"]),
    (
        "engine",
        &[
            "chacha20poly1305",
            "futures-util",
            "hmac",
            "models",
            "postcard",
            "serde",
            "sha2",
            "thiserror",
            "wire",
        ],
    ),
];

/// Crates that would give entropy, time, files or sockets to whoever pulls them in, at any depth.
const WORLDLY: &[&str] = &[
    "getrandom",
    "libc",
    "mio",
    "rand",
    "rustix",
    "socket2",
    "time",
    "chrono",
    "tokio",
    "web-time",
    "windows-sys",
];

fn metadata() -> Metadata {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).other_options(vec!["--locked".into()]).exec().unwrap()
}

fn package<'a>(metadata: &'a Metadata, name: &str) -> &'a Package {
    metadata.workspace_packages().into_iter().find(|package| package.name == name).unwrap()
}

fn direct(package: &Package) -> BTreeSet<&str> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn the_arrows_are_these_and_no_others() {
    let metadata = metadata();
    let members: BTreeSet<String> =
        metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect();
    let drawn: BTreeMap<&str, BTreeSet<&str>> =
        ARROWS.iter().map(|(name, to)| (*name, to.iter().copied().collect())).collect();
    assert_eq!(members, drawn.keys().map(ToString::to_string).collect());
    for (name, allowed) in drawn {
        let to = direct(package(&metadata, name));
        let inside: BTreeSet<&str> = to.into_iter().filter(|to| members.contains(*to)).collect();
        assert_eq!(inside, allowed, "arrows out of {name}");
    }
}

#[test]
fn the_pure_crates_use_only_what_cannot_reach_the_world() {
    let metadata = metadata();
    for (name, allowed) in PURE {
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        assert_eq!(direct(package(&metadata, name)), allowed, "dependencies of {name}");
    }
}

#[test]
fn nothing_worldly_hides_behind_the_pure_crates() {
    for (name, _) in PURE {
        let output = std::process::Command::new(env!("CARGO"))
            .args([
                "tree",
                "--locked",
                "--edges",
                "normal,no-proc-macro",
                "--prefix",
                "none",
                "--package",
                name,
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let tree = String::from_utf8(output.stdout).unwrap();
        let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(crates.contains(name));
        let worldly: Vec<_> = WORLDLY.iter().filter(|worldly| crates.contains(**worldly)).collect();
        assert!(worldly.is_empty(), "{name} pulls in {worldly:?}");
    }
}

/// Without the standard library there is no clock, no entropy, no file and no socket to call.
#[test]
fn the_pure_crates_do_not_link_the_standard_library() {
    let metadata = metadata();
    for (name, _) in PURE {
        let package = package(&metadata, name);
        let root = package.manifest_path.parent().unwrap().join("src");
        let lib = std::fs::read_to_string(root.join("lib.rs")).unwrap();
        assert!(lib.lines().any(|line| line == "#![no_std]"), "{name} is not no_std");
        let mut lines = lib.lines().peekable();
        while let Some(line) = lines.next() {
            let test_only = line == "#[cfg(test)]";
            if test_only && lines.peek() == Some(&"extern crate std;") {
                lines.next();
            } else {
                assert!(!line.contains("extern crate std"), "{name} links std outside of its tests");
            }
        }
        for file in sources(root.as_std_path()) {
            let text = std::fs::read_to_string(&file).unwrap();
            let links = text.lines().any(|line| line.trim() == "extern crate std;");
            assert!(!links || file.ends_with("lib.rs"), "{} links std", file.display());
        }
    }
}

fn sources(folder: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => sources(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}

/// Every version is said once, in the workspace's table.
#[test]
fn there_is_one_dependency_table() {
    for package in metadata().workspace_packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        let mut section = "";
        for line in manifest.lines().map(str::trim) {
            if line.starts_with('[') {
                section = line;
            }
            let is_dependency =
                section.ends_with("dependencies]") && line.contains('=') && !line.starts_with('#');
            assert!(
                !is_dependency || line.contains("workspace = true"),
                "{}: {line} is not from the workspace's table",
                package.name
            );
        }
    }
}

/// A reader who opens any file learns first what it is for.
#[test]
fn every_source_file_says_what_it_is() {
    for package in metadata().workspace_packages() {
        let folder = package.manifest_path.parent().unwrap();
        for file in sources(&folder.as_std_path().join("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//!"), "{} does not open with what it is", file.display());
        }
    }
}
