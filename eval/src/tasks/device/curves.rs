//! Detection by how much is known: of the visit, and of the device.

use super::run::{Judged, Threshold, judge, run};
use super::{Findings, Life, challenged};
use crate::report::{Row, Table};
use models::detectors::{Detector as _, device};
use rayon::prelude::*;

/// Lengths of a visit's chain that are tried.
const EXCHANGES: [usize; 10] = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20];
/// Ages of a device that are tried, in trusted visits.
const VISITS: [u32; 10] = [1, 2, 3, 4, 5, 8, 12, 16, 20, 30];

/// So many of its next own visits are asked about: later ones come after changes that it would have learned.
const NEXT: usize = 3;

const HEADS: [&str; 3] = ["genuine", "impostors", "impostors of"];

/// Where only the first micro-transactions of every visit were made.
pub(super) fn by_exchanges(findings: &mut Findings, lives: &[Life]) {
    let longest = lives.iter().flatten().map(|one| one.visit.exchanges.len()).max().unwrap_or(0);
    let mut rows = Vec::new();
    for length in EXCHANGES.into_iter().filter(|length| *length <= longest) {
        let judged = run(lives, |visit| visit.exchanges.truncate(length));
        if let Some(threshold) = Threshold::of(&judged) {
            rows.push(row(findings, "by_exchanges", length, &judged, &threshold));
        }
    }
    let title = "Challenged, by the micro-transactions of a visit (all kinds of impostors together)".into();
    findings.tables.push(Table { title, heads: HEADS.into(), rows });
}

/// Where the device has been seen so many times: its next own visits, and every visit in its name.
pub(super) fn by_visits(findings: &mut Findings, lives: &[Life]) {
    let mut rows = Vec::new();
    for age in VISITS {
        let judged: Vec<Judged<'_>> =
            lives.par_iter().enumerate().flat_map_iter(|(number, life)| at_age(number, life, age)).collect();
        if let Some(threshold) = Threshold::of(&judged) {
            rows.push(row(findings, "by_visits", age as usize, &judged, &threshold));
        }
    }
    let title = "Challenged, by the visits that the device has been learned from".into();
    findings.tables.push(Table { title, heads: HEADS.into(), rows });
}

/// What is said of a device after so many of its visits; nothing where it has fewer.
fn at_age(number: usize, life: &Life, age: u32) -> Vec<Judged<'_>> {
    let priors = device::Priors::default();
    let mut state = device::State::default();
    let mut own = life.iter().filter(|one| one.is_genuine());
    for _ in 0..age {
        let Some(one) = own.next() else { return Vec::new() };
        device::Device.learn(&mut state, &priors, &one.visit);
    }
    let impostors = life.iter().filter(|one| !one.is_genuine());
    own.take(NEXT)
        .chain(impostors)
        .map(|one| Judged::new(number, one, judge(&state, &priors, &one.visit)))
        .collect()
}

fn row(findings: &mut Findings, curve: &str, at: usize, judged: &[Judged<'_>], threshold: &Threshold) -> Row {
    let (genuine, _) = challenged(judged.iter().filter(|one| one.visit.is_genuine()), threshold);
    let (impostors, of) = challenged(judged.iter().filter(|one| !one.visit.is_genuine()), threshold);
    findings.figures.push(format!("{curve}.{at}.genuine"), genuine);
    findings.figures.push(format!("{curve}.{at}.detection"), impostors);
    Row(at.to_string(), [genuine, impostors, of].map(Some).into())
}
