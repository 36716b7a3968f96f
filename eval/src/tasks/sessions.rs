//! The sessions of the article that the behaviour detector was conceived from: 200 simulated people, 100 sessions each, one in a
//! hundred by somebody else.
//!
//! The generator is the article's. Its frauds come from a device that the person does not have and nearly always at an hour at which
//! they never come, so whoever looks at those sees everything: this is a regression test, and 1.0 proves nothing.
//! `honest` learns a person's first half (by time) without its frauds and is judged on the second; `overlapping` is judged on what it
//! learned from, as the article is; `enrol_5` learns five sessions; `article_forest` is the article's own model, honestly split. Each is the mean
//! of five seeds.

mod generator;

use self::generator::{Session, people};
use super::{Findings, Options};
use crate::measures::{Scored, auc, average_precision, mean_sd};
use crate::plot::Curve;
use crate::progress;
use crate::report::{Figures, Row, Table};
use anyhow::Result;
use clap::Args;
use models::detectors::behaviour::session::{Priors, Profile, Taken};
use models::math::forest::{Forest, Growth};

const SEEDS: u64 = 5;
/// Of the scores of what was learned, so many lie below the threshold: the article's share of alarms.
const ALARM: f64 = 0.99;

/// Sessions from which on a person is known.
const NEED: u32 = 3;

/// The task.
#[derive(Args)]
pub struct Sessions {
    #[command(flatten)]
    pub(super) options: Options,
}

/// How a model is taught and judged.
type Variant = fn(&[Vec<Session>]) -> Result<Judged>;

/// Scores of genuine sessions and of frauds, and the threshold that was chosen before they were seen.
struct Judged {
    scored: Scored,
    threshold: f64,
}

impl Sessions {
    pub(super) fn measure(&self) -> Result<Findings> {
        let variants: [(&str, Variant); 4] = [
            ("honest", honest),
            ("overlapping", overlapping),
            ("enrol_5", enrol_5),
            ("article_forest", forest),
        ];
        let bar = progress::bar("sessions", variants.len() * SEEDS as usize);
        let mut figures = Figures::default();
        let mut table = Table {
            title: format!("200 people, 100 sessions each, 1 % frauds; means of {SEEDS} seeds"),
            heads: vec!["ROC-AUC", "PR-AUC", "sd", "precision", "recall"],
            rows: Vec::new(),
        };
        let mut curves = Vec::new();
        for (name, variant) in variants {
            let mut found: [Vec<f64>; 4] = Default::default();
            for seed in 0..SEEDS {
                let Judged { scored, threshold } = variant(&people(self.options.seed + seed))?;
                let above = |scores: &[f64]| scores.iter().filter(|score| **score > threshold).count() as f64;
                let (hits, wrong) = (above(&scored.impostor), above(&scored.genuine));
                let values = [
                    scored.measure(auc),
                    scored.measure(average_precision),
                    hits / (hits + wrong),
                    hits / scored.impostor.len() as f64,
                ];
                found.iter_mut().zip(values).for_each(|(all, value)| all.push(value));
                if seed == 0 {
                    curves.push(Curve::of(name, &scored));
                }
                bar.inc(1);
            }
            let [roc, pr, precision, recall] = found.each_ref().map(|all| mean_sd(all).0);
            let keys = [("roc_auc", roc), ("pr_auc", pr), ("precision", precision), ("recall", recall)];
            keys.into_iter().for_each(|(key, value)| figures.push(format!("{name}.{key}"), value));
            let [_, all, ..] = &found;
            table.rows.push(Row(name.into(), [roc, pr, mean_sd(all).1, precision, recall].map(Some).into()));
        }
        bar.finish_and_clear();
        Ok(Findings { figures, tables: vec![table], curves })
    }
}

fn honest(people: &[Vec<Session>]) -> Result<Judged> {
    Ok(detector(people, 50, 50))
}

fn overlapping(people: &[Vec<Session>]) -> Result<Judged> {
    Ok(detector(people, 100, 0))
}

fn enrol_5(people: &[Vec<Session>]) -> Result<Judged> {
    Ok(detector(people, 5, 50))
}

/// The detector: learns the genuine ones of the first `learned` sessions, is judged from `from` on.
fn detector(people: &[Vec<Session>], learned: usize, from: usize) -> Judged {
    let shipped = Priors::default();
    let priors =
        Priors::fit(&people.iter().map(|sessions| enrol(sessions, learned, &shipped).0).collect::<Vec<_>>());
    let (mut scored, mut before) = (Scored::default(), Vec::new());
    for sessions in people {
        let (profile, scores) = enrol(sessions, learned, &priors);
        before.extend(scores);
        for session in sessions.iter().skip(from) {
            scored.push(!session.fraud, profile.score(&priors, &session.taken()));
        }
    }
    Judged { scored, threshold: quantile(before, ALARM) }
}

/// A person's profile, and what each session scored before it was learned, from the third on.
fn enrol(sessions: &[Session], learned: usize, priors: &Priors) -> (Profile, Vec<f64>) {
    let (mut profile, mut scores) = (Profile::default(), Vec::new());
    for session in sessions.iter().take(learned).filter(|session| !session.fraud) {
        let taken = session.taken();
        if profile.visits() >= NEED {
            scores.push(profile.score(priors, &taken));
        }
        profile.learn(priors, &taken);
    }
    (profile, scores)
}

/// The article's model: a forest of 100 trees for each person over its numbers, its own means taken out.
fn forest(people: &[Vec<Session>]) -> Result<Judged> {
    let mut scored = Scored::default();
    let mut before = Vec::new();
    for (number, sessions) in people.iter().enumerate() {
        let (first, second) = sessions.split_at(sessions.len() / 2);
        let genuine: Vec<&Session> = first.iter().filter(|session| !session.fraud).collect();
        let columns = generator::columns(&genuine);
        let points: Vec<Vec<f32>> = genuine.iter().map(|session| columns.of(session)).collect();
        let forest = Forest::grow(&points, Growth { seed: number as u64, ..Growth::default() })?;
        before.extend(points.iter().map(|point| forest.score(point)));
        for session in second {
            scored.push(!session.fraud, forest.score(&columns.of(session)));
        }
    }
    Ok(Judged { scored, threshold: quantile(before, ALARM) })
}

fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((values.len() as f64 * share) as usize).copied().unwrap_or(f64::INFINITY)
}

impl Session {
    fn taken(&self) -> Taken {
        let mut taken = Taken::nothing(self.circumstances);
        generator::CODES.iter().zip(self.values).for_each(|(code, value)| taken.set(code, value));
        taken
    }
}
