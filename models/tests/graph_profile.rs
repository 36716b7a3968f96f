//! Shadow profiles: what the graph tells of a party that never said anything of itself.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use models::graph::{Graph, Survey};
use models::interaction::{Interaction, InteractionKind, Opinion, TextFeatures};
use models::observation::Timestamp;

const HOUR_US: i64 = 3_600_000_000;
const ENOUGH: usize = 1_000_000;

fn id(number: usize) -> [u8; 16] {
    (number as u128).to_le_bytes()
}

fn wrote(hour: i64, from: usize, to: usize, length_chars: u32, keywords: &[u32]) -> Interaction {
    Interaction {
        at: Timestamp(hour * HOUR_US),
        from: id(from),
        to: id(to),
        kind: InteractionKind::Message,
        opinion: None,
        text: Some(TextFeatures { length_chars, keywords: keywords.into(), sentiment: None }),
    }
}

fn said(hour: i64, from: usize, to: usize, opinion: f32) -> Interaction {
    let opinion = Opinion::new(opinion);
    Interaction { kind: InteractionKind::Rating, opinion, text: None, ..wrote(hour, from, to, 0, &[]) }
}

fn after(interactions: impl IntoIterator<Item = Interaction>) -> Graph {
    let mut graph = Graph::default();
    interactions.into_iter().for_each(|one| _ = graph.note(&one, ENOUGH));
    graph
}

/// Everybody of a range turns to everybody else of it.
fn circle(members: std::ops::Range<usize>) -> impl Iterator<Item = Interaction> {
    let pairs = members.clone().flat_map(move |from| members.clone().map(move |to| (from, to)));
    pairs.filter(|(from, to)| from != to).map(|(from, to)| wrote(1, from, to, 80, &[]))
}

#[test]
fn a_program_keeps_its_hour_its_length_and_its_pace_and_a_person_does_not() {
    let program = (1..60).map(|day| wrote(day * 24 + 3, 1, 100 + day as usize, 160, &[]));
    let person = (1..60_i64).map(|day| {
        let length = [12, 300, 45, 160, 80][day as usize % 5];
        wrote(day * 24 + day * day * 7 % 17, 2, 100 + day as usize, length, &[])
    });
    let graph = after(program.chain(person));
    let (program, person) =
        (graph.profile(&id(1)).unwrap().signature, graph.profile(&id(2)).unwrap().signature);
    assert!(program.hour_bits == 0.0 && person.hour_bits > 2.0, "{program:?} {person:?}");
    assert!(
        (program.length_chars.unwrap() - 160.0).abs() < 0.1
            && (program.gap_s.unwrap() - 86_400.0).abs() < 10.0
    );
    assert!(program.length_factor < 1.01 && person.length_factor > 1.5);
    assert!(program.gap_factor < 1.01 && person.gap_factor > 1.1);
    assert_eq!(program.kinds, [59, 0, 0, 0]);
}

#[test]
fn who_uses_the_same_words_is_known_by_them() {
    let text = |from, words: std::ops::Range<u32>| {
        words.map(move |word| wrote(1, from, 9, 80, &[word.wrapping_mul(2_654_435_761)]))
    };
    let graph = after(text(1, 0..40).chain(text(2, 0..40)).chain(text(3, 1_000..1_040)));
    let words = |party| graph.profile(&id(party)).unwrap().signature.words;
    assert_eq!(words(1), words(2));
    assert_eq!(words(1).len(), 8);
    assert!(words(3).iter().all(|word| !words(1).contains(word)));
}

#[test]
fn those_who_deal_with_each_other_are_a_cluster_and_a_single_contact_outside_is_not_of_it() {
    let graph = after(circle(0..8).chain(circle(100..120)).chain([wrote(2, 3, 105, 80, &[])]));
    let cluster = graph.profile(&id(0)).unwrap().cluster.unwrap();
    let mut members: Vec<[u8; 16]> = cluster.members.iter().map(|(member, _)| *member).collect();
    members.sort_unstable();
    assert_eq!(members, (0..8).map(id).collect::<Vec<_>>());
    assert!(cluster.conductance < 0.02, "{cluster:?}");
}

#[test]
fn a_cluster_around_somebody_whom_everybody_knows_is_found_within_its_bound() {
    let graph = after((1..50_000).map(|other| wrote(1, 0, other, 80, &[])).chain(circle(60_000..60_100)));
    for party in [0, 7, 60_000] {
        let cluster = graph.profile(&id(party)).unwrap().cluster;
        assert!(cluster.is_none_or(|cluster| cluster.members.len() <= 50));
    }
}

#[test]
fn whoever_stands_between_two_circles_is_found_there_within_the_stated_bound() {
    let bridge = (0..20).flat_map(|other| [wrote(1, 50, other, 80, &[]), wrote(1, other, 50, 80, &[])]);
    let graph = after(circle(0..10).chain(circle(10..20)).chain(bridge));
    let mut survey = Survey::of(1);
    assert_eq!(survey.betweenness(&id(50)), None);
    (0..4_000).for_each(|_| survey.sample(&graph));
    let found = survey.betweenness(&id(50)).unwrap();
    // From ten to the other ten and back, of 21 · 20 pairs.
    assert!((found.share - 200.0 / 420.0).abs() <= found.within && found.within < 0.03, "{found:?}");
    assert_eq!(survey.betweenness(&id(5)).unwrap().share, 0.0);
}

#[test]
fn trust_that_falls_at_once_is_told_from_trust_that_is_low() {
    let steady = (0..30).map(|rater| said(rater as i64, 100 + rater, 1, 0.8));
    let low = (0..30).map(|rater| said(rater as i64, 200 + rater, 2, -0.8));
    let fall = (0..10).map(|rater| said(40, 300 + rater, 1, -1.0));
    let mut graph = after(steady.chain(low));
    let jump = |graph: &Graph, party| graph.standing(&id(party)).unwrap().jump.unwrap();
    assert!(jump(&graph, 1).abs() < 2.0 && jump(&graph, 2).abs() < 2.0);
    fall.for_each(|one| _ = graph.note(&one, ENOUGH));
    assert!(jump(&graph, 1) < -1.5, "{}", jump(&graph, 1));
    assert_eq!(graph.standing(&id(300)).unwrap().jump, None);
}

#[test]
fn who_is_answered_is_told_from_who_is_not() {
    let answered = (10..20).flat_map(|other| [wrote(1, 1, other, 80, &[]), wrote(2, other, 1, 80, &[])]);
    let ignored = (20..30).map(|other| wrote(1, 2, other, 80, &[]));
    let graph = after(answered.chain(ignored));
    assert_eq!(graph.profile(&id(1)).unwrap().reciprocity, Some(1.0));
    assert_eq!(graph.profile(&id(2)).unwrap().reciprocity, Some(0.0));
    assert_eq!(graph.profile(&id(20)).unwrap().reciprocity, None);
}

#[test]
fn the_few_who_carry_a_partys_trust_are_named_the_strongest_first_and_through_whom() {
    let mut all: Vec<_> = (10..30).map(|rater| said(0, rater, 1, 1.0)).collect();
    all.extend([said(1, 1, 5, 1.0), said(1, 40, 5, 0.1), wrote(1, 41, 5, 80, &[])]);
    let graph = after(all);
    let carried = graph.neighbours(&id(5), 2);
    assert_eq!(carried.len(), 2);
    let strongest = carried.first().unwrap();
    assert!(strongest.party == id(1) && strongest.moves > 0.05 && strongest.through.is_some(), "{carried:?}");
    assert!(strongest.trust > 0.7 && strongest.opinion == Some(1.0));
}
