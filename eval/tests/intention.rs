//! The slides' figures, from the slides' parameters, and what is promised of honest parties.

#![allow(clippy::unwrap_used, reason = "tests")]

mod asked;

use serde_json::Value;

#[test]
fn the_slides_figures_and_plots_come_out_and_honest_parties_who_err_are_not_condemned() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("intention.svg");
    // A seed that nothing was adjusted to.
    let figures =
        asked::run(&["intention", "--json", "--seed", "712", "--plot", file.to_str().unwrap()]).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    assert!((of("/before_drop") - 0.2239).abs() <= 0.003, "{figures}");
    assert!(of("/after_six") >= 0.75, "{figures}");
    assert!((of("/uncovered_confidence") - 0.9).abs() <= 0.02, "{figures}");
    let ends: Vec<f64> = serde_json::from_value(figures["illusive_phase_ends"].clone()).unwrap();
    assert!(ends.is_sorted(), "{figures}");
    assert!((of("/illusive_final") - 0.9).abs() <= 0.03, "{figures}");

    assert!(of("/honest_condemned") < 0.03 && of("/bounded_illusive_final") >= 0.9, "{figures}");
    assert!((of("/bounded_before_drop") - 0.2239).abs() <= 0.003, "{figures}");
    assert!(of("/bounded_after_six") >= 0.75 && of("/bounded_uncovered_confidence") >= 0.9, "{figures}");
    // What it has to beat: the least any setting does to the honest while it catches both swindlers.
    let fewest = |method: &str| of(&format!("/trade_off/{method}/fewest_condemned_quick"));
    assert!(fewest("published") >= 0.9 && fewest("cap_and_halve") >= 0.25, "{figures}");
    assert!(fewest("bounded") <= 0.01, "{figures}");
    assert!(of("/trade_off/bounded/fewest_condemned") < of("/trade_off/cap_and_halve/fewest_condemned"));
    for kind in ["uncovered", "trapping", "illusive"] {
        assert!(of(&format!("/recognised/{kind}/{kind}")) >= 0.9, "{figures}");
    }
    assert!(of("/recognised/honest/none") >= 0.99, "{figures}");
    assert!((of("/calibration/p10") - 0.1).abs() <= 0.01, "{figures}");
    assert!((of("/calibration/p01") - 0.01).abs() <= 0.004, "{figures}");

    let drawn = std::fs::read_to_string(file).unwrap();
    for title in ["uncovered", "trapping", "illusive"] {
        assert!(drawn.lines().any(|line| line.trim() == title), "{title} is missing");
    }
    assert!(drawn.matches("<polyline").count() >= 9, "two methods in each plot, three in the trade-off");
}
