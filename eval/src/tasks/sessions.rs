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
use crate::baselines::{self, Baseline};
use crate::measures::{Outcomes, Scored, auc, average_precision, fnmr_at, mean_sd};
use crate::plot::Curve;
use crate::progress;
use crate::report::{Row, Table};
use anyhow::Result;
use clap::Args;
use models::detectors::behaviour::session::{Priors, Profile, Taken};
use rayon::prelude::*;

const SEEDS: u64 = 5;
/// Of the scores of what was learned, so many lie below the threshold: the article's share of alarms.
const ALARM: f64 = 0.99;

/// Sessions from which on a person is known.
const NEED: u32 = 3;

/// The task.
#[derive(Args)]
pub struct Sessions {
    /// Measure other detectors from the literature beside the article's forest.
    #[arg(long)]
    pub compare: bool,
    #[command(flatten)]
    pub(super) options: Options,
}

/// How a model is taught and judged.
type Variant = Box<dyn Fn(&[Vec<Session>]) -> Result<Judged>>;

/// Scores of genuine sessions and of frauds, and the threshold that was chosen before they were seen.
struct Judged {
    scored: Scored,
    threshold: f64,
}

impl Sessions {
    pub(super) fn measure(&self) -> Result<Findings> {
        let variants = variants(self.compare);
        let bar = progress::bar("sessions", variants.len() * SEEDS as usize);
        let mut findings = Findings::default();
        let mut table = Table {
            title: format!("200 people, 100 sessions each, 1 % frauds; means of {SEEDS} seeds"),
            heads: vec!["ROC-AUC", "PR-AUC", "sd", "precision", "recall", "FNMR@1%"],
            rows: Vec::new(),
        };
        let mut outcomes: Vec<(String, Outcomes)> = Vec::new();
        for (name, variant) in variants {
            let (mut found, mut all) = (<[Vec<f64>; 5]>::default(), Outcomes::default());
            for seed in 0..SEEDS {
                let Judged { scored, threshold } = variant(&people(self.options.seed + seed))?;
                let alarms = Outcomes::of(&scored, |score| score > threshold);
                let values = [
                    scored.measure(auc),
                    scored.measure(average_precision),
                    alarms.accuracy(),
                    alarms.fraud_coverage(),
                    fnmr_at(0.01, &scored.genuine, &scored.impostor),
                ];
                found.iter_mut().zip(values).for_each(|(all, value)| all.push(value));
                all += alarms;
                if seed == 0 {
                    findings.curves.push(Curve::of(name.clone(), &scored));
                }
                bar.inc(1);
            }
            let [roc, pr, precision, recall, fnmr] = found.each_ref().map(|all| mean_sd(all).0);
            let keys = [
                ("roc_auc", roc),
                ("pr_auc", pr),
                ("precision", precision),
                ("recall", recall),
                ("fnmr_at_fmr_01", fnmr),
            ];
            keys.into_iter().for_each(|(key, value)| findings.figures.push(format!("{name}.{key}"), value));
            let [_, each, ..] = &found;
            let cells = [roc, pr, mean_sd(each).1, precision, recall, fnmr];
            table.rows.push(Row(name.clone(), cells.map(Some).into()));
            outcomes.push((name, all));
        }
        findings.tables.push(table);
        findings.outcomes("above the 99 % quantile of what was learned, all seeds", &outcomes);
        bar.finish_and_clear();
        Ok(findings)
    }
}

fn variants(compare: bool) -> Vec<(String, Variant)> {
    let ours = [("honest", 50, 50), ("overlapping", 100, 0), ("enrol_5", 5, 50)];
    let ours = ours.map(|(name, learned, from)| {
        let judged: Variant = Box::new(move |people| Ok(detector(people, learned, from)));
        (name.to_owned(), judged)
    });
    let others = baselines::ALL.iter().filter_map(|baseline| {
        let name = match baseline.key {
            "isolation_forest" => "article_forest".into(),
            _ if compare => format!("compare.{}", baseline.key),
            _ => return None,
        };
        let judged: Variant = Box::new(|people| other(people, baseline));
        Some((name, judged))
    });
    ours.into_iter().chain(others).collect()
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

/// As the article has it: a model for each person over its numbers, honestly split. Its own is the forest of 100 trees.
fn other(people: &[Vec<Session>], baseline: &Baseline) -> Result<Judged> {
    let one = |(number, sessions): (usize, &Vec<Session>)| {
        let (first, second) = sessions.split_at(sessions.len() / 2);
        let genuine: Vec<&Session> = first.iter().filter(|session| !session.fraud).collect();
        let columns = generator::columns(&genuine);
        let points: Vec<Vec<f64>> = genuine.iter().map(|session| columns.of(session)).collect();
        let model = baseline.fit(&points, number as u64)?;
        let mut scored = Scored::default();
        for session in second {
            scored.push(!session.fraud, model.score(&columns.of(session)));
        }
        Ok((scored, points.iter().map(|point| model.score(point)).collect::<Vec<f64>>()))
    };
    let each = people.par_iter().enumerate().map(one).collect::<Result<Vec<_>>>()?;
    let (scored, before): (Vec<Scored>, Vec<Vec<f64>>) = each.into_iter().unzip();
    Ok(Judged { scored: Scored::pooled(&scored), threshold: quantile(before.concat(), ALARM) })
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
