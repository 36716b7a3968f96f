//! Mouse movements of ten people (Balabit Mouse Dynamics Challenge): everybody is known by their training sessions, then every
//! labelled test session is scored against the person it claims.
//!
//! - `one_class`: the profile knows nothing of anybody else.
//! - `population`: what tells a person from others is learned against the nine others. The data do not say who the impostors
//!   are; they are among the nine, so this world is closed.
//! - `open_set`: learned against 4 of the nine, drawn anew ten times, so about five in nine impostors were never seen.
//! - `calibration`: as `population`; each person's genuine test sessions one after the other, scored, then learned.

mod compare;

use super::{ALARM_P, Findings, Options};
use crate::data::balabit::{Person, people};
use crate::measures::{Outcomes, Scored, auc, eer, fnmr_at, mean_sd};
use crate::plot::Curve;
use crate::progress::bar;
use crate::report::{Row, Table};
use anyhow::{Result, ensure};
use clap::Args;
use indicatif::ProgressBar;
use models::detectors::behaviour::pointer::{Background, Cells, Profile, measured};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::Instant;

const OPEN_DRAWS: usize = 10;
const OPEN_OTHERS: usize = 4;

/// Mouse movements.
#[derive(Args)]
pub struct Pointer {
    /// Folder in the layout of the Balabit challenge: training_files, test_files, public_labels.csv.
    #[arg(long)]
    pub data: PathBuf,
    /// Measure detectors from the literature beside.
    #[arg(long)]
    pub compare: bool,
    #[command(flatten)]
    pub(super) options: Options,
}

/// A person's sessions, measured.
struct Known {
    name: String,
    training: Vec<Vec<Cells>>,
    genuine: Vec<Vec<Cells>>,
    impostor: Vec<Vec<Cells>>,
}

impl Pointer {
    pub(super) fn measure(&self) -> Result<Findings> {
        let everybody = people(&self.data)?;
        let known: Vec<Known> = everybody.into_par_iter().map(Known::from).collect();
        let alone = Background::default();
        let nobody = |_: usize| alone.clone();
        let others = |who: usize| background(&known, &except(known.len(), who));
        let bar = bar("people", known.len() * (3 + OPEN_DRAWS));
        let mut random = ChaCha8Rng::seed_from_u64(self.options.seed);
        let mut findings = Findings::default();

        let (one_class, one_class_alarms) = scores(&known, nobody, &bar);
        for (Known { name, genuine, impostor, .. }, scored) in known.iter().zip(&one_class) {
            ensure!(
                scored.genuine.len() + scored.impostor.len() > 0 || genuine.len() + impostor.len() == 0,
                "{}: {name} cannot be compared with: too few movements in training_files, or none in test_files",
                self.data.display()
            );
        }
        let (population, population_alarms) = scores(&known, others, &bar);
        let (mut open, mut open_alarms) = (Vec::new(), Outcomes::default());
        for _ in 0..OPEN_DRAWS {
            let drawn: Vec<Vec<usize>> =
                (0..known.len()).map(|who| draw(known.len(), who, &mut random)).collect();
            let others = |who: usize| background(&known, drawn.get(who).map_or(&[], Vec::as_slice));
            let (scored, alarms) = scores(&known, others, &bar);
            open.push(scored);
            open_alarms += alarms;
        }
        let mut table = Table {
            title: "Mouse movements".into(),
            heads: vec!["mean AUC", "sd", "global AUC", "mean EER", "FNMR@1%"],
            rows: vec![],
        };
        let kinds = [("one_class", vec![one_class]), ("population", vec![population]), ("open_set", open)];
        for (key, draws) in &kinds {
            let mean =
                |of: fn(&[Scored]) -> f64| mean_sd(&draws.iter().map(|draw| of(draw)).collect::<Vec<_>>()).0;
            let named = [
                ("mean_auc", mean(mean_auc)),
                ("sd_auc", mean(sd_auc)),
                ("global_auc", mean(global_auc)),
                ("mean_eer", mean(mean_eer)),
                ("fnmr_at_fmr_01", mean(global_fnmr)),
            ];
            named.iter().for_each(|(name, value)| findings.figures.push(format!("{key}.{name}"), *value));
            table.rows.push(Row((*key).into(), named.map(|(_, value)| Some(value)).to_vec()));
            if let Some(first) = draws.first() {
                findings.curves.push(Curve::of(key.replace('_', " "), &Scored::pooled(first)));
            }
        }
        findings.tables.push(table);
        findings.tables.push(by_person(&known, &kinds));
        calibration(&known, others, &bar, &mut findings);
        let alarms = [one_class_alarms, population_alarms, open_alarms];
        let outcomes: Vec<(String, Outcomes)> =
            kinds.iter().zip(alarms).map(|((key, _), alarms)| ((*key).into(), alarms)).collect();
        findings.outcomes("where the profile's p ≤ 0.01", &outcomes);
        cost(&known, others, &mut findings)?;
        if self.compare {
            let ours = kinds.first().and_then(|(_, draws)| draws.first()).map_or(&[][..], Vec::as_slice);
            compare::run(&known, ours, self.options.seed, &mut findings)?;
        }
        bar.finish_and_clear();
        Ok(findings)
    }
}

impl From<Person> for Known {
    fn from(person: Person) -> Self {
        let training = person.training.iter().map(|events| measured(events)).collect();
        let (mut genuine, mut impostor) = (Vec::new(), Vec::new());
        for (events, illegal) in &person.test {
            if *illegal { &mut impostor } else { &mut genuine }.push(measured(events));
        }
        Self { name: person.name, training, genuine, impostor }
    }
}

fn except(n: usize, who: usize) -> Vec<usize> {
    (0..n).filter(|other| *other != who).collect()
}

fn draw(n: usize, who: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut others = except(n, who);
    others.shuffle(random);
    others.truncate(OPEN_OTHERS);
    others
}

fn background(known: &[Known], who: &[usize]) -> Background {
    let actions: Vec<Vec<Cells>> =
        who.iter().filter_map(|one| known.get(*one)).map(|person| person.training.concat()).collect();
    Background::fit(&actions.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn taught(person: &Known, background: &Background) -> Profile {
    let mut profile = Profile::default();
    person.training.iter().for_each(|visit| profile.learn(visit, background));
    profile
}

fn scores(
    known: &[Known],
    others: impl Fn(usize) -> Background + Sync,
    bar: &ProgressBar,
) -> (Vec<Scored>, Outcomes) {
    let one = |(who, person): (usize, &Known)| {
        let profile = taught(person, &others(who));
        let (mut scored, mut alarms) = (Scored::default(), Outcomes::default());
        for (visits, fraud) in [(&person.genuine, false), (&person.impostor, true)] {
            for score in visits.iter().filter_map(|visit| profile.score(visit)) {
                scored.push(!fraud, score.total);
                alarms.push(fraud, profile.p_value(&score) <= ALARM_P);
            }
        }
        bar.inc(1);
        (scored, alarms)
    };
    let each: Vec<(Scored, Outcomes)> = known.par_iter().enumerate().map(one).collect();
    let mut all = Outcomes::default();
    each.iter().for_each(|(_, alarms)| all += *alarms);
    (each.into_iter().map(|(scored, _)| scored).collect(), all)
}

fn each(scores: &[Scored], measure: fn(&[f64], &[f64]) -> f64) -> Vec<f64> {
    let judged = scores.iter().filter(|one| !one.genuine.is_empty() && !one.impostor.is_empty());
    judged.map(|one| one.measure(measure)).collect()
}

fn mean_auc(scores: &[Scored]) -> f64 {
    mean_sd(&each(scores, auc)).0
}

fn sd_auc(scores: &[Scored]) -> f64 {
    mean_sd(&each(scores, auc)).1
}

fn global_auc(scores: &[Scored]) -> f64 {
    Scored::pooled(scores).measure(auc)
}

fn mean_eer(scores: &[Scored]) -> f64 {
    mean_sd(&each(scores, eer)).0
}

fn global_fnmr(scores: &[Scored]) -> f64 {
    let all = Scored::pooled(scores);
    fnmr_at(0.01, &all.genuine, &all.impostor)
}

fn by_person(known: &[Known], kinds: &[(&str, Vec<Vec<Scored>>)]) -> Table {
    let of = |at: usize, draws: &[Vec<Scored>]| {
        let each = draws.iter().filter_map(|draw| draw.get(at)).map(|one| one.measure(auc));
        Some(mean_sd(&each.collect::<Vec<_>>()).0)
    };
    let row = |(at, person): (usize, &Known)| {
        Row(person.name.clone(), kinds.iter().map(|(_, draws)| of(at, draws)).collect())
    };
    Table {
        title: "AUC by person".into(),
        heads: vec!["one class", "population", "open set"],
        rows: known.iter().enumerate().map(row).collect(),
    }
}

fn calibration(
    known: &[Known],
    others: impl Fn(usize) -> Background + Sync,
    bar: &ProgressBar,
    findings: &mut Findings,
) {
    let one = |(who, person): (usize, &Known)| {
        let others = others(who);
        let mut profile = taught(person, &others);
        let mut p_values = Vec::new();
        for visit in &person.genuine {
            p_values.extend(profile.score(visit).map(|score| profile.p_value(&score)));
            profile.learn(visit, &others);
        }
        bar.inc(1);
        p_values
    };
    let p_values: Vec<f64> = known.par_iter().enumerate().flat_map_iter(one).collect();
    findings.calibration(&p_values);
}

fn cost(known: &[Known], others: impl Fn(usize) -> Background, findings: &mut Findings) -> Result<()> {
    let Some(person) = known.first() else { return Ok(()) };
    let background = others(0);
    let pieces = person.training.iter().map(|visit| (visit.len() + 30) / 60).sum::<usize>();
    let started = Instant::now();
    let profile = taught(person, &background);
    let learn_us = started.elapsed().as_secs_f64() * 1e6 / pieces.max(1) as f64;
    let started = Instant::now();
    let scored =
        person.genuine.iter().chain(&person.impostor).filter_map(|visit| profile.score(visit)).count();
    let score_us = started.elapsed().as_secs_f64() * 1e6 / scored.max(1) as f64;
    let bytes = models::detectors::behaviour::pointer::encoded_bytes(&profile) as f64;
    for (key, value) in
        [("cost.score_us", score_us), ("cost.learn_piece_us", learn_us), ("cost.profile_bytes", bytes)]
    {
        findings.figures.push(key, value);
    }
    findings.tables.push(Table {
        title: "Cost".into(),
        heads: vec!["score, µs", "learn 60, µs", "bytes"],
        rows: vec![Row(person.name.clone(), vec![Some(score_us), Some(learn_us), Some(bytes)])],
    });
    Ok(())
}
