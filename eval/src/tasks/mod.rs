//! What can be measured. The visible list: a task is one file, its line in [`Task`] and its line in [`Task::run`].

pub mod device;
pub mod edges;
pub mod intention;
pub mod keystroke;
pub mod pointer;
pub mod rings;
pub mod sessions;
pub mod spending;
pub mod trust;

use crate::measures::{Class, Outcomes};
use crate::plot::{self, Curve, Panel};
use crate::report::{Figures, Row, Table};
use anyhow::Result;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;

/// One task.
#[derive(Subcommand)]
pub enum Task {
    /// Typing of one text by many people (the protocol of the CMU benchmark: Killourhy and Maxion, DSN 2009).
    Keystroke(keystroke::Keystroke),
    /// Mouse movements (the protocol of the Balabit Mouse Dynamics Challenge: Fülöp et al., 2016).
    Pointer(pointer::Pointer),
    /// Simulated sessions as in the article that the behaviour detector was conceived from.
    Sessions(sessions::Sessions),
    /// Devices and impostors by their micro-transactions, as the laboratory wrote them down.
    Device(device::Device),
    /// Card purchases: what a card's own pattern and a payee's outcomes give away.
    Spending(spending::Spending),
    /// Parties who mean to deceive, and honest ones who err (the plots of Bhargava, Zhong and Lu, 2003).
    Intention(intention::Intention),
    /// Ratings that parties give each other: the next one, and who is a fraud (Bitcoin-OTC: Kumar et al., 2016).
    Trust(trust::Trust),
    /// Edges of a network: how well bursts stand out (the protocol of MIDAS: Bhatia et al., 2020, 2022).
    Edges(edges::Edges),
    /// Rings put among the parties of a real network of ratings: whether they are found, and whom else they draw in.
    Rings(rings::Rings),
}

/// From this p-value down an attempt raises an alarm, where one threshold is asked for.
const ALARM_P: f64 = 0.01;

/// What all tasks take.
#[derive(Args, Clone)]
pub struct Options {
    /// Print one JSON object instead of tables.
    #[arg(long)]
    pub json: bool,
    /// Draw the curves into this file.
    #[arg(long, value_name = "FILE.svg")]
    pub plot: Option<PathBuf>,
    /// Seed of whatever is drawn at random.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What a task found.
#[derive(Default)]
pub struct Findings {
    /// The numbers that others rely on, by key.
    pub figures: Figures,
    /// The same and more, for people.
    pub tables: Vec<Table>,
    /// False match rate to the right, detected impostors upwards.
    pub curves: Vec<Curve>,
    /// Plots of other kinds, in place of the curves.
    pub panels: Vec<Panel>,
}

impl Findings {
    /// How many genuine p-values are small.
    fn calibration(&mut self, p_values: &[f64]) {
        let n = p_values.len() as f64;
        let share = |below: f64| p_values.iter().filter(|p| **p <= below).count() as f64 / n;
        let within = |expected: f64| 2.576 * (expected * (1.0 - expected) / n).sqrt();
        let mut table = Table {
            title: "p-values of genuine attempts, before they are learned".into(),
            heads: vec!["share", "expected", "± (99 %)", "of"],
            rows: Vec::new(),
        };
        for (key, expected) in [("p01", 0.01), ("p10", 0.1)] {
            self.figures.push(format!("calibration.{key}"), share(expected));
            let cells = [share(expected), expected, within(expected), n].map(Some).into();
            table.rows.push(Row(format!("p ≤ {expected}"), cells));
        }
        self.figures.push("calibration.n", n);
        self.tables.push(table);
    }

    /// What became of the cases at one threshold. None of the tasks' data have amounts, so nothing is said of them.
    fn outcomes(&mut self, threshold: &str, each: &[(String, Outcomes)]) {
        let mut shares = Table {
            title: format!("Alarms {threshold} (no amounts in these data: nothing by amount, no costs)"),
            heads: vec!["accuracy", "fraud coverage", "false-alarm share", "false positives"],
            rows: Vec::new(),
        };
        let mut report = Table {
            title: "Classification report of the same alarms".into(),
            heads: vec!["precision", "recall", "F1", "support"],
            rows: Vec::new(),
        };
        for (name, outcomes) in each {
            let named = [
                ("accuracy", outcomes.accuracy()),
                ("fraud_coverage", outcomes.fraud_coverage()),
                ("false_alarm_share", outcomes.false_alarm_share()),
                ("false_positive_rate", outcomes.false_positive_rate()),
            ];
            named.iter().for_each(|(key, value)| self.figures.push(format!("{name}.{key}"), *value));
            shares.rows.push(Row(name.clone(), named.map(|(_, value)| Some(value)).into()));
            for (class, line) in [("genuine", outcomes.genuine()), ("fraud", outcomes.fraud())] {
                let Class { precision, recall, f1, support } = line;
                let named =
                    [("precision", precision), ("recall", recall), ("f1", f1), ("support", support as f64)];
                for (key, value) in named {
                    self.figures.push(format!("{name}.report.{class}.{key}"), value);
                }
                report.rows.push(Row(format!("{name}, {class}"), named.map(|(_, value)| Some(value)).into()));
            }
        }
        self.tables.extend([shares, report]);
    }
}

impl Task {
    /// Carries the task out and prints what it found.
    ///
    /// # Errors
    /// The data cannot be read, or the output cannot be written.
    pub fn run(self, out: &mut dyn Write) -> Result<()> {
        let (title, options, findings) = match self {
            Self::Keystroke(task) => ("keystroke", task.options.clone(), task.measure()?),
            Self::Pointer(task) => ("pointer", task.options.clone(), task.measure()?),
            Self::Sessions(task) => ("sessions", task.options.clone(), task.measure()?),
            Self::Device(task) => ("device", task.options.clone(), task.measure()?),
            Self::Spending(task) => ("spending", task.options.clone(), task.measure()?),
            Self::Intention(task) => ("intention", task.options.clone(), task.measure()?),
            Self::Trust(task) => ("trust", task.options.clone(), task.measure()?),
            Self::Edges(task) => ("edges", task.options.clone(), task.measure()?),
            Self::Rings(task) => ("rings", task.options.clone(), task.measure()?),
        };
        if options.json {
            writeln!(out, "{}", findings.figures.json())?;
        } else {
            findings.tables.iter().try_for_each(|table| write!(out, "{table}"))?;
        }
        if let Some(file) = &options.plot {
            match findings.panels.as_slice() {
                [] => plot::curves(
                    file,
                    title,
                    ("genuine visits refused", "impostors refused"),
                    &findings.curves,
                )?,
                panels => plot::panels(file, panels)?,
            }
        }
        Ok(())
    }
}
