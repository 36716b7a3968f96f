//! The script that stands in where WebAssembly is refused knows the bounds of the wire by heart: they are these.

use std::path::Path;
use wire::{WIRE_VERSION, limits};

#[test]
fn the_stand_in_script_keeps_the_bounds_that_the_server_has() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/loader/plain-page-view.ts");
    let source = std::fs::read_to_string(file).unwrap();
    let kib = limits::PAD_BYTES / 1024;
    for line in [
        format!("const WIRE_VERSION = {WIRE_VERSION};"),
        format!("const VIEW_NAME_BYTES = {};", limits::VIEW_NAME_BYTES),
        format!("const PAD_BYTES = {kib} * 1024;"),
        format!("const STEPS = {};", limits::STEPS),
    ] {
        assert!(source.lines().any(|there| there == line), "{line}");
    }
}
