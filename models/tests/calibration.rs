//! What calibration promises: over a site's genuine traffic p-values are uniform, however wrong the parametric model is.
#![allow(clippy::panic, reason = "helpers of tests")]

use models::calibration::{AGES, SCORES, Scores, Table, Tables};
use models::evidence::{Absence, Calibration, Evidence, Known};
use models::fusion::Heard;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn heard(score: f64, age: u32) -> Vec<Heard> {
    let evidence = Evidence::Known(Known::new(score, age, true, Vec::new()));
    vec![Heard { detector: "d".into(), evidence }]
}

fn learned(scores: impl IntoIterator<Item = f64>, age: u32) -> Option<Tables> {
    let mut all = Scores::default();
    scores.into_iter().for_each(|score| all.push(&heard(score, age)));
    all.tables()
}

fn applied(tables: &Tables, score: f64, age: u32) -> Known {
    let mut evidence = Evidence::Known(Known::new(score, age, true, Vec::new()));
    tables.apply(7, "d", &mut evidence);
    match evidence {
        Evidence::Known(known) => known,
        other => panic!("{other:?}"),
    }
}

/// Models that fit badly, each in its own way: what they call p is not uniform over genuine visits.
type Misfit = (&'static str, fn(f64) -> f64);
const MISFITS: [Misfit; 4] = [
    ("too cautious", |u| u.powf(0.6)),
    ("tails too light", |u| u.powf(1.6)),
    ("nothing is ever usual", |u| 0.3 * u),
    ("coarse", |u| (u * 200.0).ceil() / 400.0),
];

#[test]
fn p_values_are_uniform_over_genuine_visits_of_a_model_that_does_not_fit() {
    let mut random = ChaCha8Rng::seed_from_u64(20_261_125);
    let trials = 200_000;
    for (name, misfit) in MISFITS {
        let mut genuine = |n: u32| (0..n).map(|_| misfit(random.random())).collect::<Vec<f64>>();
        let (known, fresh) = (genuine(100_000), genuine(trials));
        let tables = learned(known.iter().copied(), 12).unwrap();
        let share = |level: f64, p: &dyn Fn(f64) -> f64| {
            fresh.iter().filter(|score| p(**score) <= level).count() as f64 / f64::from(trials)
        };
        for level in [0.05_f64, 0.01, 0.001] {
            // Chance in the visits that taught the table, and in those that are judged by it.
            let sd = (level * (1.0 / 100_000.0 + 1.0 / f64::from(trials))).sqrt();
            let calibrated = share(level, &|score| applied(&tables, score, 12).p_value);
            // Nothing lies between two steps of a coarse model.
            let step = if name == "coarse" { 0.005 } else { 0.0 };
            assert!(calibrated < level + 4.0 * sd, "{name}: {calibrated} below {level}");
            assert!(calibrated > level - step - 4.0 * sd, "{name}: {calibrated} below {level}");
        }
        let raw = share(0.01, &|score| score);
        assert!((raw - 0.01).abs() > 0.002, "{name} fits, so nothing is shown here: {raw}");
    }
}

#[test]
fn a_thousand_scores_hold_the_share_on_average() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let (sites, visits) = (200, 1_000);
    for level in [0.05_f64, 0.01, 0.001] {
        let mut below = 0;
        for _ in 0..sites {
            let tables = learned((0..SCORES).map(|_| random.random::<f64>().powf(1.6)), 3).unwrap();
            below += (0..visits)
                .filter(|_| applied(&tables, random.random::<f64>().powf(1.6), 3).p_value <= level)
                .count();
        }
        let (all, share) = (f64::from(sites * visits), below as f64 / f64::from(sites * visits));
        let sd = (level / all + level / (f64::from(sites) * SCORES as f64)).sqrt();
        assert!((share - level).abs() < 4.0 * sd, "{share} below {level}");
    }
}

#[test]
fn the_hardest_thresholds_stay_in_reach_below_the_smallest_score_ever_seen() {
    let tables = learned((0..SCORES).map(|k| (k as f64 + 0.5) / SCORES as f64), 5).unwrap();
    let p = |score| applied(&tables, score, 5).p_value;
    assert!(p(5e-4) > 9e-4, "the smallest of a thousand is no rarer than one in a thousand");
    assert!((p(5e-5) / p(5e-4) - 0.1).abs() < 1e-6, "the parametric tail goes on");
    assert!(p(1e-5) < 3e-4 && p(1e-12) > 0.0);
}

#[test]
fn an_age_with_too_few_scores_stands_back_for_the_prior() {
    assert_eq!(learned((1..SCORES).map(|k| k as f64 / SCORES as f64), 4), None);
    let tables = learned((1..=SCORES).map(|k| k as f64 / (2 * SCORES) as f64), 4).unwrap();
    let young = applied(&tables, 0.25, 3);
    assert_eq!(young.calibration, Calibration::Table(7));
    assert!((young.p_value - 0.5).abs() < 0.01 && young.score == 0.25, "{young:?}");
    let older = applied(&tables, 0.25, 5);
    assert_eq!((older.calibration, older.p_value), (Calibration::Prior, 0.25));
    let mut other = Evidence::Known(Known::new(0.25, 3, true, Vec::new()));
    let before = other.clone();
    tables.apply(7, "another", &mut other);
    assert_eq!(other, before, "a table of another detector was used");
    let mut absent = Evidence::Absent(Absence::NoTiming);
    tables.apply(7, "d", &mut absent);
    assert_eq!(absent, Evidence::Absent(Absence::NoTiming));
}

#[test]
fn visits_in_which_nothing_was_found_count_as_the_most_usual_ones() {
    let mut scores = Scores::default();
    for visit in 0..3_000 {
        match visit % 100 {
            0 => scores.push(&heard(0.002, 0)),
            _ => scores.push(&[Heard { detector: "d".into(), evidence: Evidence::Unremarkable { age: 0 } }]),
        }
    }
    let tables = scores.tables().unwrap();
    let shown = applied(&tables, 0.002, 0).p_value;
    assert!((shown - 0.01).abs() < 1e-3, "one in a hundred shows it: {shown}");
    assert!(applied(&tables, 1e-4, 0).p_value < 1e-3);
    let mut nothing = Evidence::Unremarkable { age: 0 };
    tables.apply(7, "d", &mut nothing);
    assert_eq!(nothing, Evidence::Unremarkable { age: 0 });
}

#[test]
fn tables_stay_small() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut scores = Scores::default();
    for age in AGES {
        (0..25_000).for_each(|_| scores.push(&heard(random.random(), age)));
    }
    let bytes = postcard::to_allocvec(&scores.tables().unwrap()).unwrap().len();
    assert!(bytes < 4_096, "{bytes} bytes");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_looks_more_unusual_never_gets_a_larger_p_value(
        seed: u64,
        power in 0.2..5.0f64,
        ties in 1..500_u32,
        mut asked in prop::collection::vec(prop_oneof![0.0..=1.0f64, 1e-12..1e-3f64], 2..40),
    ) {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let tied = |score: f64| (score * f64::from(ties)).ceil() / f64::from(ties);
        let scores = (0..2_000).map(|k| {
            let score = random.random::<f64>().powf(power);
            if k % 2 == 0 { tied(score) } else { score }
        });
        let tables = learned(scores, 40).unwrap();
        asked.sort_by(f64::total_cmp);
        let table: &Table = &tables.all()[0];
        let p_values: Vec<f64> = asked.iter().map(|score| table.p_value(*score)).collect();
        prop_assert!(p_values.iter().all(|p| *p > 0.0 && *p <= 1.0), "{p_values:?}");
        prop_assert!(p_values.is_sorted(), "{asked:?} {p_values:?}");
    }
}
