//! The layout of the Balabit challenge from the files to the figures, on hands that are made up: these differ as people hardly do.

#![allow(clippy::unwrap_used, reason = "tests")]

use clap::Parser;
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

#[derive(Parser)]
struct Command {
    #[command(subcommand)]
    task: eval::Task,
}

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
    let mut out = Vec::new();
    let arguments = ["eval", "pointer", "--json", "--data", folder.path().to_str().unwrap()];
    Command::parse_from(arguments).task.run(&mut out).unwrap();
    let figures: Value = serde_json::from_slice(&out).unwrap();
    let of = |key: &str| figures.pointer(key).and_then(Value::as_f64).unwrap();
    for key in ["/one_class/mean_auc", "/population/mean_auc", "/open_set/mean_auc"] {
        assert!(of(key) > 0.95, "{key}: {figures}");
    }
    assert_eq!(of("/calibration/n"), f64::from(3 * HANDS));
}
