//! What ratings of each other say of parties, on Bitcoin-OTC where it is there, and what is said of files that are not like it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod asked;
mod beside;

use asked::run;
use beside::data;
use models::graph::Predictor;
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;

fn otc() -> Option<(PathBuf, PathBuf)> {
    data("bitcoin_otc/soc-sign-bitcoinotc.csv.gz").zip(data("bitcoin_otc/otc_gt.csv"))
}

#[test]
fn the_next_rating_and_the_frauds_of_bitcoin_otc_are_foreseen_better_than_by_any_reputation() {
    let Some((data, labels)) = otc() else { return };
    let (data, labels) = (data.to_str().unwrap(), labels.to_str().unwrap());
    let figures = run(&["trust", "--json", "--data", data, "--labels", labels]).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    assert!(of("/next_rating/sign_auc") >= 0.93 && of("/next_rating/pcc") >= 0.65, "{figures}");
    assert!(of("/frozen/sign_auc") >= 0.70, "{figures}");
    assert!(of("/random/rmse") <= 0.255 && of("/random/pcc") >= 0.70, "{figures}");
    assert!(of("/fraud/auc") >= 0.92 && of("/fraud/average_precision") >= 0.955, "{figures}");
    for other in ["fairness_goodness", "bias", "eigentrust", "pagerank"] {
        for key in ["next_rating/sign_auc", "frozen/sign_auc", "random/sign_auc", "fraud/auc"] {
            assert!(of(&format!("/{key}")) > of(&format!("/{other}/{key}")), "{other} {key}: {figures}");
        }
    }
}

#[test]
fn what_is_shipped_is_what_is_fitted_on_the_first_four_fifths_of_bitcoin_otc() {
    let Some((data, _)) = otc() else { return };
    let written = tempfile::NamedTempFile::new().unwrap();
    let file = written.path().to_str().unwrap();
    run(&["trust", "--json", "--data", data.to_str().unwrap(), "--fit", file]).unwrap();
    let fitted = Predictor::from_bytes(&std::fs::read(written.path()).unwrap()).unwrap();
    assert!(fitted == Predictor::shipped());
}

fn said(csv: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(csv.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    run(&["trust", "--data", path]).unwrap_err().replace(path, "FILE")
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line_and_column() {
    let with = |line: &str| said(&format!("source,target,rating,time\n6,2,4,1289241911.7\n{line}\n"));
    assert_eq!(with("6,5,11,1289241941"), r#"FILE, line 3, rating: "11" is no rating from -10 to 10"#);
    assert_eq!(with("6,5,NaN,1289241941"), r#"FILE, line 3, rating: "NaN" is not finite"#);
    assert_eq!(with("6,5,good,1289241941"), r#"FILE, line 3, rating: "good" is not a number"#);
    assert_eq!(with("6,5,1,-1"), r#"FILE, line 3, time: "-1" is no time from 0 to 4000000000"#);
    assert_eq!(with("6,6,1,1289241941"), r#"FILE, line 3, target: "6" is whoever rates"#);
    assert_eq!(with(",5,1,1289241941"), r#"FILE, line 3, source: "" is nobody"#);
    assert_eq!(with("6,,1,1289241941"), r#"FILE, line 3, target: "" is nobody"#);
    assert!(with("6,5,1").starts_with("FILE, line 3"));
    assert_eq!(with("6,5,1,1289241941"), "FILE: 2 ratings, and 1000 are needed");
    assert_eq!(said("6,2,4,1289241911.7\n6,5,x,1\n"), r#"FILE, line 2, rating: "x" is not a number"#);
    assert!(run(&["trust", "--data", "/nowhere"]).unwrap_err().contains("/nowhere"));
}
