//! The isolation forest beside scikit-learn's, over the same points in the same run, turn by turn; and what explains its score.

use crate::clock::{PYTHON, heading, median, microseconds, row};
use models::math::forest::{Forest, Growth};
use models::math::random::Random;
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};

const POINTS: usize = 256;
const ATTRIBUTES: usize = 10;
/// A turn's ratio is of neighbours in time.
const TURNS: usize = 5;

pub(crate) fn report() {
    let points = points();
    let one = points[POINTS / 2].as_slice();
    let forest = Forest::grow(&points, Growth::default()).unwrap();
    let grow = || microseconds(|| Forest::grow(black_box(&points), Growth::default()).unwrap());
    let score = || microseconds(|| forest.score(black_box(one)));
    let turns: Vec<_> = (0..TURNS).map(|_| (grow(), score(), scikit_learn(&points))).collect();
    heading(&format!("An isolation forest of 100 trees over {POINTS} points of {ATTRIBUTES} values"));
    row("grown", median(turns.iter().map(|(grown, ..)| *grown).collect()), None);
    row("one score", median(turns.iter().map(|(_, scored, _)| *scored).collect()), None);
    row(
        "one score explained: exact Shapley values",
        microseconds(|| forest.attribute(black_box(one))),
        Some(3_000.0),
    );
    let theirs: Option<Vec<_>> = turns.iter().map(|(.., theirs)| theirs.clone()).collect();
    let Some(theirs) = theirs else {
        println!("scikit-learn is not available; {PYTHON} names a Python that has it");
        return;
    };
    let version = &theirs[0].version;
    row(
        &format!("scikit-learn {version}: fitted"),
        median(theirs.iter().map(|one| one.fit_us).collect()),
        None,
    );
    row(
        &format!("scikit-learn {version}: one score"),
        median(theirs.iter().map(|one| one.score_us).collect()),
        None,
    );
    ratio(
        "fit",
        turns.iter().zip(&theirs).map(|((grown, ..), theirs)| theirs.fit_us / grown).collect(),
        20.0,
    );
    ratio(
        "score",
        turns.iter().zip(&theirs).map(|((_, one, _), theirs)| theirs.score_us / one).collect(),
        500.0,
    );
}

fn points() -> Vec<Vec<f32>> {
    let mut random = Random::of(7);
    let mut value = || (0..6).map(|_| random.unit()).sum::<f64>() as f32 - 3.0;
    (0..POINTS).map(|_| (0..ATTRIBUTES).map(|_| value()).collect()).collect()
}

fn ratio(what: &str, ratios: Vec<f64>, goal: f64) {
    let low = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let high = ratios.iter().copied().fold(0.0, f64::max);
    println!(
        "{what}: {:.0} times as fast as scikit-learn ({low:.0} to {high:.0}; goal {goal})",
        median(ratios)
    );
}

/// What `forest.py` says.
#[derive(Clone)]
struct Theirs {
    version: String,
    fit_us: f64,
    score_us: f64,
}

/// `None` where there is no such Python.
fn scikit_learn(points: &[Vec<f32>]) -> Option<Theirs> {
    let python = std::env::var(PYTHON).unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/behaviour/forest.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let lines: String = points.iter().map(|point| format!("{}\n", words(point))).collect();
    // It may be gone before it has read everything.
    let _ = child.stdin.take()?.write_all(lines.as_bytes());
    let said = String::from_utf8(child.wait_with_output().ok()?.stdout).ok()?;
    let mut words = said.split_whitespace();
    Some(Theirs {
        version: words.next()?.into(),
        fit_us: words.next()?.parse().ok()?,
        score_us: words.next()?.parse().ok()?,
    })
}

fn words(point: &[f32]) -> String {
    point.iter().map(f32::to_string).collect::<Vec<_>>().join(" ")
}
