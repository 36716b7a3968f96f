//! Detectors from the literature in the place of ours, knowing only the person. They see each action as its place on every measure's grid,
//! the person's mean place where there is nothing to measure; a visit scores the mean of its actions.

use super::{Known, global_auc, mean_auc, mean_eer, sd_auc};
use crate::baselines::{self, Baseline};
use crate::measures::Scored;
use crate::report::{Row, Table};
use crate::tasks::Findings;
use anyhow::{Context as _, Result};
use models::detectors::behaviour::pointer::Cells;
use models::detectors::behaviour::pointer::catalogue::{ABSENT, MEASURES};
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// So many actions of a person are learned, evenly over all: a support vector machine's time grows with their square.
const ACTIONS_MAX: usize = 1_000;

pub(super) fn run(known: &[Known], ours: &[Scored], seed: u64, findings: &mut Findings) -> Result<()> {
    let mut table = Table {
        title: format!("Knowing only the person: other detectors, on up to {ACTIONS_MAX} actions of each"),
        heads: vec!["mean AUC", "sd", "global AUC", "mean EER", "s taken"],
        rows: Vec::new(),
    };
    let mut add = |key: &str, scored: &[Scored], taken: Option<Duration>| {
        let measures = [mean_auc(scored), sd_auc(scored), global_auc(scored), mean_eer(scored)];
        let keys = ["mean_auc", "sd_auc", "global_auc", "mean_eer"];
        for (name, value) in keys.into_iter().zip(measures) {
            findings.figures.push(format!("compare.{key}.{name}"), value);
        }
        let cells = measures.into_iter().map(Some).chain([taken.map(|taken| taken.as_secs_f64())]);
        table.rows.push(Row(key.into(), cells.collect()));
    };
    add("ours", ours, None);
    for baseline in &baselines::ALL {
        let each =
            known.par_iter().map(|person| scored(person, baseline, seed)).collect::<Result<Vec<_>>>()?;
        let (scored, taken): (Vec<_>, Vec<Duration>) = each.into_iter().unzip();
        add(baseline.key, &scored, Some(taken.into_iter().sum()));
    }
    findings.tables.push(table);
    Ok(())
}

fn scored(person: &Known, baseline: &Baseline, seed: u64) -> Result<(Scored, Duration)> {
    let started = Instant::now();
    let actions = person.training.concat();
    let most = actions.len().min(ACTIONS_MAX);
    let learned: Vec<Cells> =
        (0..most).filter_map(|at| actions.get(at * actions.len() / most).copied()).collect();
    let usual = usual(&learned);
    let points: Vec<Vec<f64>> = learned.iter().map(|cells| point(cells, &usual)).collect();
    let model = baseline.fit(&points, seed).with_context(|| person.name.clone())?;
    let score = |visit: &Vec<Cells>| {
        visit.iter().map(|cells| model.score(&point(cells, &usual))).sum::<f64>() / visit.len() as f64
    };
    let all = |visits: &[Vec<Cells>]| visits.iter().filter(|visit| !visit.is_empty()).map(score).collect();
    Ok((Scored { genuine: all(&person.genuine), impostor: all(&person.impostor) }, started.elapsed()))
}

/// The mean place on each grid, 0 where nothing was ever measured.
fn usual(actions: &[Cells]) -> [f64; MEASURES] {
    let (mut sums, mut counts) = ([0.0; MEASURES], [0.0_f64; MEASURES]);
    for cells in actions {
        for ((sum, count), cell) in
            sums.iter_mut().zip(&mut counts).zip(cells).filter(|(_, cell)| **cell != ABSENT)
        {
            *sum += f64::from(*cell);
            *count += 1.0;
        }
    }
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum /= count.max(1.0));
    sums
}

fn point(cells: &Cells, usual: &[f64; MEASURES]) -> Vec<f64> {
    let place = |(cell, usual): (&u8, &f64)| if *cell == ABSENT { *usual } else { f64::from(*cell) };
    cells.iter().zip(usual).map(place).collect()
}
