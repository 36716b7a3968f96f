//! The article's sessions: a regression test with known bounds. An honest PR-AUC below 0.95 would mean that something is wrong.

#![allow(clippy::unwrap_used, reason = "tests")]

mod asked;

use serde_json::Value;

#[test]
fn the_articles_frauds_are_found_and_its_own_forest_is_found_wanting() {
    let figures = asked::run(&["sessions", "--json"]).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    assert!(of("/honest/pr_auc") >= 0.985, "{figures}");
    assert!(of("/enrol_5/pr_auc") >= 0.98, "{figures}");
    assert!((0.6..0.85).contains(&of("/article_forest/pr_auc")), "{figures}");
    assert!(of("/honest/recall") > of("/article_forest/recall"), "{figures}");
    assert!(of("/honest/fraud_coverage") > 0.99 && of("/honest/false_positive_rate") < 0.01, "{figures}");
    for key in ["honest", "article_forest"] {
        let alarms = of(&format!("/{key}/accuracy")) + of(&format!("/{key}/false_alarm_share"));
        assert!((alarms - 1.0).abs() < 1e-12, "{figures}");
        assert_eq!(of(&format!("/{key}/report/fraud/recall")), of(&format!("/{key}/fraud_coverage")));
    }
}
