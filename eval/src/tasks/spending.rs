//! Card purchases, by the protocol of the *Reproducible Machine Learning for Credit Card Fraud Detection* handbook (Le Borgne et al.), in
//! time: everything is fitted on the first 92 days and judged on the 91 after them, each purchase by what was known before it.
//!
//! - A purchase is learned by its card when nobody disputed it for a day; outcomes are told a week late, frauds then taken back.
//! - `roc_auc`, `average_precision`: that spending or the payee brought about a fraud; what either is worth is fitted on the training days.
//! - `fused`: the same p-values, calibrated on the training days and fused as the road does, which knows no frauds to fit anything to.
//! - `learned`: fused with the weights that the road learns from outcomes, here from those of the training days.
//! - `card_precision_100`: of the hundred cards with the highest scores of a day, the share that paid for a fraud that day, averaged.
//! - `no_outcomes`: spending alone, and no fraud is ever told while it is judged.
//! - `profile`: the user's profile, with rules from what was told in the training days; `profile.pattern`: without rules. `with_profile`, `with_profile.fused`: as the
//!   first two, and the profile.
//! - `hmm_published`, `reclustering`: the published tests, and their alarms; `hmm_predictive`: the surprise of the amount's group alone.
//! - `calibration`: the p-values of the spending detector, genuine purchases only.
//! - `recall.N`: frauds of scenario N above the score that 0.1 % of genuine purchases exceed.

mod cards;
mod fit;
mod followed;
mod payees;
mod profiles;
mod published;
mod simulate;

use self::cards::Before;
use self::fit::{Case, Either};
use self::payees::Said;
use super::{Findings, Options};
use crate::data::purchases::{LabelledPurchase, purchases};
use crate::measures::{Outcomes, Scored, auc, average_precision};
use crate::plot::Curve;
use crate::report::{Row, Table};
use anyhow::{Result, ensure};
use clap::Args;
use models::calibration::{Scores, Tables};
use models::detectors::Detector as _;
use models::detectors::payee::Payee;
use models::detectors::profile::{self, Profile};
use models::detectors::spending::published::ACCEPTANCE_DROP;
use models::detectors::spending::{self, PARTS, Part, Priors};
use models::evidence::{Evidence, Known};
use models::fusion::learned::Learned;
use models::fusion::{Fusion, Heard};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Days that everything is fitted on, the first of which only fill what is known.
const TRAINING_DAYS: u32 = 92;
const FILLING_DAYS: u32 = 30;
/// Days after which it is told what a purchase was.
const OUTCOME_DAYS: i64 = 7;
/// Microseconds.
const DAY: i64 = 86_400_000_000;
/// Cards that people look at in a day.
const CARDS_A_DAY: usize = 100;
/// No comparison is shipped with a weight below: these frauds change amounts, and cannot speak of pace, hours and payees.
const LEAST_WEIGHT: f64 = 0.05;
/// Share of genuine purchases above the threshold of `recall`.
const FALSE_POSITIVES: f64 = 0.001;

/// The task.
#[derive(Args)]
pub struct Spending {
    /// CSV, plain or gzipped: `customer,time,amount,payee,label[,scenario]`, time in seconds, in its order.
    #[arg(long, required_unless_present = "simulate")]
    pub data: Option<PathBuf>,
    /// Draw the published method's tables on simulated cards instead; needs no data.
    #[arg(long, conflicts_with_all = ["data", "fit"])]
    pub simulate: bool,
    /// Fit the shipped weights anew, on the training days, and print them.
    #[arg(long)]
    pub fit: bool,
    #[command(flatten)]
    pub(super) options: Options,
}

impl Spending {
    pub(super) fn measure(&self) -> Result<Findings> {
        let Some(file) = &self.data else { return Ok(simulate::measure(self.options.seed)) };
        let all = purchases(file)?;
        let name = file.display();
        let last = all.last().map_or(0, |one| one.day);
        ensure!(last >= TRAINING_DAYS, "{name}: {} days, and {TRAINING_DAYS} are trained on", last + 1);
        for (days, which) in [(0..TRAINING_DAYS, "training"), (TRAINING_DAYS..last + 1, "judged")] {
            let frauds = all.iter().filter(|one| days.contains(&one.day) && one.fraud).count();
            let genuine = all.iter().filter(|one| days.contains(&one.day) && !one.fraud).count();
            ensure!(
                frauds > 0 && genuine > 0,
                "{name}: {frauds} frauds, {genuine} genuine on the {which} days; both are needed"
            );
        }
        let data = Data::of(all);
        let (_, states) = data.cards(&Priors::default(), true);
        let fitted = Priors::fit(&mut states.into_iter()).unwrap_or_default();
        let (told, _) = data.cards(&fitted, true);
        let (_, states) = data.payees(&Default::default());
        let priors = Payee.fit(&mut states.into_iter()).unwrap_or_default();
        let (payees, _) = data.payees(&priors);
        if self.fit {
            let (_, states) = data.profiles(&Default::default());
            let users = Profile.fit(&mut states.into_iter()).unwrap_or_default();
            return Ok(refit(&data, fitted, &told, &payees, &users));
        }
        let (untold, _) = data.cards(&fitted, false);
        let (_, states) = data.profiles(&Default::default());
        let usual = Profile.fit(&mut states.into_iter()).unwrap_or_default();
        let (pattern, _) = data.profiles(&usual);
        let (profiles, _) = data.profiles(&profiles::taught(&data, &usual));
        let heard: Vec<Vec<Heard>> = (told.iter().zip(&payees))
            .zip(&profiles)
            .map(|((before, payee), profile)| {
                let spending = (spending::Spending::NAME, before.evidence(&fitted));
                let each =
                    [spending, (Payee::NAME, payee.evidence.clone()), (Profile::NAME, profile.clone())];
                each.map(|(name, evidence)| Heard { detector: name.into(), evidence }).into()
            })
            .collect();
        let without = heard.iter().map(|heard| heard.iter().take(2).cloned().collect());
        let [fused, learned] = data.fused(without.collect());
        let [all_fused, all_learned] = data.fused(heard);
        let alone: Vec<f64> = untold.iter().map(|before| before.sum(&fitted)).collect();
        let cases: Vec<Case<2>> = told
            .iter()
            .zip(&payees)
            .map(|(before, payee)| ([before.sum(&fitted), 1.0], payee.terms()))
            .collect();
        let either = Either::fit(&data.training(&cases), 0.0);
        let either: Vec<f64> = cases.iter().map(|case| either.fraud(case)).collect();
        let more: Vec<Case<3>> = (told.iter().zip(&payees))
            .zip(&profiles)
            .map(|((before, payee), profile)| {
                ([before.sum(&fitted), profiles::surprise(profile), 1.0], payee.terms())
            })
            .collect();
        let with_profile = Either::fit(&data.training(&more), 0.0);
        let with_profile: Vec<f64> = more.iter().map(|case| with_profile.fraud(case)).collect();
        let [profiles, pattern] =
            [&profiles, &pattern].map(|said| said.iter().map(profiles::surprise).collect::<Vec<_>>());
        let symbol = Part::ALL.iter().position(|part| *part == Part::Symbol).unwrap_or_default();
        let predictive: Vec<f64> = untold
            .iter()
            .map(|before| before.surprises.and_then(|all| all.get(symbol).copied()).unwrap_or_default())
            .collect();
        let judged = data.scored(&alone);
        let mut findings = Findings::default();
        let mut table = Table {
            title: format!(
                "{} purchases judged, {} of them frauds",
                judged.genuine.len() + judged.impostor.len(),
                judged.impostor.len()
            ),
            heads: vec![
                "ROC-AUC",
                "average precision",
                "cards, 100 a day",
                "recall 1",
                "recall 2",
                "recall 3",
            ],
            rows: Vec::new(),
        };
        let published = published::drops(&data.by_card, &data.all);
        let changes = published::changes(&data.by_card, &data.all);
        for (key, name, scores) in [
            ("", "spending or payee", &either),
            ("fused.", "the same, fused as on the road", &fused),
            ("learned.", "the same, once outcomes have taught weights", &learned),
            ("no_outcomes.", "spending, no outcomes", &alone),
            ("profile.", "the user's profile, pattern and rules", &profiles),
            ("profile.pattern.", "the user's profile, pattern alone", &pattern),
            ("with_profile.", "spending, profile or payee", &with_profile),
            ("with_profile.fused.", "the same, fused as on the road", &all_fused),
            ("with_profile.learned.", "the same, once outcomes have taught weights", &all_learned),
            ("hmm_predictive.", "hidden Markov model, predictive", &predictive),
            ("hmm_published.", "hidden Markov model, as published", &published),
            ("reclustering.", "profile of ten amounts changed, as published", &changes),
        ] {
            let scored = data.scored(scores);
            let [first, second, third] = [1, 2, 3].map(|scenario| data.recall(scores, scenario));
            let named = [
                ("roc_auc", scored.measure(auc)),
                ("average_precision", scored.measure(average_precision)),
                ("card_precision_100", data.card_precision(scores)),
                ("recall.1", first),
                ("recall.2", second),
                ("recall.3", third),
            ];
            named.iter().for_each(|(one, value)| findings.figures.push(format!("{key}{one}"), *value));
            table.rows.push(Row(name.into(), named.map(|(_, value)| Some(value)).into()));
            findings.curves.push(Curve::of(name, &scored));
        }
        findings.tables.push(table);
        findings.tables.push(Table {
            title: "Alarms of the published tests".into(),
            heads: vec!["fraud coverage", "false positives"],
            rows: Vec::new(),
        });
        for (name, scores, from) in
            [("hmm_published", &published, ACCEPTANCE_DROP), ("reclustering", &changes, 1.0)]
        {
            let alarms = Outcomes::of(&data.scored(scores), |score| score >= from);
            let shares = [alarms.fraud_coverage(), alarms.false_positive_rate()];
            findings.figures.push(format!("{name}.fraud_coverage"), alarms.fraud_coverage());
            findings.figures.push(format!("{name}.false_positive_rate"), alarms.false_positive_rate());
            if let Some(table) = findings.tables.last_mut() {
                table.rows.push(Row(name.into(), shares.map(Some).into()));
            }
        }
        for (key, surprises) in [("profile", &profiles), ("profile.pattern", &pattern)] {
            let genuine: Vec<f64> = data.scored(surprises).genuine;
            for (name, p_value) in [("p01", 0.01_f64), ("p10", 0.1)] {
                let below = genuine.iter().filter(|surprise| **surprise >= -p_value.ln()).count();
                findings.figures.push(format!("{key}.{name}"), below as f64 / genuine.len() as f64);
            }
        }
        let genuine = data.judged(&told).filter(|(one, _)| !one.fraud);
        let known =
            genuine.filter_map(|(_, before)| Some(fitted.p_value(fitted.sum(before.surprises.as_ref()?))));
        findings.calibration(&known.collect::<Vec<_>>());
        Ok(findings)
    }
}

/// The weights and their sums, to be shipped.
fn refit(
    data: &Data,
    priors: Priors,
    before: &[Before],
    payees: &[Said],
    users: &profile::Priors,
) -> Findings {
    let terms = |before: &Before| {
        let surprises = before.surprises.unwrap_or_default();
        std::array::from_fn(|at| surprises.get(at).copied().unwrap_or(1.0))
    };
    let cases: Vec<Case<{ PARTS + 1 }>> =
        before.iter().zip(payees).map(|(before, payee)| (terms(before), payee.terms())).collect();
    let training = data.training(&cases);
    let weights = *Either::fit(&training, LEAST_WEIGHT).card.weights();
    let sum = |terms: &[f64]| terms.iter().zip(weights).take(PARTS).map(|(term, weight)| term * weight).sum();
    let genuine = training.iter().filter(|(_, fraud)| !fraud);
    let sums = fit::exceeded(genuine.map(|((terms, _), _)| sum(terms)).collect());
    let mut findings = Findings::default();
    let named =
        Part::ALL.iter().zip(weights).map(|(part, weight)| (format!("weights.{}", part.code()), weight));
    let named = named
        .chain(spending::LEVELS.iter().zip(sums).map(|(level, sum)| (format!("sums.{}", level * 1e4), sum)));
    let profile = Profile.shown(users).into_iter().filter(|(name, _)| name.starts_with("deviation."));
    let profile = profile.map(|(name, value)| (format!("profile.{name}"), value));
    let named = [("ratio".to_owned(), priors.ratio())].into_iter().chain(named);
    let named: Vec<_> = named.chain(profile).collect();
    let rows = named.iter().map(|(name, value)| Row(name.clone(), vec![Some(*value)])).collect();
    named.into_iter().for_each(|(name, value)| findings.figures.push(name, value));
    findings.tables.push(Table { title: "To be shipped".into(), heads: vec!["value"], rows });
    findings
}

/// All purchases, and whose they are.
struct Data {
    all: Vec<LabelledPurchase>,
    by_card: Vec<Vec<usize>>,
    by_payee: Vec<Vec<usize>>,
}

impl Data {
    fn of(all: Vec<LabelledPurchase>) -> Self {
        let by = |who: fn(&LabelledPurchase) -> usize| {
            let mut each: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            all.iter().enumerate().for_each(|(at, one)| each.entry(who(one)).or_default().push(at));
            each.into_values().collect()
        };
        Self { by_card: by(|one| one.card), by_payee: by(|one| one.payee), all }
    }

    /// What each card says of each purchase, and the cards at the end of the training days.
    fn cards(&self, priors: &Priors, outcomes: bool) -> (Vec<Before>, Vec<spending::State>) {
        self.each(&self.by_card, |own| cards::follow(own, priors, outcomes, TRAINING_DAYS))
    }

    fn profiles(&self, priors: &profile::Priors) -> (Vec<Evidence>, Vec<profile::State>) {
        self.each(&self.by_card, |own| profiles::follow(own, priors, TRAINING_DAYS))
    }

    fn payees(
        &self,
        priors: &models::detectors::payee::Priors,
    ) -> (Vec<Said>, Vec<models::detectors::payee::State>) {
        self.each(&self.by_payee, |paid| payees::follow(paid, priors, TRAINING_DAYS))
    }

    /// In the order of all purchases.
    fn each<T: Send, S: Send>(
        &self,
        by: &[Vec<usize>],
        follow: impl Fn(&[&LabelledPurchase]) -> (Vec<T>, S) + Sync,
    ) -> (Vec<T>, Vec<S>) {
        let of =
            |own: &Vec<usize>| follow(&own.iter().filter_map(|at| self.all.get(*at)).collect::<Vec<_>>());
        let (said, states): (Vec<Vec<T>>, Vec<S>) = by.par_iter().map(of).unzip();
        let mut numbered: Vec<(usize, T)> =
            by.iter().flatten().copied().zip(said.into_iter().flatten()).collect();
        numbered.sort_by_key(|(at, _)| *at);
        (numbered.into_iter().map(|(_, said)| said).collect(), states)
    }

    /// What is said of the judged purchases.
    fn judged<'d, T>(&'d self, said: &'d [T]) -> impl Iterator<Item = (&'d LabelledPurchase, &'d T)> {
        self.all.iter().zip(said).filter(|(one, _)| one.day >= TRAINING_DAYS)
    }

    /// Those of the training days, with what is true of them.
    fn training<T: Clone>(&self, cases: &[T]) -> Vec<(T, bool)> {
        let training =
            self.all.iter().zip(cases).filter(|(one, _)| (FILLING_DAYS..TRAINING_DAYS).contains(&one.day));
        training.map(|(one, case)| (case.clone(), one.fraud)).collect()
    }

    /// Risk in nats, calibrated on the training days: without weights, and with those that the frauds of these days teach.
    fn fused(&self, mut heard: Vec<Vec<Heard>>) -> [Vec<f64>; 2] {
        let mut scores = Scores::default();
        let training = self
            .all
            .iter()
            .zip(&heard)
            .filter(|(one, _)| (FILLING_DAYS..TRAINING_DAYS).contains(&one.day) && !one.fraud);
        training.for_each(|(_, heard)| scores.push(heard));
        let tables = scores.tables().unwrap_or_else(Tables::default);
        heard.iter_mut().flatten().for_each(|heard| tables.apply(1, &heard.detector, &mut heard.evidence));
        let history = self.training(&heard);
        let learned = Learned::fit(&history).map_or_else(Fusion::default, Fusion::Learned);
        [Fusion::default(), learned]
            .map(|fusion| heard.par_iter().map(|heard| fusion.fuse(0.0, heard).risk_nats).collect())
    }

    fn scored(&self, scores: &[f64]) -> Scored {
        let mut scored = Scored::default();
        self.judged(scores).for_each(|(one, score)| scored.push(!one.fraud, *score));
        scored
    }

    fn recall(&self, scores: &[f64], scenario: u32) -> f64 {
        let mut genuine: Vec<f64> = self.scored(scores).genuine;
        genuine.sort_by(f64::total_cmp);
        let at = ((1.0 - FALSE_POSITIVES) * (genuine.len() - 1) as f64).ceil() as usize;
        let threshold = genuine.get(at).copied().unwrap_or(f64::INFINITY);
        let frauds = self.judged(scores).filter(|(one, _)| one.fraud && one.scenario == scenario);
        let outcomes = frauds.fold(Outcomes::default(), |mut outcomes, (_, score)| {
            outcomes.push(true, *score > threshold);
            outcomes
        });
        outcomes.fraud_coverage()
    }

    fn card_precision(&self, scores: &[f64]) -> f64 {
        let mut days: BTreeMap<u32, BTreeMap<usize, (f64, bool)>> = BTreeMap::new();
        for (one, score) in self.judged(scores) {
            let card = days.entry(one.day).or_default().entry(one.card).or_insert((f64::NEG_INFINITY, false));
            *card = (card.0.max(*score), card.1 || one.fraud);
        }
        let precision = |cards: &BTreeMap<usize, (f64, bool)>| {
            let mut cards: Vec<_> = cards.values().collect();
            cards.sort_by(|a, b| b.0.total_cmp(&a.0));
            let looked_at = cards.iter().take(CARDS_A_DAY);
            looked_at.filter(|(_, fraud)| *fraud).count() as f64 / CARDS_A_DAY as f64
        };
        days.values().map(precision).sum::<f64>() / days.len() as f64
    }
}

impl Said {
    fn terms(&self) -> [f64; 2] {
        [(self.fraud / (1.0 - self.fraud)).ln(), 1.0]
    }
}

impl Before {
    fn sum(&self, priors: &Priors) -> f64 {
        self.surprises.map_or(0.0, |surprises| priors.sum(&surprises))
    }

    fn evidence(&self, priors: &Priors) -> Evidence {
        match self.surprises {
            None => Evidence::Warming { seen: self.age, need: self.age + 1 },
            Some(surprises) => Evidence::Known(Known::new(
                priors.p_value(priors.sum(&surprises)),
                self.age,
                true,
                Vec::new(),
            )),
        }
    }
}
