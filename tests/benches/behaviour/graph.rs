//! What an interaction costs in a graph of trust of a million parties and ten million edges, what that graph occupies, how long it takes to
//! start with it anew; and one interaction beside networkx, which has to compute everything again, in one run.

mod beside;
mod crowd;

use self::crowd::Crowd;
use crate::clock::{heading, row};
use models::graph::{Graph, Predictor};
use std::sync::Arc;
use std::time::Instant;

const PARTIES: usize = 1_000_000;
const EDGES: usize = 10_000_000;
const JUDGED: usize = 200_000;
/// Steps that an interaction may take at once, as in the server.
const BUDGET: usize = 1_000;

pub(crate) fn report() {
    beside::report();
    large();
}

fn large() {
    let predictor = Arc::new(Predictor::shipped());
    let mut graph = Graph::new(predictor.clone());
    let mut crowd = Crowd::of(PARTIES, 1);
    let before = resident_bytes();
    while graph.size().1 < EDGES {
        graph.note(&crowd.next(), BUDGET);
    }
    while !graph.settle(BUDGET) {}
    let (parties, edges) = graph.size();
    let mut times_us: Vec<f64> = (0..JUDGED).map(|_| timed_us(&mut graph, &mut crowd)).collect();
    times_us.sort_by(f64::total_cmp);
    let at = |share: f64| times_us[((JUDGED - 1) as f64 * share) as usize];
    heading(&format!("An interaction among {parties} parties and {edges} edges, of {JUDGED}"));
    row("median", at(0.5), Some(50.0));
    row("99 %", at(0.99), Some(1_000.0));
    row("99.99 %", at(0.9999), None);
    row("longest", at(1.0), None);
    println!("\n{:<52} {:>9} {:>8}", "That graph", "", "goal");
    let said = |what: &str, value: f64, goal: &str| println!("{what:<52} {value:>9.1} {goal:>8}");
    said("parties that wait", graph.waiting() as f64, "");
    said("bytes of an edge, its share of parties included", graph.bytes() as f64 / edges as f64, "100");
    said("the same, by resident memory", (resident_bytes() - before) / edges as f64, "100");
    let bytes = graph.to_bytes();
    said("bytes of an edge, as a snapshot", bytes.len() as f64 / edges as f64, "");
    drop(graph);
    let began = Instant::now();
    let graph = Graph::from_bytes(&bytes, predictor).unwrap();
    said("restart, s", began.elapsed().as_secs_f64(), "20");
    let began = Instant::now();
    assert_eq!(graph.fixed_point().len(), parties);
    said("its fixed point found from nothing, s", began.elapsed().as_secs_f64(), "");
}

fn timed_us(graph: &mut Graph, crowd: &mut Crowd) -> f64 {
    let one = crowd.next();
    let began = Instant::now();
    graph.note(&one, BUDGET);
    began.elapsed().as_secs_f64() * 1e6
}

/// As the kernel counts it.
fn resident_bytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() * 1024.0
}
