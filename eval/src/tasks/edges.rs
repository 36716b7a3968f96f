//! Edges of a network: how well bursts stand out (the protocol of MIDAS: Bhatia et al., AAAI 2020 and TKDD 2022). Every edge is scored when it
//! comes and learned with it; no label is ever seen.
//!
//! `auc` and `ns_per_edge` are of what is shipped, MIDAS-F with the published constants: the mean area under the ROC curve over
//! five seeds of the hashes, and the median time of a pass, one thread, scores written down. `variants` has the others and other sizes.

use super::{Findings, Options};
use crate::data::edges::{LabelledEdge, edges};
use crate::measures::{auc, mean_sd};
use crate::progress::bar;
use crate::report::{Row, Table};
use anyhow::{Result, bail};
use clap::Args;
use models::math::count_min::Shape;
use models::math::midas::{Midas, SHIPPED, Variant};
use std::path::PathBuf;
use std::time::Instant;

/// Seeds of the hashes.
const SEEDS: u64 = 5;

/// The task.
#[derive(Args)]
pub struct Edges {
    #[command(flatten)]
    pub(super) options: Options,
    /// `source,target,minute,label`, plain, gzipped or in a zip.
    #[arg(long, value_name = "FILE.csv")]
    data: PathBuf,
}

/// What one setting came to.
struct Trial {
    aucs: Vec<f64>,
    ns_per_edge: f64,
}

impl Edges {
    pub(super) fn measure(&self) -> Result<Findings> {
        let edges = edges(&self.data)?;
        if edges.iter().all(|edge| edge.attack) || !edges.iter().any(|edge| edge.attack) {
            bail!("{}: there have to be both attacks and others", self.data.display());
        }
        let published = |variant| (variant, SHIPPED.1);
        let larger = |columns| (Variant::Filtering, Shape { columns, ..SHIPPED.1 });
        let settings = [
            ("midas", published(Variant::Plain)),
            ("midas_r", published(Variant::Relational)),
            ("midas_f", SHIPPED),
            ("midas_f_4096", larger(4_096)),
            ("midas_f_16384", larger(16_384)),
        ];
        let mut findings = Findings::default();
        let mut table = Table {
            title: format!("Attacks among {} edges, {SEEDS} seeds of the hashes", edges.len()),
            heads: vec!["AUC", "least", "most", "ns an edge"],
            rows: Vec::new(),
        };
        let bar = bar("edges", settings.len());
        for (name, setting) in settings {
            let trial = Trial::of(&edges, setting, self.options.seed);
            let mean = mean_sd(&trial.aucs).0;
            let least = trial.aucs.iter().copied().fold(f64::INFINITY, f64::min);
            let most = trial.aucs.iter().copied().fold(0.0, f64::max);
            if setting == SHIPPED {
                findings.figures.push("auc", mean);
                findings.figures.push("ns_per_edge", trial.ns_per_edge);
                findings.figures.push_all("auc_by_seed", &trial.aucs);
            }
            findings.figures.push(format!("variants.{name}.auc"), mean);
            findings.figures.push(format!("variants.{name}.ns_per_edge"), trial.ns_per_edge);
            table.rows.push(Row(name.into(), [mean, least, most, trial.ns_per_edge].map(Some).into()));
            bar.inc(1);
        }
        bar.finish_and_clear();
        findings.tables.push(table);
        Ok(findings)
    }
}

impl Trial {
    fn of(edges: &[LabelledEdge], (variant, shape): (Variant, Shape), seed: u64) -> Self {
        let (mut aucs, mut times) = (Vec::new(), Vec::new());
        let mut scores = vec![0.0; edges.len()];
        for hashes in 0..SEEDS {
            let mut midas = Midas::new(variant, shape, seed.wrapping_mul(SEEDS).wrapping_add(hashes));
            let began = Instant::now();
            for (score, edge) in scores.iter_mut().zip(edges) {
                *score = midas.push(edge.source.into(), edge.target.into(), edge.tick);
            }
            times.push(began.elapsed().as_secs_f64() * 1e9 / edges.len() as f64);
            let of = |attack| scores.iter().zip(edges).filter(move |(_, edge)| edge.attack == attack);
            let scores = |attack| of(attack).map(|(score, _)| *score).collect::<Vec<f64>>();
            aucs.push(auc(&scores(false), &scores(true)));
        }
        times.sort_by(f64::total_cmp);
        Self { aucs, ns_per_edge: times.get(times.len() / 2).copied().unwrap_or(f64::NAN) }
    }
}
