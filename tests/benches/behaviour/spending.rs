//! What judging a purchase by its card and its payee costs, and the hidden Markov model beside hmmlearn's, in one run.

use crate::clock::{PYTHON, heading, median, microseconds, prepared, row};
use models::detectors::Detector as _;
use models::detectors::payee::{self, Payee};
use models::detectors::spending::{Priors, Spending, State, Symbols};
use models::math::hmm::{Hmm, Training};
use models::math::random::Random;
use models::observation::Timestamp;
use models::purchase::{Paid, Purchase, Truth};
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};

const STATES: usize = 3;
const LEARNED: usize = 100;
const WINDOW: usize = 15;
const ROUNDS: usize = 30;
const TURNS: usize = 5;

pub(crate) fn report() {
    purchase();
    beside_hmmlearn();
}

fn purchase() {
    let priors = Priors::default();
    let (mut random, mut state) = (Random::of(7), State::default());
    let mut next = |at: i64| Purchase {
        at: Timestamp(at * 36_000_000_000),
        amount_minor: 500 + random.below(9_000) as i64,
        currency: "EUR".into(),
        payee: Some([random.below(40) as u8; 16]),
        card: None,
    };
    let purchases: Vec<Purchase> = (0..200).map(&mut next).collect();
    purchases.iter().for_each(|one| Spending.learn(&mut state, &priors, one));
    let amounts: Vec<f64> = purchases.iter().take(LEARNED).map(|one| one.amount_minor as f64).collect();
    let symbols = Symbols::of(&amounts).unwrap();
    let one = next(200);
    heading("A purchase with a card known from 200, to a payee known from 30");
    row(
        "hidden Markov model of the card: one score after 15",
        microseconds(|| symbols.as_rare(black_box(&amounts), black_box(5_000.0))),
        Some(2.0),
    );
    row(
        "groups and model of the card, learned from 100",
        microseconds(|| Symbols::of(black_box(&amounts))),
        Some(1_000.0),
    );
    row(
        "judged by its card, in words",
        microseconds(|| Spending.score(&state, &priors, black_box(&one))),
        None,
    );
    row(
        "learned by its card, one in ten learning groups and model",
        prepared(
            || state.clone(),
            |mut state| {
                purchases.iter().take(10).for_each(|one| Spending.learn(&mut state, &priors, one));
                state
            },
        ) / 10.0,
        None,
    );
    let (priors, mut known) = (payee::Priors::default(), payee::State::default());
    for day in 0..30 {
        let truth = if day % 9 == 0 { Truth::Fraud(None) } else { Truth::Genuine };
        Payee.learn(
            &mut known,
            &priors,
            &Paid { at: Timestamp(day * 86_400_000_000), truth, corrects: None },
        );
    }
    row(
        "judged by its payee, in words",
        microseconds(|| Payee.score(&known, &priors, black_box(&one))),
        None,
    );
}

fn beside_hmmlearn() {
    let mut random = Random::of(7);
    let symbols: Vec<u8> = (0..LEARNED).map(|_| [0, 0, 0, 0, 0, 1, 1, 1, 2, 3][random.below(10)]).collect();
    let training = Training {
        initial: 0.0,
        transition: 0.0,
        emission: Vec::new(),
        floor: 0.0,
        rounds: ROUNDS,
        tolerance: f64::NEG_INFINITY,
    };
    let fresh = Hmm::fresh(STATES, &[0.5, 0.3, 0.1, 0.1]).unwrap();
    let trained = || {
        let mut model = fresh.clone();
        model.train(black_box(&symbols), &training);
        model
    };
    let model = trained();
    let window = &symbols[LEARNED - WINDOW..];
    assert!(model.log_likelihood(window).is_finite());
    let score = || microseconds(|| model.log_likelihood(black_box(window)));
    let turns: Vec<_> = (0..TURNS).map(|_| (microseconds(trained), score(), hmmlearn(&symbols))).collect();
    heading("A hidden Markov model of 3 states and 4 symbols: 30 rounds over 100, one score of 15");
    row("trained", median(turns.iter().map(|(trained, ..)| *trained).collect()), Some(1_000.0));
    row("one score", median(turns.iter().map(|(_, scored, _)| *scored).collect()), Some(2.0));
    let theirs: Option<Vec<_>> = turns.iter().map(|(.., theirs)| theirs.clone()).collect();
    let Some(theirs) = theirs else {
        println!("hmmlearn is not available; {PYTHON} names a Python that has it");
        return;
    };
    let version = &theirs[0].version;
    row(&format!("hmmlearn {version}: trained"), median(theirs.iter().map(|one| one.fit_us).collect()), None);
    row(
        &format!("hmmlearn {version}: one score"),
        median(theirs.iter().map(|one| one.score_us).collect()),
        None,
    );
    let each = || turns.iter().zip(&theirs);
    ratio("train", each().map(|((ours, ..), theirs)| theirs.fit_us / ours).collect());
    ratio("score", each().map(|((_, ours, _), theirs)| theirs.score_us / ours).collect());
}

fn ratio(what: &str, ratios: Vec<f64>) {
    let low = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let high = ratios.iter().copied().fold(0.0, f64::max);
    println!("{what}: {:.0} times as fast as hmmlearn ({low:.0} to {high:.0})", median(ratios));
}

/// What `hmm.py` says.
#[derive(Clone)]
struct Theirs {
    version: String,
    fit_us: f64,
    score_us: f64,
}

/// `None` where there is no such Python.
fn hmmlearn(symbols: &[u8]) -> Option<Theirs> {
    let python = std::env::var(PYTHON).unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/behaviour/hmm.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let lines: String = symbols.iter().map(|symbol| format!("{symbol}\n")).collect();
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
