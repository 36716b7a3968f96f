//! How well bursts of edges stand out, on the DARPA edges where they are there, and what is said of files that are not like them.

#![allow(clippy::unwrap_used, reason = "tests")]

mod asked;
mod beside;

use asked::run;
use beside::data;
use serde_json::Value;
use std::io::Write;

#[test]
fn attacks_stand_out_among_the_edges_of_darpa() {
    let Some(file) = data("darpa_edges/darpa_original.zip") else { return };
    // A seed that nothing was chosen by.
    let figures = run(&["edges", "--json", "--seed", "713", "--data", file.to_str().unwrap()]).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    assert!(of("/auc") >= 0.975, "{figures}");
    // As published, to two places, the first two.
    assert!((of("/variants/midas/auc") - 0.89).abs() < 0.01, "{figures}");
    assert!((of("/variants/midas_r/auc") - 0.95).abs() < 0.01, "{figures}");
}

fn said(csv: &str) -> Result<Value, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(csv.as_bytes()).unwrap();
    let name = file.path().to_str().unwrap();
    run(&["edges", "--json", "--data", name]).map_err(|error| error.replace(name, "FILE"))
}

#[test]
fn a_file_that_is_no_list_of_edges_is_refused_with_its_line_and_column() {
    let refused = |csv: &str| said(csv).unwrap_err();
    assert_eq!(refused("a,b,1,-\na,,2,-\n"), r#"FILE, line 2, target: "" is nobody"#);
    assert_eq!(refused("source,target,minute,label\na,b,,-\n"), r#"FILE, line 2, minute: "" is no minute"#);
    assert_eq!(refused("a,b,1,\n"), r#"FILE, line 1, label: "" is no label"#);
    assert_eq!(refused("a,b,1\n"), "FILE: line 1: 3 columns, not 4");
    assert_eq!(refused("a,b,1,-\n"), "FILE: there have to be both attacks and others");
    assert!(said("a,b,1,-\na,b,2,smurf\n").is_ok());
}
