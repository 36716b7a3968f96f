//! What typing gives away, on the CMU benchmark where it is there, and what is said of files that are not like it.

#![allow(clippy::unwrap_used, reason = "tests")]

use clap::Parser;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Parser)]
struct Command {
    #[command(subcommand)]
    task: eval::Task,
}

fn run(arguments: &[&str]) -> Result<Value, String> {
    let mut out = Vec::new();
    let command =
        Command::try_parse_from(["eval"].iter().chain(arguments)).map_err(|error| error.to_string())?;
    command.task.run(&mut out).map_err(|error| error.to_string())?;
    Ok(serde_json::from_slice(&out).unwrap())
}

/// The data sets stand beside the repository and are no part of it.
fn benchmark() -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/cmu_keystroke/DSL-StrongPasswordData.csv.gz");
    file.exists().then_some(file)
}

#[test]
fn people_are_told_apart_by_how_they_type_one_password() {
    let Some(file) = benchmark() else {
        eprintln!("skipped: the CMU benchmark is not there");
        return;
    };
    let figures = run(&["keystroke", "--json", "--data", file.to_str().unwrap()]).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    assert!(of("/one_class/mean_eer") <= 0.045 && of("/one_class/global_eer") <= 0.075, "{figures}");
    assert!(of("/population/mean_eer") <= 0.040, "{figures}");
    assert!(of("/enrol_first_10/mean_eer") <= 0.20 && of("/enrol_latest_10/mean_eer") <= 0.045, "{figures}");
    assert!(of("/adaptive/mean_eer") <= 0.6 * of("/adaptive/frozen_mean_eer"), "{figures}");
    for (key, expected) in [("/calibration/p01", 0.01), ("/calibration/p10", 0.1)] {
        let within = 2.576 * (expected * (1.0 - expected) / of("/calibration/n")).sqrt();
        assert!((of(key) - expected).abs() <= within, "{key}: {figures}");
    }
}

fn said(csv: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(csv.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    run(&["keystroke", "--data", path]).unwrap_err().replace(path, "FILE")
}

const HEADER: &str = "subject,sessionIndex,rep,H.a,DD.a.b,UD.a.b,H.b,DD.b.c,UD.b.c,H.c,DD.c.d,UD.c.d,H.d\n";
const FINE: &str = "one,1,1,0.1,0.2,0.1,0.1,0.2,0.1,0.1,0.2,0.1,0.1\n";

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line() {
    let with = |line: &str| said(&format!("{HEADER}{FINE}{line}\n"));
    assert_eq!(
        with("one,1,2,0.1,-0.2,0.1,0.1,0.2,0.1,0.1,0.2,0.1,0.1"),
        r#"FILE, line 3, DD.a.b: "-0.2" is no time from 0 on, in seconds"#
    );
    assert_eq!(
        with("one,1,2,NaN,0.2,0.1,0.1,0.2,0.1,0.1,0.2,0.1,0.1"),
        r#"FILE, line 3, H.a: "NaN" is not finite"#
    );
    assert!(with("one,1,2,0.1,99,0.1,0.1,0.2,0.1,0.1,0.2,0.1,0.1").contains("line 3"));
    assert!(with("one,1,2,0.1").starts_with("FILE, line 3"));
    assert!(with("one,1,2,0.1,0.2,0.1,0.1,0.2,0.1,0.1,0.2,0.1,0.1").contains("one subject only"));
    assert!(said("subject,rep,H.a,H.b\none,1,0.1,0.1\n").contains("2 columns H.* and 0 columns DD.*"));
    assert!(said("person,rep\n").contains("there is no column subject"));
    let two = said(&format!("{HEADER}{FINE}{}", FINE.replace("one", "two")));
    assert_eq!(two, "FILE: one has 1 repetitions; --train and --genuine ask for 400");
    assert!(run(&["keystroke", "--data", "/nowhere"]).unwrap_err().contains("/nowhere"));
}

#[test]
fn the_literatures_detectors_come_to_their_published_figures() {
    let Some(file) = benchmark() else {
        eprintln!("skipped: the CMU benchmark is not there");
        return;
    };
    let figures = run(&["keystroke", "--json", "--compare", "--data", file.to_str().unwrap()]).unwrap();
    let of =
        |key: &str| figures.pointer(&format!("/compare/{key}/mean_eer")).and_then(Value::as_f64).unwrap();
    let published = [
        ("scaled_manhattan/seconds", 0.096),
        ("mahalanobis/seconds", 0.110),
        ("one_class_svm_half/seconds", 0.102),
    ];
    for (key, published) in published {
        assert!((of(key) - published).abs() < 0.001, "{key}: {}", of(key));
    }
    assert!(of("autoencoder/seconds") < 0.161 && of("ours") < of("clipped_manhattan/seconds"), "{figures}");
}
