//! One interaction in a graph as large as Bitcoin-OTC, and PageRank computed again by networkx for the same graph, in one run.

use super::crowd::Crowd;
use crate::clock::{PYTHON, heading, median, row};
use models::graph::Graph;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

const PARTIES: usize = 6_000;
const INTERACTIONS: usize = 36_000;
const JUDGED: usize = 5_000;
const BUDGET: usize = 1_000;

pub(crate) fn report() {
    let (mut graph, mut crowd) = (Graph::default(), Crowd::of(PARTIES, 1));
    let (mut names, mut edges) = (BTreeMap::new(), String::new());
    for _ in 0..INTERACTIONS {
        let one = crowd.next();
        graph.note(&one, BUDGET);
        let mut name = |id| {
            let next = names.len();
            *names.entry(id).or_insert(next)
        };
        writeln!(edges, "{} {}", name(one.from), name(one.to)).unwrap();
    }
    let time_us = |_| {
        let one = crowd.next();
        let began = Instant::now();
        graph.note(&one, BUDGET);
        began.elapsed().as_secs_f64() * 1e6
    };
    let ours = median((0..JUDGED).map(time_us).collect());
    heading(&format!("An interaction among {PARTIES} parties, after {INTERACTIONS}"));
    row("noted, trust of both answered", ours, None);
    let Some((version, theirs)) = networkx(&edges) else {
        println!("networkx is not available; {PYTHON} names a Python that has it");
        return;
    };
    row(&format!("networkx {version}: PageRank computed again"), theirs, None);
    println!("{:.0} times as fast as networkx", theirs / ours);
}

fn networkx(edges: &str) -> Option<(String, f64)> {
    let python = std::env::var(PYTHON).unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/behaviour/graph/networkx_pagerank.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // It may be gone before it has read everything.
    let _ = child.stdin.take()?.write_all(edges.as_bytes());
    let said = String::from_utf8(child.wait_with_output().ok()?.stdout).ok()?;
    let mut words = said.split_whitespace();
    Some((words.next()?.into(), words.next()?.parse().ok()?))
}
