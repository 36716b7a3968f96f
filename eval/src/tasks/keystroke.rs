//! Typing of one text by many people, by the protocol of the CMU benchmark (Killourhy and Maxion, DSN 2009): each learns their first 200
//! repetitions, is judged on their next 200, and the first 5 of everybody else are the impostors.
//!
//! `one_class` knows nothing of anybody else. `population` knows how half of the others type, and is tried by the other half; both halves
//! in turn. `enrol_first_10` and `enrol_latest_10` learn ten repetitions only. `adaptive` learns twenty, then meets one impostor for each
//! repetition and learns by itself what is surely the person's own; its error is that of the last 200. `global` is one threshold for all.
//! `free_text` knows the classes of the keys only, as if the text were another each time; in `free_text_5` a visit is five repetitions.

mod adaptive;
mod compare;
mod free_text;
mod prequential;

use super::{ALARM_P, Findings, Options};
use crate::data::typing::{Typist, typists};
use crate::measures::{Outcomes, Scored, auc, eer, fnmr_at, mean_sd};
use crate::plot::Curve;
use crate::progress;
use crate::report::{Row, Table};
use anyhow::{Result, ensure};
use clap::Args;
use models::detectors::behaviour::keystroke::{Priors, Profile, Rhythm, p_value};
use rayon::prelude::*;
use std::ops::Range;
use std::path::PathBuf;

/// The task.
#[derive(Args)]
pub struct Keystroke {
    /// CSV, plain or gzipped: `subject,sessionIndex,rep`, then `H.*`, `DD.*` and `UD.*` in seconds.
    #[arg(long)]
    pub data: PathBuf,
    /// Repetitions that are learned.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(20..))]
    pub train: u16,
    /// Repetitions behind them that are judged.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..))]
    pub genuine: u16,
    /// First repetitions of everybody else that are impostors.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub impostor: u16,
    /// Measure detectors from the literature beside.
    #[arg(long)]
    pub compare: bool,
    #[command(flatten)]
    pub(super) options: Options,
}

/// Who is measured, and how.
struct Bench<'t> {
    typists: &'t [Typist],
    train: usize,
    genuine: usize,
    impostor: usize,
}

impl Keystroke {
    pub(super) fn measure(&self) -> Result<Findings> {
        let typists = typists(&self.data)?;
        let [train, genuine, impostor] = [self.train, self.genuine, self.impostor].map(usize::from);
        ensure!(!typists.is_empty(), "{}: there are no repetitions", self.data.display());
        ensure!(
            typists.len() > 1,
            "{}: there is one subject only, and nobody to tell apart",
            self.data.display()
        );
        for Typist { name, repetitions, .. } in &typists {
            ensure!(
                repetitions.len() >= train + genuine,
                "{}: {name} has {} repetitions; --train and --genuine ask for {}",
                self.data.display(),
                repetitions.len(),
                train + genuine
            );
        }
        let bench = Bench { typists: &typists, train, genuine, impostor };
        let bar = progress::bar("keystroke", 7);
        let mut findings = Findings::default();
        findings.tables.push(Table {
            title: format!("{} people, {train} repetitions learned, {genuine} judged", typists.len()),
            heads: vec!["mean EER", "sd EER", "global EER", "mean AUC", "FNMR@1%"],
            rows: Vec::new(),
        });
        let one_class = bench.one_class(0..train);
        findings.add("one_class", &one_class);
        bar.inc(1);
        let population = bench.population();
        findings.add("population", &population);
        bar.inc(1);
        findings.add("enrol_first_10", &bench.one_class(0..10));
        bar.inc(1);
        findings.add("enrol_latest_10", &bench.one_class(train - 10..train));
        bar.inc(1);
        let (adapted, frozen) = adaptive::run(&typists, impostor, self.options.seed);
        findings.add("adaptive", &adapted);
        findings.add("adaptive.frozen", &frozen);
        let frozen = findings.figures.get("adaptive.frozen.mean_eer").unwrap_or(f64::NAN);
        findings.figures.push("adaptive.frozen_mean_eer", frozen);
        bar.inc(1);
        for (key, repetitions) in [("free_text", 1), ("free_text_5", 5)] {
            let (scored, p_values) = free_text::run(&bench, repetitions);
            findings.add(key, &scored);
            let small = |below: f64| p_values.iter().filter(|p| **p <= below).count() as f64;
            findings.figures.push(format!("{key}.p01"), small(0.01) / p_values.len() as f64);
            findings.figures.push(format!("{key}.p10"), small(0.1) / p_values.len() as f64);
        }
        bar.inc(1);
        let calibration = prequential::run(&typists);
        findings.calibration(&calibration);
        let alarms =
            |scored: &[Scored]| Outcomes::of(&Scored::pooled(scored), |score| p_value(score) <= ALARM_P);
        let outcomes = [("one_class", alarms(&one_class)), ("population", alarms(&population))];
        findings.outcomes("where the shipped p ≤ 0.01", &outcomes.map(|(key, found)| (key.into(), found)));
        bar.inc(1);
        if self.compare {
            compare::run(&bench, self.options.seed, &mut findings)?;
        }
        bar.finish_and_clear();
        Ok(findings)
    }
}

impl Bench<'_> {
    /// Everybody knows nothing but these repetitions of their own.
    fn one_class(&self, learned: Range<usize>) -> Vec<Scored> {
        let each = self.typists.par_iter().enumerate();
        each.map(|(own, typist)| {
            let profile = learn(&typist.repetitions, learned.clone());
            self.score(own, |_| true, |rhythm| score(&profile, &Priors::default(), rhythm))
        })
        .collect()
    }

    /// Half of the others are the background, the other half the impostors; each half in turn.
    fn population(&self) -> Vec<Scored> {
        let alone: Vec<Profile> =
            self.typists.par_iter().map(|typist| learn(&typist.repetitions, 0..self.train)).collect();
        let tries: Vec<(usize, usize)> =
            (0..self.typists.len()).flat_map(|own| [(own, 0), (own, 1)]).collect();
        let one = |(own, half): (usize, usize)| {
            let others = (0..self.typists.len()).filter(|other| *other != own);
            let known: Vec<usize> =
                others.enumerate().filter(|(at, _)| at % 2 == half).map(|(_, other)| other).collect();
            let priors = Priors::fit(known.iter().filter_map(|other| alone.get(*other)));
            let profile = alone.get(own)?;
            Some(self.score(own, |other| !known.contains(&other), |rhythm| score(profile, &priors, rhythm)))
        };
        tries.into_par_iter().filter_map(one).collect()
    }

    /// What a person's judged repetitions score, and the first ones of these others.
    fn score(
        &self,
        own: usize,
        is_impostor: impl Fn(usize) -> bool,
        score: impl Fn(&Rhythm) -> Option<f64>,
    ) -> Scored {
        let mut scored = Scored::default();
        for (other, typist) in self.typists.iter().enumerate() {
            let (range, scores) = if other == own {
                (self.train..self.train + self.genuine, &mut scored.genuine)
            } else if is_impostor(other) {
                (0..self.impostor, &mut scored.impostor)
            } else {
                continue;
            };
            let attempts = typist.repetitions.get(range).unwrap_or_default();
            scores.extend(attempts.iter().filter_map(&score));
        }
        scored
    }
}

fn score(profile: &Profile, priors: &Priors, rhythm: &Rhythm) -> Option<f64> {
    profile.compare(priors, rhythm).map(|found| found.score)
}

/// A profile that has learned these repetitions.
fn learn(repetitions: &[Rhythm], learned: Range<usize>) -> Profile {
    let mut profile = Profile::default();
    repetitions.get(learned).unwrap_or_default().iter().for_each(|rhythm| profile.learn(rhythm));
    profile
}

impl Findings {
    /// The errors of everybody by a threshold of their own, and of all by one.
    pub(super) fn add(&mut self, key: &str, scored: &[Scored]) {
        let each = |measure| scored.iter().map(|one| one.measure(measure)).collect::<Vec<f64>>();
        let (mean, sd) = mean_sd(&each(eer));
        let (mean_auc, _) = mean_sd(&each(auc));
        let all = Scored::pooled(scored);
        let (global, fnmr) = (all.measure(eer), fnmr_at(0.01, &all.genuine, &all.impostor));
        let keys = [
            ("mean_eer", mean),
            ("sd_eer", sd),
            ("global_eer", global),
            ("mean_auc", mean_auc),
            ("fnmr_at_fmr_01", fnmr),
        ];
        keys.into_iter().for_each(|(name, value)| self.figures.push(format!("{key}.{name}"), value));
        if let Some(table) = self.tables.first_mut() {
            table.rows.push(Row(key.into(), [mean, sd, global, mean_auc, fnmr].map(Some).into()));
        }
        self.curves.push(Curve::of(key, &all));
    }
}
