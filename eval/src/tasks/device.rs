//! Devices by their micro-transactions: every device learns its own visits in the order of time, as the road does, and is asked before each
//! of them, and at each impostor's, how far the visit lies from what is usual.
//!
//! - A visit is *challenged* where its p-value is below the threshold: the highest that challenges no more than 1 % of the genuine visits of
//!   all *other* devices, and no more than 5 % of those over a network that was new to the device. So nothing is judged by a
//!   threshold that it helped to choose.
//! - `false_positive_rate`, `path_change`: genuine visits challenged, of all, and of those over a network that the device had never used.
//! - `detection.LABEL`: impostors challenged, and by how alike their machine is (`detection_at.DISTANCE.LABEL`): by their timing and by how they carry
//!   on the device's identity, where the file says so, put together as on the road. `copied.WHEN.LABEL` are those with a copy that was made
//!   `before` or `after` the customer's last visit.
//! - `timing.…`: the same by timing alone; so are the curves and parts below.
//! - `by_exchanges.N`: the same where a visit has its first N micro-transactions only; `by_visits.N`: where the device has been seen N times.
//! - `without.PART`: the same where a part of what is known of a visit is left out (`parts.rs`).
//!
//! Visits that a device is too young to judge are nobody's: they are counted in `unjudged` alone.

mod curves;
mod identity;
mod parts;
mod run;

use self::run::{Judged, Judgement, Threshold, run};
use super::{Findings, Options};
use crate::data::visits::{LabelledVisit, visits};
use crate::measures::{Outcomes, Scored, auc};
use crate::plot::Curve;
use crate::report::{Row, Table};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Share of genuine visits that may be challenged.
const CHALLENGED: f64 = 0.01;
/// The same of those over a network that the device never used before.
const CHALLENGED_MOVING: f64 = 0.05;
/// The condition of a genuine visit over a network that the device never used before.
const PATH_CHANGE: &str = "path_change";

/// Devices and impostors.
#[derive(Args)]
pub struct Device {
    /// The laboratory's visits, one JSON object a line, plain or gzipped.
    #[arg(long)]
    pub data: PathBuf,
    #[command(flatten)]
    pub(super) options: Options,
}

/// All visits of one device, its own and those in its name, in the order of time.
type Life = Vec<LabelledVisit>;

impl Device {
    pub(super) fn measure(&self) -> Result<Findings> {
        let mut lives: BTreeMap<String, Life> = BTreeMap::new();
        for visit in visits(&self.data)? {
            lives.entry(visit.device.clone()).or_default().push(visit);
        }
        let lives: Vec<Life> = lives.into_values().collect();
        let name = self.data.display();
        ensure!(lives.len() >= 2, "{name}: {} devices, and two are needed at least", lives.len());
        let judged = run(&lives, |_| {});
        let is_compared = |one: &Judged<'_>| matches!(one.judgement, Judgement::PValue(_));
        let threshold = Threshold::of(&judged).filter(|_| judged.iter().any(is_compared));
        let threshold = threshold.with_context(|| format!("{name}: hardly a genuine visit can be judged"))?;
        let mut findings = Findings::default();
        let joined = identity::joined(&lives, &judged);
        // One that is behind is far beyond any threshold of timing, and no genuine visit of the laboratory is.
        genuine(&mut findings, &joined, &threshold);
        impostors(&mut findings, "", &joined, &threshold);
        impostors(&mut findings, "timing.", &judged, &threshold);
        copies(&mut findings, &joined, &threshold);
        curves::by_exchanges(&mut findings, &lives);
        curves::by_visits(&mut findings, &lives);
        parts::without(&mut findings, &lives);
        let mut outcomes = Outcomes::default();
        for one in judged.iter().filter(|one| one.judgement != Judgement::TooYoung) {
            outcomes.push(!one.visit.is_genuine(), threshold.challenges(one));
        }
        findings.outcomes("at the threshold of the other devices", &[("all".into(), outcomes)]);
        Ok(findings)
    }
}

/// What becomes of genuine visits, by what was special about them.
fn genuine(findings: &mut Findings, judged: &[Judged<'_>], threshold: &Threshold) {
    let own: Vec<&Judged<'_>> = judged.iter().filter(|one| one.visit.is_genuine()).collect();
    let unjudged = own.iter().filter(|one| one.judgement == Judgement::TooYoung).count();
    findings.figures.push("unjudged", unjudged as f64);
    let mut by_condition: BTreeMap<&str, Vec<&Judged<'_>>> = BTreeMap::new();
    for one in &own {
        by_condition.entry(&one.visit.condition).or_default().push(one);
    }
    let mut table = Table {
        title: "Genuine visits challenged at the threshold of the other devices".into(),
        heads: vec!["challenged", "of"],
        rows: Vec::new(),
    };
    let mut row = |name: &str, key: &str, visits: &[&Judged<'_>]| {
        let (share, of) = challenged(visits.iter().copied(), threshold);
        findings.figures.push(key, share);
        table.rows.push(Row(name.into(), vec![Some(share), Some(of)]));
    };
    row("all", "false_positive_rate", &own);
    row("first visit on a network", PATH_CHANGE, by_condition.get(PATH_CHANGE).map_or(&[], |all| all));
    for (condition, visits) in &by_condition {
        row(condition, &format!("challenged.{condition}"), visits);
    }
    findings.tables.push(table);
}

/// Which impostors are challenged.
fn impostors(findings: &mut Findings, by: &str, judged: &[Judged<'_>], threshold: &Threshold) {
    let alone = if by.is_empty() { "" } else { ", by timing alone" };
    let mut table = Table {
        title: format!("Impostors challenged at the same threshold{alone}"),
        heads: vec!["challenged", "of", "AUC"],
        rows: Vec::new(),
    };
    let own: Vec<f64> =
        judged.iter().filter(|one| one.visit.is_genuine()).filter_map(Judged::suspicion).collect();
    let mut by_label: BTreeMap<(&str, Option<&str>), Vec<&Judged<'_>>> = BTreeMap::new();
    for one in judged.iter().filter(|one| !one.visit.is_genuine()) {
        by_label.entry((&one.visit.label, None)).or_default().push(one);
        if let Some(distance) = one.visit.distance.as_deref() {
            by_label.entry((&one.visit.label, Some(distance))).or_default().push(one);
        }
    }
    for ((label, distance), visits) in by_label {
        let (share, of) = challenged(visits.iter().copied(), threshold);
        let impostor: Vec<f64> = visits.iter().filter_map(|one| one.suspicion()).collect();
        let area = auc(&own, &impostor);
        let (name, key) = match distance {
            None => {
                let scored = Scored { genuine: own.clone(), impostor };
                if !by.is_empty() {
                    findings.curves.push(Curve::of(label, &scored));
                }
                (label.to_owned(), format!("{by}detection.{label}"))
            }
            Some(distance) => (format!("  {distance}"), format!("{by}detection_at.{distance}.{label}")),
        };
        findings.figures.push(key, share);
        table.rows.push(Row(name, vec![Some(share), Some(of), Some(area)]));
    }
    findings.tables.push(table);
}

/// Impostors with a copy of the identity, by when it was made.
fn copies(findings: &mut Findings, judged: &[Judged<'_>], threshold: &Threshold) {
    let title = "Impostors challenged, by when their copy of the identity was made".into();
    let heads = vec!["before the customer's last visit", "of", "after it", "of"];
    let mut by_label: BTreeMap<&str, Vec<Option<f64>>> = BTreeMap::new();
    for (name, is_behind) in [("before", true), ("after", false)] {
        let mut of_label: BTreeMap<&str, Vec<&Judged<'_>>> = BTreeMap::new();
        for one in judged.iter().filter(|one| !one.visit.is_genuine()) {
            let of = of_label.entry(&one.visit.label).or_default();
            of.extend(
                one.visit
                    .lineage
                    .is_some_and(|lineage| lineage.behind().is_some() == is_behind)
                    .then_some(one),
            );
        }
        for (label, visits) in of_label {
            let (share, of) = challenged(visits.iter().copied(), threshold);
            let share = Some(share).filter(|_| !visits.is_empty());
            if let Some(share) = share {
                findings.figures.push(format!("copied.{name}.{label}"), share);
            }
            by_label.entry(label).or_default().extend([share, Some(of)]);
        }
    }
    let rows = by_label.into_iter().map(|(label, cells)| Row(label.into(), cells)).collect();
    findings.tables.push(Table { title, heads, rows });
}

/// The share of the visits that can be judged which are challenged, and how many those are.
fn challenged<'v>(visits: impl Iterator<Item = &'v Judged<'v>>, threshold: &Threshold) -> (f64, f64) {
    let judged: Vec<&Judged<'_>> = visits.filter(|one| one.judgement != Judgement::TooYoung).collect();
    let of = judged.len() as f64;
    (judged.iter().filter(|one| threshold.challenges(one)).count() as f64 / of, of)
}
