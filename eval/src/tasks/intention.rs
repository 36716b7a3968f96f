//! Deceiving intention: the figures and plots of the slides that the detector was conceived from (Bhargava, Zhong, Lu, 2003), and
//! what each method does to honest parties who err.
//!
//! Parties are drawn ([`parties`]); the slides' figures are means over many of each. An honest party counts as condemned when its
//! confidence is ever above the slides' 0.76. `after_six`, `before_drop`, `uncovered_confidence` and the `illusive_…` are the published
//! predictor's; `honest_condemned` and `bounded_…` are the product's, which `bounded` beside `published` and `cap_and_halve` is too.

mod methods;
pub mod parties;
mod recognised;

use self::methods::{Family, Method, families};
use self::parties::{Party, lots};
use super::{Findings, Options};
use crate::measures::mean_sd;
use crate::plot::{Curve, Panel};
use crate::report::{Row, Table};
use anyhow::Result;
use clap::Args;
use models::detectors::intention::Rules;
use models::kept::Kept;
use rayon::prelude::*;

/// Swindlers of each kind.
const SWINDLERS: usize = 400;
/// Honest parties, and the promises of each.
const HONEST: usize = 2_000;
const INTERACTIONS: usize = 400;
/// From here on a party is condemned: what the slides' swindler reaches in six interactions.
const CONDEMNED: f64 = 0.76;
/// Promises of the trapping swindler before the drop, of a cycle of the illusive one and of its good phase, and how often it strikes.
const BEFORE: usize = 50;
const CYCLE: usize = 30;
const GOOD: usize = 20;
const CYCLES: usize = 7;
/// Promises that an honest party keeps before its stretch of bad luck, and after.
const LUCKY: (usize, usize) = (100, 300);
/// Where an illusive swindler has to be for a setting to count.
const CAUGHT: f64 = 0.8;
/// And how far the trapping one's confidence has risen six promises after the drop, for a quick setting.
const QUICK: f64 = 0.75;

/// The task.
#[derive(Args)]
pub struct Intention {
    #[command(flatten)]
    pub(super) options: Options,
}

/// What is drawn once and judged by every method.
struct Drawn {
    uncovered: Vec<Vec<Kept>>,
    trapping: Vec<Vec<Kept>>,
    illusive: Vec<Vec<Kept>>,
    honest: Vec<Vec<Kept>>,
}

/// What became of the slides' swindlers.
struct Slides {
    uncovered: f64,
    before_drop: f64,
    after_six: f64,
    phase_ends: Vec<f64>,
}

impl Intention {
    pub(super) fn measure(&self) -> Result<Findings> {
        let drawn = Drawn::of(self.options.seed);
        let mut findings = Findings::default();
        let shipped = [
            ("published", Method::Dip(Rules::PUBLISHED)),
            ("cap_and_halve", Method::Dip(Rules::CAP_AND_HALVE)),
            ("bounded", Method::bounded()),
        ];
        slides(&drawn, &shipped, &mut findings);
        let trade_off = trade_off(&drawn, &mut findings);
        others(self.options.seed, &shipped, &mut findings);
        recognised::measure(self.options.seed, &mut findings);
        findings.panels = panels(&drawn, &shipped);
        findings.panels.push(trade_off);
        Ok(findings)
    }
}

impl Drawn {
    fn of(seed: u64) -> Self {
        let mut random = lots(seed);
        let mut draw = |party: Party, number: usize, promises: usize| {
            (0..number).map(|_| party.promises(promises, &mut random)).collect()
        };
        Self {
            uncovered: draw(Party::UNCOVERED, SWINDLERS, 2 * BEFORE),
            trapping: draw(Party::TRAPPING, SWINDLERS, BEFORE + GOOD),
            // Ends with a good phase, when the last fraud is covered as well as it can be.
            illusive: draw(Party::ILLUSIVE, SWINDLERS, CYCLES * CYCLE + GOOD),
            honest: draw(Party::ERRING, HONEST, INTERACTIONS),
        }
    }
}

/// Means over parties of the confidence after so many promises.
fn mean_after(method: &Method, parties: &[Vec<Kept>], promises: &[usize]) -> Vec<f64> {
    let each: Vec<Vec<f64>> = parties.par_iter().map(|party| method.confidences(party)).collect();
    let after = |number: &usize| {
        let confidences: Vec<f64> = each.iter().filter_map(|one| one.get(number - 1).copied()).collect();
        mean_sd(&confidences).0
    };
    promises.iter().map(after).collect()
}

fn condemned(method: &Method, parties: &[Vec<Kept>]) -> f64 {
    let is_condemned =
        |party: &&Vec<Kept>| method.confidences(party).into_iter().any(|confidence| confidence > CONDEMNED);
    parties.par_iter().filter(is_condemned).count() as f64 / parties.len() as f64
}

/// Promises after which confidence is still 0.5 at least, from the last of the first hundred on; the mean.
fn doubted(method: &Method, parties: &[Vec<Kept>]) -> f64 {
    let doubted = |party: &Vec<Kept>| {
        let after = method.confidences(party).into_iter().skip(LUCKY.0);
        after.filter(|confidence| *confidence >= 0.5).count() as f64
    };
    mean_sd(&parties.iter().map(doubted).collect::<Vec<_>>()).0
}

impl Slides {
    fn of(method: &Method, drawn: &Drawn) -> Self {
        let last = |values: Vec<f64>| values.last().copied().unwrap_or(f64::NAN);
        let ends: Vec<usize> = (0..=CYCLES).map(|cycle| cycle * CYCLE + GOOD).collect();
        Self {
            uncovered: last(mean_after(method, &drawn.uncovered, &[2 * BEFORE])),
            before_drop: last(mean_after(method, &drawn.trapping, &[BEFORE])),
            after_six: last(mean_after(method, &drawn.trapping, &[BEFORE + 6])),
            phase_ends: mean_after(method, &drawn.illusive, &ends),
        }
    }

    fn illusive_final(&self) -> f64 {
        self.phase_ends.last().copied().unwrap_or(f64::NAN)
    }
}

/// The slides' figures. Theirs: 0.2239, 0.7592, about 0.9 and about 0.9.
fn slides(drawn: &Drawn, methods: &[(&'static str, Method)], findings: &mut Findings) {
    let mut table = Table {
        title: format!(
            "The slides' swindlers, means of {SWINDLERS}; their figures: 0.2239, 0.7592, 0.9, 0.9"
        ),
        heads: vec!["before drop", "six after", "uncovered", "illusive"],
        rows: Vec::new(),
    };
    let mut phases = Table {
        title: "Confidence at the end of each good phase of the illusive swindler".into(),
        heads: vec!["1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th"],
        rows: Vec::new(),
    };
    for (name, method) in methods {
        let slides = Slides::of(method, drawn);
        let figures = &mut findings.figures;
        let own = [slides.before_drop, slides.after_six, slides.uncovered, slides.illusive_final()];
        match *name {
            "published" => {
                let keys = ["before_drop", "after_six", "uncovered_confidence", "illusive_final"];
                keys.iter().zip(own).for_each(|(key, value)| figures.push(*key, value));
                figures.push_all("illusive_phase_ends", &slides.phase_ends);
            }
            "bounded" => {
                let keys = ["before_drop", "after_six", "uncovered_confidence", "illusive_final"];
                keys.iter().zip(own).for_each(|(key, value)| figures.push(format!("bounded_{key}"), value));
                figures.push_all("bounded_illusive_phase_ends", &slides.phase_ends);
                figures.push("honest_condemned", condemned(method, &drawn.honest));
            }
            _ => {}
        }
        table.rows.push(Row((*name).into(), own.map(Some).into()));
        phases.rows.push(Row((*name).into(), slides.phase_ends.into_iter().map(Some).collect()));
    }
    findings.tables.extend([table, phases]);
}

/// Honest parties condemned against the illusive swindler's final confidence, over many settings of each method.
fn trade_off(drawn: &Drawn, findings: &mut Findings) -> Panel {
    let mut table = Table {
        title: format!(
            "Trade-off: {HONEST} honest parties (5 % accidents, {INTERACTIONS} promises) ever above {CONDEMNED}"
        ),
        heads: vec!["condemned", "illusive", "six after"],
        rows: Vec::new(),
    };
    let mut curves = Vec::new();
    for Family { key, methods } in families() {
        let (mut points, mut fewest, mut fewest_quick) = (Vec::new(), f64::NAN, f64::NAN);
        for (name, method) in methods {
            let slides = Slides::of(&method, drawn);
            let condemned = condemned(&method, &drawn.honest);
            points.push((slides.illusive_final(), condemned));
            if slides.illusive_final() >= CAUGHT {
                fewest = fewest.min(condemned);
                if slides.after_six >= QUICK {
                    fewest_quick = fewest_quick.min(condemned);
                }
            }
            table
                .rows
                .push(Row(name, [condemned, slides.illusive_final(), slides.after_six].map(Some).into()));
        }
        findings.figures.push(format!("trade_off.{key}.fewest_condemned"), fewest);
        findings.figures.push(format!("trade_off.{key}.fewest_condemned_quick"), fewest_quick);
        curves.push(Curve { name: key.into(), points: fewest_for(points) });
    }
    findings.tables.push(table);
    Panel {
        title: "fewest honest parties condemned by any setting".into(),
        axes: ("illusive swindler's final confidence, at least".into(), "share condemned".into()),
        until: 1.0,
        curves,
    }
}

/// The fewest condemned of all settings that reach a confidence, as steps.
fn fewest_for(mut settings: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    settings.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut fewest = 1.0;
    let mut steps = Vec::new();
    for (confidence, condemned) in settings {
        if condemned < fewest {
            steps.extend([(confidence, fewest), (confidence, condemned)]);
            fewest = condemned;
        }
    }
    steps.push((0.0, fewest));
    steps
}

/// Swindlers who are more patient than the slides', and honest parties who err more or less.
fn others(seed: u64, methods: &[(&'static str, Method)], findings: &mut Findings) {
    let mut random = lots(seed ^ 0x5eed);
    let mut table = |title: String, heads: Vec<&'static str>, judged: &dyn Fn(&Method, usize) -> f64| {
        let cells = |method: &Method| (0..heads.len()).map(|at| Some(judged(method, at))).collect();
        let rows = methods.iter().map(|(name, method)| Row((*name).into(), cells(method))).collect();
        findings.tables.push(Table { title, heads, rows });
    };
    let patient: Vec<Vec<Vec<Kept>>> = [(20, 10), (50, 5), (100, 10), (20, 3), (20, 2), (20, 1)]
        .map(|(good, bad)| {
            let course = parties::Course::Covering { high: 0.8, low: 0.15, good, bad };
            let party = Party { course, ..Party::ILLUSIVE };
            let promises = INTERACTIONS / (good + bad) * (good + bad);
            (0..SWINDLERS).map(|_| party.promises(promises, &mut random)).collect()
        })
        .into();
    table(
        format!("Illusive swindlers ever above {CONDEMNED} within {INTERACTIONS} promises, by kept/broken"),
        vec!["20/10", "50/5", "100/10", "20/3", "20/2", "20/1"],
        &|method, at| patient.get(at).map_or(f64::NAN, |parties| condemned(method, parties)),
    );
    let low: Vec<Vec<Vec<Kept>>> = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
        .map(|mean| {
            let party = Party { course: parties::Course::Steady(mean), spread: 0.05, accidents: 0.0 };
            (0..SWINDLERS).map(|_| party.promises(2 * BEFORE, &mut random)).collect()
        })
        .into();
    table(
        "Confidence after 100 promises of an uncovered swindler, by the mean of the ratings".into(),
        vec!["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"],
        &|method, at| {
            let of = |parties: &Vec<Vec<Kept>>| mean_after(method, parties, &[2 * BEFORE]);
            low.get(at).and_then(|parties| of(parties).pop()).unwrap_or(f64::NAN)
        },
    );
    let unlucky: Vec<Vec<Vec<Kept>>> = [1, 2, 3, 4, 6, 8]
        .map(|row| {
            let party = Party { course: parties::Course::Steady(0.8), spread: 0.1, accidents: 0.0 };
            let accidents = Party { accidents: 1.0, ..party };
            let drawn = |_| {
                let mut promises = party.promises(LUCKY.0, &mut random);
                promises.extend(accidents.promises(row, &mut random));
                promises.extend(party.promises(LUCKY.1, &mut random));
                promises
            };
            (0..SWINDLERS).map(drawn).collect()
        })
        .into();
    table(
        format!("Honest parties ever above {CONDEMNED} after one stretch of accidents, by its length"),
        vec!["1", "2", "3", "4", "6", "8"],
        &|method, at| unlucky.get(at).map_or(f64::NAN, |parties| condemned(method, parties)),
    );
    table(
        format!("Promises that they keep after it until confidence is below 0.5 (of {})", LUCKY.1),
        vec!["1", "2", "3", "4", "6", "8"],
        &|method, at| unlucky.get(at).map_or(f64::NAN, |parties| doubted(method, parties)),
    );
    let erring: Vec<Vec<Vec<Kept>>> = [0.0, 0.01, 0.05, 0.1, 0.2, 0.3]
        .map(|accidents| {
            let party = Party { accidents, ..Party::ERRING };
            (0..HONEST).map(|_| party.promises(INTERACTIONS, &mut random)).collect()
        })
        .into();
    table(
        format!("Honest parties ever above {CONDEMNED} within {INTERACTIONS} promises, by accidents"),
        vec!["0 %", "1 %", "5 %", "10 %", "20 %", "30 %"],
        &|method, at| erring.get(at).map_or(f64::NAN, |parties| condemned(method, parties)),
    );
}

/// The slides' three plots: one swindler of each kind.
fn panels(drawn: &Drawn, methods: &[(&'static str, Method)]) -> Vec<Panel> {
    let all = [("uncovered", &drawn.uncovered), ("trapping", &drawn.trapping), ("illusive", &drawn.illusive)];
    let panel = |(title, parties): (&str, &Vec<Vec<Kept>>)| {
        let first = parties.first().map(Vec::as_slice).unwrap_or_default();
        let curve = |(name, method): &(&str, Method)| Curve {
            name: (*name).into(),
            points: method.confidences(first).into_iter().zip(1..).map(|(y, x)| (f64::from(x), y)).collect(),
        };
        Panel {
            title: title.into(),
            axes: ("promises".into(), "confidence in deceit".into()),
            until: first.len() as f64,
            // Before its supervision ends, capping is what was published.
            curves: methods.iter().filter(|(name, _)| *name != "cap_and_halve").map(curve).collect(),
        }
    };
    all.into_iter().map(panel).collect()
}
