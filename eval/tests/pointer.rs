//! The layout of the Balabit challenge from the files to the figures, on hands that are made up: these differ as people hardly do.

#![allow(clippy::unwrap_used, reason = "tests")]

mod asked;

use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const HANDS: u32 = 5;

/// Sixty movements, each hand at a pace and in a bow of its own.
fn session(hand: u32, number: u32) -> String {
    let mut text = String::from("record timestamp,client timestamp,button,state,x,y\n");
    for action in 0..60_u32 {
        let chance = (action * 61 + number * 7_919 + hand * 17 + 1).wrapping_mul(2_654_435_761) >> 16;
        let varied = 1.0 + f64::from(chance % 100) / 100.0;
        for step in 0..15_u32 {
            let at_s = f64::from(action) * 3.0 + f64::from(step) * 0.016;
            let x = f64::from(step) * f64::from(3 + 4 * hand) * varied;
            let y = f64::from(step * step) * varied * f64::from(hand) / 6.0;
            writeln!(text, "{at_s},{at_s},NoButton,Move,{x:.0},{y:.0}").unwrap();
        }
    }
    text
}

fn lay_out(folder: &Path) {
    let mut labels = String::from("filename,is_illegal\n");
    for hand in 0..HANDS {
        for part in ["training_files", "test_files"] {
            fs::create_dir_all(folder.join(part).join(format!("user{hand}"))).unwrap();
        }
        let put = |part: &str, number: u32, of: u32| {
            let file = folder.join(part).join(format!("user{hand}")).join(format!("session_{hand}{number}"));
            fs::write(file, session(of, 100 * hand + number)).unwrap();
        };
        (0..8).for_each(|number| put("training_files", number, hand));
        for number in 10..16 {
            let illegal = number % 2;
            put("test_files", number, (hand + illegal) % HANDS);
            writeln!(labels, "session_{hand}{number},{illegal}").unwrap();
        }
    }
    fs::write(folder.join("public_labels.csv"), labels).unwrap();
}

#[test]
fn hands_that_differ_are_told_apart_with_and_without_others_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    let arguments = ["pointer", "--json", "--compare", "--data", folder.path().to_str().unwrap()];
    let figures = asked::run(&arguments).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    for key in ["/one_class/mean_auc", "/population/mean_auc", "/open_set/mean_auc"] {
        assert!(of(key) > 0.95, "{key}: {figures}");
    }
    assert_eq!(of("/calibration/n"), f64::from(3 * HANDS));
    for class in ["genuine", "fraud"] {
        assert_eq!(of(&format!("/one_class/report/{class}/support")), f64::from(3 * HANDS));
    }
    for name in ["scaled_manhattan", "mahalanobis", "isolation_forest", "one_class_svm", "autoencoder"] {
        assert!(of(&format!("/compare/{name}/mean_auc")) > 0.9, "{name}: {figures}");
    }
}

fn said(change: impl Fn(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    change(folder.path());
    let arguments = ["pointer", "--json", "--data", folder.path().to_str().unwrap()];
    let error = asked::run(&arguments).unwrap_err();
    error.replace(&folder.path().display().to_string(), "FOLDER")
}

#[test]
fn what_is_wrong_with_a_folder_is_said_with_its_file_and_line() {
    let line = |text: &str| {
        let text =
            format!("record timestamp,client timestamp,button,state,x,y\n0,0,NoButton,Move,1,1\n{text}\n");
        said(|folder| fs::write(folder.join("training_files/user1/session_12"), &text).unwrap())
    };
    let place = "FOLDER/training_files/user1/session_12, line 3";
    assert_eq!(line("0,NaN,NoButton,Move,1,1"), format!(r#"{place}, client timestamp: "NaN" is not finite"#));
    assert_eq!(line("0,-1,NoButton,Move,1,1"), format!(r#"{place}, client timestamp: "-1" is negative"#));
    assert_eq!(line("0,1,NoButton,Move,,1"), format!(r#"{place}, x: "" is not a number"#));
    assert!(line("0,1,NoButton,Move,1").starts_with(&format!("{place}: ")));

    let no_column = said(|folder| {
        fs::write(folder.join("test_files/user0/session_010"), "client timestamp,button,state,x\n").unwrap();
    });
    assert_eq!(no_column, "FOLDER/test_files/user0/session_010: there is no column y");
    let labels =
        |text: &'static str| said(move |folder| fs::write(folder.join("public_labels.csv"), text).unwrap());
    assert_eq!(
        labels("filename,is_illegal\nsession_010,perhaps\n"),
        r#"FOLDER/public_labels.csv, line 2, is_illegal: "perhaps" is neither 0 nor 1"#
    );
    assert_eq!(labels("filename\n"), "FOLDER/public_labels.csv: there is no column is_illegal");
    assert_eq!(
        labels("filename,is_illegal\nsession_010,0\n"),
        "FOLDER/public_labels.csv: no session in test_files is labelled somebody else's"
    );
    let alone = said(|folder| {
        (1..HANDS)
            .for_each(|hand| fs::remove_dir_all(folder.join(format!("training_files/user{hand}"))).unwrap());
    });
    assert_eq!(alone, "FOLDER/training_files: impostors need at least two people");
    let little = said(|folder| {
        (1..8).for_each(|number| {
            fs::remove_file(folder.join(format!("training_files/user2/session_2{number}"))).unwrap()
        });
    });
    assert_eq!(
        little,
        "FOLDER: user2 cannot be compared with: too few movements in training_files, or none in test_files"
    );
    let no_tests = said(|folder| fs::remove_dir_all(folder.join("test_files/user3")).unwrap());
    assert!(no_tests.starts_with("FOLDER/test_files/user3: "), "{no_tests}");
}
