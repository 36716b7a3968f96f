//! Ratings that parties give each other, as in Bitcoin-OTC (Kumar et al., ICDM 2016): what the next one will be, and who is a fraud.
//!
//! - `next_rating`: each rating by all those before it, which are then learned; fitted on the first 80 % in time, judged on the last 20 %.
//! - `frozen`: nothing is learned after 80 %.
//! - `random`: each tenth, drawn at random, by the nine others. They know the future: it is how the literature measures, and nothing a product
//!   could do.
//! - `sign_auc`: bad ratings told from others. `pcc`, `rmse`: of the rating itself, from −1 to 1.
//! - `fraud`: trust in labelled parties, by the clean protocol: the labels are a function of what party 1 and those whom it rated 5 or better
//!   said, so their ratings are left out, and so are they. Trust is fitted to nothing.

mod judged;
mod ours;
mod theirs;

use self::judged::Judged;
use super::{Findings, Options};
use crate::baselines::reputation;
use crate::data::ratings::{Rating, Ratings, id, labels, ratings};
use crate::measures::{Scored, auc, average_precision};
use crate::plot::Curve;
use crate::report::{Row, Table};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use models::graph::Predictor;
use std::path::PathBuf;

/// Whoever founded Bitcoin-OTC, and from which rating on those whom it rated made the labels.
const FOUNDER: &str = "1";
const LABELLER: f64 = 0.5;
/// Fewer ratings cannot be cut into what is fitted and what is judged.
const FEWEST: usize = 1_000;

/// The task.
#[derive(Args)]
pub struct Trust {
    /// CSV, plain or gzipped: `source,target,rating,time`, the rating from -10 to 10, the time in seconds; the header may be missing.
    #[arg(long)]
    pub data: PathBuf,
    /// CSV `party,label`: 1 for the benign and -1 for frauds; the header may be missing.
    #[arg(long)]
    pub labels: Option<PathBuf>,
    /// Fit the shipped predictor anew, on the first 80 % in time, and write it to this file; nothing is judged.
    #[arg(long, value_name = "FILE")]
    pub fit: Option<PathBuf>,
    #[command(flatten)]
    pub(super) options: Options,
}

/// What one method came to.
struct Method {
    key: &'static str,
    rates: bool,
    next: Judged,
    frozen: Judged,
    random: Judged,
    fraud: Option<Scored>,
}

impl Trust {
    pub(super) fn measure(&self) -> Result<Findings> {
        let ratings = ratings(&self.data)?;
        let (all, name) = (&ratings.all, self.data.display());
        ensure!(all.len() >= FEWEST, "{name}: {} ratings, and {FEWEST} are needed", all.len());
        let first = all.len() * 8 / 10;
        let (before, after) = all.split_at(first);
        for (part, which) in [(before, "first 80 %"), (after, "last 20 %")] {
            let bad = part.iter().filter(|rating| rating.opinion < 0.0).count();
            ensure!(
                bad > 0 && bad < part.len(),
                "{name}: {bad} bad ratings of {} in the {which}",
                part.len()
            );
        }
        let (predictor, next) = ours::next(before, after);
        if let Some(file) = &self.fit {
            return self.written(&predictor, file);
        }
        let clean =
            self.labels.as_ref().map(|file| Clean::of(&ratings, labels(file, &ratings)?)).transpose()?;
        let mut methods = vec![Method {
            key: "",
            rates: true,
            next,
            frozen: ours::frozen(before, after),
            random: ours::random(all, self.options.seed),
            fraud: clean.as_ref().map(|clean| {
                let graph = ours::learned(clean.ratings.iter());
                clean.scored(|party| graph.trust_last_heard(&id(party)).value)
            }),
        }];
        let parties = ratings.parties();
        methods.extend(reputation::ALL.iter().map(|baseline| Method {
            key: baseline.key,
            rates: baseline.rates,
            next: theirs::next(baseline, all, first, parties),
            frozen: theirs::frozen(baseline, before, after, parties),
            random: theirs::random(baseline, all, parties, self.options.seed),
            fraud: clean.as_ref().map(|clean| {
                let reputation = (baseline.fit)(&clean.ratings, parties);
                clean.scored(|party| reputation.of(party))
            }),
        }));
        Ok(findings(&methods, after.len()))
    }

    fn written(&self, predictor: &Predictor, file: &PathBuf) -> Result<Findings> {
        std::fs::write(file, predictor.to_bytes()).with_context(|| file.display().to_string())?;
        Ok(Findings::default())
    }
}

fn findings(methods: &[Method], judged: usize) -> Findings {
    let mut findings = Findings::default();
    let mut table = Table {
        title: format!(
            "{judged} ratings judged: the next one, the next one when nothing is learned any more, and any one"
        ),
        heads: vec!["next AUC", "PCC", "frozen AUC", "random RMSE", "PCC", "AUC", "fraud AUC", "AP"],
        rows: Vec::new(),
    };
    for Method { key, rates, next, frozen, random, fraud } in methods {
        let rated = |value: f64| rates.then_some(value);
        let named = [
            ("next_rating.sign_auc", Some(next.sign_auc())),
            ("next_rating.pcc", rated(next.pcc())),
            ("frozen.sign_auc", Some(frozen.sign_auc())),
            ("random.rmse", rated(random.rmse())),
            ("random.pcc", rated(random.pcc())),
            ("random.sign_auc", Some(random.sign_auc())),
            ("fraud.auc", fraud.as_ref().map(|scored| scored.measure(auc))),
            ("fraud.average_precision", fraud.as_ref().map(|scored| scored.measure(average_precision))),
        ];
        let prefix = if key.is_empty() { String::new() } else { format!("{key}.") };
        for (key, value) in named {
            value.into_iter().for_each(|value| findings.figures.push(format!("{prefix}{key}"), value));
        }
        let name = if key.is_empty() { "graph of trust".into() } else { key.replace('_', " ") };
        findings.curves.push(Curve::of(name.clone(), &next.scored()));
        table.rows.push(Row(name, named.map(|(_, value)| value).into()));
    }
    findings.tables.push(table);
    findings
}

/// What is left by the clean protocol.
struct Clean {
    ratings: Vec<Rating>,
    labels: Vec<(usize, bool)>,
}

impl Clean {
    fn of(ratings: &Ratings, labels: Vec<(usize, bool)>) -> Result<Self> {
        let founder = ratings.party(FOUNDER);
        let liked = ratings.all.iter().filter(|one| Some(one.from) == founder && one.opinion >= LABELLER);
        let labellers: Vec<usize> = founder.into_iter().chain(liked.map(|one| one.to)).collect();
        let clean = Self {
            ratings: ratings.all.iter().filter(|one| !labellers.contains(&one.from)).copied().collect(),
            labels: labels.into_iter().filter(|(party, _)| !labellers.contains(party)).collect(),
        };
        let frauds = clean.labels.iter().filter(|(_, fraud)| *fraud).count();
        let benign = clean.labels.len() - frauds;
        ensure!(frauds > 0 && benign > 0, "{frauds} frauds and {benign} benign parties are labelled");
        Ok(clean)
    }

    fn scored(&self, trust: impl Fn(usize) -> f64) -> Scored {
        let mut scored = Scored::default();
        self.labels.iter().for_each(|(party, fraud)| scored.push(!fraud, -trust(*party)));
        scored
    }
}
