//! What purchases give away, on the simulated cards of the handbook where they are there, and what is said of files that are not like them.

#![allow(clippy::unwrap_used, reason = "tests")]

mod asked;
mod beside;

use asked::run;
use beside::data;
use serde_json::Value;
use std::io::Write;

#[test]
fn frauds_are_found_among_the_purchases_of_a_thousand_cards() {
    let Some(file) = data("card_transactions/customers_0_999.csv.gz") else { return };
    let figures = run(&["spending", "--json", "--data", file.to_str().unwrap()]).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    assert!(of("/average_precision") >= 0.62 && of("/roc_auc") >= 0.86, "{figures}");
    assert!(of("/no_outcomes/average_precision") >= 0.38, "{figures}");
    assert!(of("/card_precision_100") > 0.11, "{figures}");
    assert!(of("/fused/average_precision") >= 0.58, "{figures}");
    assert!(of("/hmm_published/false_positive_rate") > 0.9, "{figures}");
    assert!((0.2..0.4).contains(&of("/reclustering/false_positive_rate")), "{figures}");
    // Each published idea is measured, and what replaced it is better.
    assert!(of("/hmm_predictive/roc_auc") > of("/hmm_published/roc_auc") + 0.1, "{figures}");
    assert!(
        of("/no_outcomes/average_precision") > of("/hmm_predictive/average_precision") + 0.1,
        "{figures}"
    );
    // The pattern alone is weak, the rules are not, and beside the others they add a little where outcomes say what each is worth.
    assert!(of("/profile/average_precision") > of("/profile/pattern/average_precision") + 0.15, "{figures}");
    assert!(of("/profile/average_precision") > 0.3 && of("/profile/p01") < 0.02, "{figures}");
    assert!(of("/with_profile/average_precision") > of("/average_precision"), "{figures}");
    let within = 2.576 * (0.01 * 0.99 / of("/calibration/n")).sqrt();
    assert!((of("/calibration/p01") - 0.01).abs() <= within, "{figures}");
    for scenario in ["1", "3"] {
        assert!(of(&format!("/no_outcomes/recall/{scenario}")) > 0.8, "{figures}");
    }
}

fn said(csv: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(csv.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    run(&["spending", "--data", path]).unwrap_err().replace(path, "FILE")
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line_and_column() {
    let with = |line: &str| said(&format!("customer,time,amount,payee,label\n7,31,57.16,3156,0\n{line}\n"));
    assert_eq!(with("7,32,-1,3156,0"), r#"FILE, line 3, amount: "-1" is no amount from 0 to 1000000000"#);
    assert_eq!(with("7,32,1e12,3156,0"), r#"FILE, line 3, amount: "1e12" is no amount from 0 to 1000000000"#);
    assert_eq!(with("7,32,NaN,3156,0"), r#"FILE, line 3, amount: "NaN" is not finite"#);
    assert_eq!(with("7,32,much,3156,0"), r#"FILE, line 3, amount: "much" is not a number"#);
    assert_eq!(with("7,30,5,3156,0"), r#"FILE, line 3, time: "30" is before the line above"#);
    assert_eq!(with("7,-5,5,3156,0"), r#"FILE, line 3, time: "-5" is not a whole number"#);
    assert_eq!(with("7,32,5,3156,2"), r#"FILE, line 3, label: "2" is neither 0 nor 1"#);
    assert_eq!(with(",32,5,3156,0"), r#"FILE, line 3, customer: "" is nobody"#);
    assert_eq!(with("7,32,5,,0"), r#"FILE, line 3, payee: "" is nobody"#);
    assert!(with("7,32,5").starts_with("FILE, line 3"));
    assert_eq!(with("7,32,5,3156,0"), "FILE: 1 days, and 92 are trained on");
    assert_eq!(with("7,9000000,5,3156,0"), "FILE: 0 frauds, 1 genuine on the training days; both are needed");
    assert!(said("customer,time,amount,payee\n").contains("there is no column label"));
    assert!(run(&["spending", "--data", "/nowhere"]).unwrap_err().contains("/nowhere"));
}

#[test]
fn the_published_test_refuses_nearly_all_of_whoever_spends_unevenly_and_the_predictive_score_ranks_better() {
    let figures = run(&["spending", "--json", "--simulate"]).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    for mix in ["loyal", "mixed", "wide"] {
        assert!(
            of(&format!("/{mix}/predictive")) > of(&format!("/{mix}/published")) + 0.02,
            "{mix}: {figures}"
        );
    }
    let refused = |mix: &str, window: &str| of(&format!("/{mix}/threshold/50/{window}/fp"));
    assert!(refused("loyal", "window/15") < 0.1, "{figures}");
    assert!(refused("mixed", "window/15") > 0.8 && refused("mixed", "genuine_window") < 0.4, "{figures}");
}
