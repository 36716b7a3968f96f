//! Detectors from the literature in the place of ours, on the same repetitions: on times in seconds, as they were published, and on the
//! scales that our own detector measures with.

use super::{Bench, learn, score};
use crate::baselines::{self, Baseline};
use crate::measures::{Scored, eer, mean_sd};
use crate::report::{Row, Table};
use crate::tasks::Findings;
use anyhow::Result;
use models::detectors::behaviour::keystroke::{Kind, Priors, Rhythm};
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// A rhythm as a point.
type Numbers = fn(&Rhythm) -> Vec<f64>;

/// What everybody scored, and how long learning and scoring took for all together, on one core.
type Timed = (Vec<Scored>, Duration);

pub(super) fn run(bench: &Bench<'_>, seed: u64, findings: &mut Findings) -> Result<()> {
    let scales: [(&str, Numbers); 2] = [("seconds", seconds), ("scales", scales)];
    let mut rows = vec![findings.compared("ours".into(), &bench.ours())];
    for (scale, numbers) in scales {
        for baseline in &baselines::ALL {
            let timed = bench.baseline(baseline, numbers, seed)?;
            rows.push(findings.compared(format!("{}.{scale}", baseline.key), &timed));
        }
    }
    findings.tables.push(Table {
        title: format!("The same {} repetitions of each learned by other detectors", bench.train),
        heads: vec!["mean EER", "sd EER", "global EER", "s taken"],
        rows,
    });
    Ok(())
}

impl Bench<'_> {
    fn ours(&self) -> Timed {
        let each = self.typists.par_iter().enumerate().map(|(own, typist)| {
            let started = Instant::now();
            let profile = learn(&typist.repetitions, 0..self.train);
            let scored = self.score(own, |_| true, |rhythm| score(&profile, &Priors::default(), rhythm));
            (scored, started.elapsed())
        });
        together(each.collect())
    }

    fn baseline(&self, baseline: &Baseline, numbers: Numbers, seed: u64) -> Result<Timed> {
        let each = self.typists.par_iter().enumerate().map(|(own, typist)| {
            let started = Instant::now();
            let points: Vec<Vec<f64>> = typist.repetitions.iter().take(self.train).map(numbers).collect();
            let model = baseline.fit(&points, seed)?;
            let scored = self.score(own, |_| true, |rhythm| Some(model.score(&numbers(rhythm))));
            Ok((scored, started.elapsed()))
        });
        Ok(together(each.collect::<Result<_>>()?))
    }
}

fn together(each: Vec<(Scored, Duration)>) -> Timed {
    let (scored, taken): (Vec<_>, Vec<Duration>) = each.into_iter().unzip();
    (scored, taken.into_iter().sum())
}

fn seconds(rhythm: &Rhythm) -> Vec<f64> {
    rhythm.numbers.iter().enumerate().map(|(at, number)| Kind::at(at).seconds(*number)).collect()
}

fn scales(rhythm: &Rhythm) -> Vec<f64> {
    rhythm.numbers.clone()
}

impl Findings {
    fn compared(&mut self, name: String, (scored, taken): &Timed) -> Row {
        let (mean, sd) = mean_sd(&scored.iter().map(|one| one.measure(eer)).collect::<Vec<_>>());
        let cells = [
            ("mean_eer", mean),
            ("sd_eer", sd),
            ("global_eer", Scored::pooled(scored).measure(eer)),
            ("s", taken.as_secs_f64()),
        ];
        cells.iter().for_each(|(key, value)| self.figures.push(format!("compare.{name}.{key}"), *value));
        Row(name, cells.map(|(_, value)| Some(value)).to_vec())
    }
}
