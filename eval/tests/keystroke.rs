//! What typing gives away, on the CMU benchmark where it is there, and what is said of files that are not like it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod asked;
mod beside;

use asked::run;
use beside::data;
use serde_json::Value;
use std::io::Write;

#[test]
fn people_are_told_apart_by_how_they_type_one_password_and_better_than_by_the_literature() {
    let Some(file) = data("cmu_keystroke/DSL-StrongPasswordData.csv.gz") else { return };
    let figures = run(&["keystroke", "--json", "--compare", "--data", file.to_str().unwrap()]).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    assert!(of("/one_class/mean_eer") <= 0.045 && of("/one_class/global_eer") <= 0.075, "{figures}");
    assert!(of("/population/mean_eer") <= 0.040, "{figures}");
    assert!(of("/enrol_first_10/mean_eer") <= 0.20 && of("/enrol_latest_10/mean_eer") <= 0.045, "{figures}");
    assert!(of("/adaptive/mean_eer") <= 0.6 * of("/adaptive/frozen_mean_eer"), "{figures}");
    assert!(of("/free_text/mean_eer") <= 0.09 && of("/free_text_5/mean_eer") <= 0.085, "{figures}");
    for (key, expected) in [("/calibration/p01", 0.01), ("/calibration/p10", 0.1)] {
        let within = 2.576 * (expected * (1.0 - expected) / of("/calibration/n")).sqrt();
        assert!((of(key) - expected).abs() <= within, "{key}: {figures}");
    }
    let published = [("scaled_manhattan", 0.096), ("mahalanobis", 0.110), ("one_class_svm_half", 0.102)];
    for (name, published) in published {
        let reached = of(&format!("/compare/{name}/seconds/mean_eer"));
        assert!((reached - published).abs() < 0.001, "{name}: {reached}");
    }
    for name in ["clipped_manhattan", "isolation_forest", "one_class_svm", "autoencoder"] {
        for scale in ["seconds", "scales"] {
            let reached = of(&format!("/compare/{name}/{scale}/mean_eer"));
            assert!(of("/compare/ours/mean_eer") < reached && reached < 0.161, "{name}: {reached}");
        }
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
        r#"FILE, line 3, DD.a.b: "-0.2" is no time from 0 to 30, in seconds"#
    );
    assert_eq!(
        with("one,1,2,NaN,0.2,0.1,0.1,0.2,0.1,0.1,0.2,0.1,0.1"),
        r#"FILE, line 3, H.a: "NaN" is not finite"#
    );
    assert_eq!(
        with("one,1,2,0.1,0.2,0.1,0.1,99,0.1,0.1,0.2,0.1,0.1"),
        r#"FILE, line 3, DD.b.c: "99" is no time from 0 to 30, in seconds"#
    );
    assert_eq!(
        with("one,1,2,0.1,0.2,0.1,0.1,0.2,0.1,0.1,soon,0.1,0.1"),
        r#"FILE, line 3, DD.c.d: "soon" is not a number"#
    );
    assert_eq!(
        with(",1,2,0.1,0.2,0.1,0.1,0.2,0.1,0.1,0.2,0.1,0.1"),
        r#"FILE, line 3, subject: "" is nobody"#
    );
    assert!(with("one,1,2,0.1").starts_with("FILE, line 3"));
    assert!(with("one,1,2,0.1,0.2,0.1,0.1,0.2,0.1,0.1,0.2,0.1,0.1").contains("one subject only"));
    assert!(said("subject,rep,H.a,H.b\none,1,0.1,0.1\n").contains("2 columns H.* and 0 columns DD.*"));
    assert!(said("person,rep\n").contains("there is no column subject"));
    assert!(said("").contains("there is no column subject"));
    assert_eq!(said(HEADER), "FILE: there are no repetitions");
    let long: String = (0..25).map(|key| format!(",H.{key},DD.{key}")).collect();
    assert!(said(&format!("subject,rep{long},H.z\n")).contains("26 columns H.* and 25 columns DD.*"));
    let two = said(&format!("{HEADER}{FINE}{}", FINE.replace("one", "two")));
    assert_eq!(two, "FILE: one has 1 repetitions; --train and --genuine ask for 400");
    assert!(run(&["keystroke", "--data", "/nowhere"]).unwrap_err().contains("/nowhere"));
}
