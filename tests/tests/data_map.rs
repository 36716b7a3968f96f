//! docs/PRIVACY.md names every signal and every sensor there is, and none that is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of one of the probe's folders, by what they are called.
fn files(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("probe-wasm/src").join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".rs").map(String::from)).filter(|name| name != "mod").collect()
}

/// What the script says that stands in for the wasm: `["name", …` in its list.
fn without_wasm() -> BTreeSet<String> {
    let source = fs::read_to_string(root().join("www/loader/plain-signals.ts")).unwrap();
    let (_, list) = source.split_once("const SIGNALS").unwrap();
    let (list, _) = list.split_once("\n];").unwrap();
    let entries = list.split("[\"").skip(1).chain(list.split("[\n    \"").skip(1));
    entries.map(|entry| entry.split('"').next().unwrap().to_owned()).collect()
}

/// The names in the first cells of the table under a heading.
fn named(heading: &str) -> BTreeSet<String> {
    let page = fs::read_to_string(root().join("docs/PRIVACY.md")).unwrap();
    let section = page.split_once(&format!("\n### {heading}\n")).unwrap().1;
    let section = section.split("\n#").next().unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" |"));
    let names: Vec<String> =
        cells.flat_map(|(cell, _)| cell.split(", ")).map(|name| name.trim_matches('`').to_owned()).collect();
    let unique: BTreeSet<String> = names.iter().cloned().collect();
    assert_eq!(unique.len(), names.len(), "{heading} names something twice: {names:?}");
    unique
}

#[test]
fn every_signal_is_on_the_data_map_and_nothing_else() {
    let js = without_wasm();
    assert!(js.contains("runtime") && js.contains("screen") && js.contains("cores"), "misread: {js:?}");
    let mut read = files("signals");
    read.extend(js);
    assert_eq!(named("Signals"), read);
}

#[test]
fn every_sensor_is_on_the_data_map_and_nothing_else() {
    assert_eq!(named("Sensors"), files("sensors"));
}
