//! What each part of what is known of a visit is worth: the same where it is left out, of every visit.

use super::run::{Threshold, run};
use super::{Findings, Life, challenged};
use crate::report::{Row, Table};
use models::connection::{Connection, Seen, Unseen};
use models::observation::{ClientSide, Observation};
use std::collections::BTreeSet;

/// A part, and how it is left out.
type Part = (&'static str, fn(&mut Observation));

const ALL: [Part; 10] = [
    ("kernel_round_trips", |visit| {
        visit.exchanges.iter_mut().for_each(|exchange| exchange.tcp = Err(Unseen::Unsupported));
    }),
    ("server_round_trips", |visit| {
        visit.exchanges.iter_mut().for_each(|exchange| exchange.return_gap_us = None);
    }),
    ("page_round_trips", |visit| {
        clients(visit, |client| client.resource = None);
    }),
    ("page_pace", |visit| {
        clients(visit, |client| {
            if let Some(resource) = client.resource {
                client.total_us = resource.connect_us.saturating_add(resource.ttfb_us);
            }
        });
    }),
    ("turnarounds", |visit| clients(visit, |client| client.turnaround_us = None)),
    ("compute_speed", |visit| signals(visit, "compute_speed")),
    ("clock", |visit| signals(visit, "wall_clock")),
    ("syn", |visit| visit.connection.syn = Seen::Absent(Unseen::Unsupported)),
    ("request", |visit| visit.connection.request = Seen::Absent(Unseen::Unsupported)),
    ("connection", |visit| visit.connection = Connection::default()),
];

fn clients(visit: &mut Observation, change: impl Fn(&mut ClientSide)) {
    visit.exchanges.iter_mut().filter_map(|exchange| exchange.client.as_mut()).for_each(change);
}

fn signals(visit: &mut Observation, name: &str) {
    visit.signals.retain(|signal| signal.name != name);
}

/// One row for each part.
pub(super) fn without(findings: &mut Findings, lives: &[Life]) {
    let visits = lives.iter().flatten();
    let labels: BTreeSet<&str> =
        visits.filter(|one| !one.is_genuine()).map(|one| one.label.as_str()).collect();
    let mut table = Table {
        title: "Impostors challenged where a part of what is known of a visit is left out".into(),
        heads: ALL.map(|(part, _)| part).into(),
        rows: labels.iter().map(|label| Row((*label).into(), Vec::new())).collect(),
    };
    for (part, leave_out) in ALL {
        let judged = run(lives, leave_out);
        let threshold = Threshold::of(&judged);
        for (label, Row(_, cells)) in labels.iter().zip(&mut table.rows) {
            let of_kind = judged.iter().filter(|one| one.visit.label == *label);
            let share = threshold.as_ref().map(|threshold| challenged(of_kind, threshold).0);
            if let Some(share) = share {
                findings.figures.push(format!("without.{part}.{label}"), share);
            }
            cells.push(share);
        }
    }
    findings.tables.push(table);
}
